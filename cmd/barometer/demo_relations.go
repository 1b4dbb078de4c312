package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// quietCustomer is a customer whose answers are few and known.
type quietCustomer struct {
	id, name string
	contact  surveys.Contact
	project  surveys.ProjectID
	agent    surveys.AgentID
	worth    int
	days     []int // ago, of each answer
	choices  []int
	said     string // with the newest
}

// quietCustomers are one that is new and hangs on one person on either side,
// and one that has been happy for a year.
func quietCustomers() []quietCustomer {
	return []quietCustomer{
		{id: "helios", name: "Helios Energy", project: "erp", agent: "jonas", worth: 64000,
			contact: person("Marek Novák", "marek.novak@helios-energy.example", "en", surveys.Champion),
			days:    []int{41, 35, 29, 20, 14, 6, 3}, choices: []int{4, 5, 5, 4, 4, 3, 4},
			said: "Jonas is always there. I only hope that he never takes a holiday."},
		{id: "bergmann", name: "Bergmann Maschinenbau", project: "support", agent: "aisha", worth: 120000,
			contact: person("Petra Bergmann", "petra@bergmann-maschinenbau.example", "de", surveys.DecisionMaker),
			days:    []int{330, 290, 240, 210, 170, 120, 90, 55, 31, 9}, choices: []int{5, 4, 5, 5, 4, 5, 5, 5, 4, 5},
			said: "Seit einem Jahr steht bei uns keine Maschine mehr still. Danke!"},
		{id: "bergmann", name: "Bergmann Maschinenbau", project: "support", agent: "dev",
			contact: person("Uwe Kern", "uwe.kern@bergmann-maschinenbau.example", "de", surveys.EndUser),
			days:    []int{260, 200, 150, 85, 66, 50, 38, 25, 16}, choices: []int{4, 5, 5, 4, 3, 5, 5, 4, 5}, said: "Schnell wie immer."},
	}
}

// firstQuiet is the number of the first interaction of the quiet customers.
const firstQuiet = 9000

func quietRows(now time.Time) []store.Imported {
	var rows []store.Imported
	for _, c := range quietCustomers() {
		for i, ago := range c.days {
			at := now.AddDate(0, 0, -ago)
			row := store.Imported{
				Interaction: surveys.Interaction{ID: surveys.InteractionID(strconv.Itoa(firstQuiet + len(rows))), Type: "ticket", OccurredAt: at,
					Agent: c.agent, Contact: c.contact, Project: surveys.ProjectRef{ID: c.project, Name: firmProjects()[c.project]},
					Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name}},
				Scale: surveys.CSAT5, Choice: c.choices[i], AnsweredAtMS: at.UnixMilli(),
			}
			if c.worth > 0 {
				row.Interaction.Properties = map[string]string{"customer_worth": strconv.Itoa(c.worth)}
			}
			if i == len(c.days)-1 {
				row.Words.Comment = c.said
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// fillRelations tells the story of the relationship: who of us knows whom best,
// whom nobody hears, days to think of, and who may speak for the firm.
func fillRelations(ctx context.Context, st *store.Store, team firmTeam, settle func(context.Context) error) error {
	if _, err := st.Import(ctx, quietRows(st.Now())); err != nil {
		return err
	}
	_, _, err := st.Ask(ctx, surveys.Interaction{ID: "9100", Type: "milestone", OccurredAt: st.Now(), Agent: "jonas",
		Contact:  person("Ines Costa", "ines.costa@helios-energy.example", "pt", surveys.DecisionMaker),
		Project:  surveys.ProjectRef{ID: "erp", Name: firmProjects()["erp"]},
		Customer: surveys.CustomerRef{ID: "helios", Name: "Helios Energy"}, Properties: map[string]string{"subject": "Meters are read by themselves"}})
	if err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	for _, tie := range []struct {
		address string
		who     surveys.User
	}{
		{"priya.nair@northgate.example", team.you}, {"tom.ashworth@northgate.example", team.you},
		{"ilse.brandt@alma-foods.example", team.dev}, {"karim.haddad@alma-foods.example", team.dev},
		{"henrik.olsson@stadsbibliotek-lund.example", team.marta}, {"petra@bergmann-maschinenbau.example", team.you},
	} {
		if err := st.AmendContact(ctx, surveys.NewContactID(tie.address), surveys.ContactPatch{Tie: &tie.who.ID}); err != nil {
			return fmt.Errorf("tie: %w", err)
		}
	}
	if err := fillDays(ctx, st, team); err != nil {
		return err
	}
	if err := fillConsents(ctx, st, team); err != nil {
		return err
	}
	if err := st.GatherRelations(ctx); err != nil {
		return err
	}
	return fillReports(ctx, st, team)
}

// fillDays keeps some special days; the reminder of one is due at once.
func fillDays(ctx context.Context, st *store.Store, team firmTeam) error {
	today := st.Today()
	for _, d := range []surveys.SpecialDay{
		{Customer: "northgate", Kind: surveys.DayRenewal, Date: today + 74, Yearly: true, Before: 30, Note: "Support contract"},
		{Customer: "kestrel", Kind: surveys.DayRenewal, Date: today + 9, Yearly: true, Before: 14, Note: "ERP maintenance"},
		{Customer: "lund", Kind: surveys.DayAnniversary, Date: today + 17 - 4*365, Yearly: true, Before: 7, Note: "First training course"},
		{Customer: "bergmann", Kind: surveys.DayOther, Date: today + 33, Before: 10, Note: "Open day in the new hall"},
	} {
		d.By = team.you.ID
		kept, err := st.AddSpecialDay(ctx, d, surveys.Telling{})
		if err != nil {
			return err
		}
		err = st.NoteCustomer(ctx, surveys.CustomerNote{ID: "day-" + kept.ID, Customer: d.Customer, Kind: surveys.NoteDay, By: d.By,
			At: st.Now().AddDate(0, 0, -30), Text: d.Note + " on " + d.Date.Time().Format("2 January 2006") + " was noted"})
		if err != nil {
			return err
		}
	}
	return nil
}

// fillConsents: one person may be quoted and was thanked, another declined, and
// the rating page asks for a word after the best choice.
func fillConsents(ctx context.Context, st *store.Store, team firmTeam) error {
	if err := st.SaveNextStep(ctx, surveys.NextStep{Kind: surveys.StepQuote, Months: 12}); err != nil {
		return err
	}
	for _, k := range []struct {
		address  string
		customer surveys.CustomerID
		kind     surveys.StepKind
		quote    string
		lines    []surveys.ConsentLine
	}{
		{"petra@bergmann-maschinenbau.example", "bergmann", surveys.StepQuote, quietCustomers()[1].said, []surveys.ConsentLine{
			{At: st.Now().AddDate(0, 0, -8), State: surveys.ConsentAsked}, {At: st.Now().AddDate(0, 0, -8), State: surveys.ConsentAgreed},
			{At: st.Now().AddDate(0, 0, -6), State: surveys.ConsentThanked, By: team.you.ID, Text: "a card and a cake for the workshop"}}},
		{"henrik.olsson@stadsbibliotek-lund.example", "lund", surveys.StepReference, "", []surveys.ConsentLine{
			{At: st.Now().AddDate(0, 0, -40), State: surveys.ConsentAsked, By: team.marta.ID},
			{At: st.Now().AddDate(0, 0, -38), State: surveys.ConsentDeclined, By: team.marta.ID, Text: "may not, as a public library"}}},
	} {
		id := surveys.NewContactID(k.address)
		contact, err := st.Contact(ctx, id)
		if err != nil {
			return err
		}
		_, err = st.ChangeConsent(ctx, id, func(c surveys.Consent) (surveys.Consent, error) {
			c.Customer, c.Kind, c.Quote, c.Name = k.customer, k.kind, k.quote, contact.Name
			for _, l := range k.lines {
				c = c.With(l)
			}
			return c, nil
		})
		if err != nil {
			return err
		}
		last := k.lines[len(k.lines)-1]
		err = st.NoteCustomer(ctx, surveys.CustomerNote{ID: "consent-" + string(id), Customer: k.customer, Kind: surveys.NoteThanks, By: last.By,
			At: last.At, Text: contact.Name + ": " + string(last.State) + ", " + last.Text})
		if err != nil {
			return err
		}
	}
	return nil
}
