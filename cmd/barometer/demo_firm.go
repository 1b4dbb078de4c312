package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// firmYear is how far back the demo's firm remembers.
const firmYear = 364

// firmCustomer is a customer of the demo's firm.
type firmCustomer struct {
	id, name string
	contacts []surveys.Contact
	projects []surveys.ProjectID
	answers  int                     // answers in the year
	mood     func(t float64) float64 // share of satisfied answers; t runs from 0, a year ago, to 1
	said     map[int][]string        // own words by choice; nil: those of everybody
}

func steady(share float64) func(float64) float64 {
	return func(float64) float64 { return share }
}

// slope goes from one share to another between two times.
func slope(before, after, from, to float64) func(float64) float64 {
	return func(t float64) float64 {
		return before + (after-before)*min(1, max(0, (t-from)/(to-from)))
	}
}

// fillFirm makes a believable year: answers with their own dates, cases that
// people have worked on, and then a few interactions that are really asked
// about. settle moves the figures on.
func fillFirm(ctx context.Context, st *store.Store, settle func(context.Context) error) error {
	random := rand.New(rand.NewPCG(1723, 2026))
	rows := firmRows(random, st.Now())
	for part := range slices.Chunk(rows, importBatch) {
		if _, err := st.Import(ctx, part); err != nil {
			return err
		}
	}
	if err := settle(ctx); err != nil {
		return err
	}
	if err := workOnCases(ctx, st); err != nil {
		return err
	}
	if err := askToday(ctx, st); err != nil {
		return err
	}
	return settle(ctx)
}

// firmRows are the answers of the year.
func firmRows(random *rand.Rand, now time.Time) []store.Imported {
	var rows []store.Imported
	for _, c := range firmCustomers() {
		for range c.answers {
			day := random.IntN(firmYear) + 2
			rows = append(rows, c.answer(random, now, workingHour(random, now.AddDate(0, 0, -day))))
		}
	}
	slices.SortFunc(rows, func(a, b store.Imported) int { return int(a.AnsweredAtMS - b.AnsweredAtMS) })
	for i := range rows {
		rows[i].Interaction.ID = surveys.InteractionID(fmt.Sprintf("%d", 2600+i))
	}
	return append(rows, lastWeek(now)...)
}

// workingHour moves a day out of the weekend, to an hour when people answer.
func workingHour(random *rand.Rand, t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 8+random.IntN(10), random.IntN(60), random.IntN(60), 0, time.UTC)
}

// answer is one answer of the customer at a time.
func (c firmCustomer) answer(random *rand.Rand, now, at time.Time) store.Imported {
	t := 1 - now.Sub(at).Hours()/24/firmYear
	choice := drawChoice(random, c.mood(t))
	contact := c.contacts[random.IntN(len(c.contacts))]
	project := c.projects[random.IntN(len(c.projects))]
	agents := []surveys.AgentID{"aisha", "dev", "jonas", "marta", "tomas"}
	row := store.Imported{
		Interaction: surveys.Interaction{
			Type: "ticket", OccurredAt: at, Contact: contact,
			Project:  surveys.ProjectRef{ID: project, Name: firmProjects()[project]},
			Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name},
			Agent:    agents[random.IntN(len(agents))],
		},
		Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(),
	}
	// Who is annoyed writes more often.
	if random.Float64() < []float64{0, .7, .5, .3, .12, .15}[choice] {
		row.Words.Comment = pick(random, c.words(choice))
	}
	if choice <= 2 && random.Float64() < .6 {
		reasons := surveys.BuiltInReasons()
		row.Words.Reasons = []string{reasons[random.IntN(len(reasons))]}
	}
	return row
}

func (c firmCustomer) words(choice int) []string {
	if own := c.said[choice]; len(own) > 0 {
		return append(slices.Clone(own), firmWords(choice)...)
	}
	return firmWords(choice)
}

func pick(random *rand.Rand, words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[random.IntN(len(words))]
}

// drawChoice draws a choice so that the share of 4 and 5 is as asked for.
func drawChoice(random *rand.Rand, satisfied float64) int {
	if random.Float64() < satisfied {
		return 4 + min(1, random.IntN(5)/2) // 5 more often than 4
	}
	return []int{3, 3, 2, 2, 1}[random.IntN(5)]
}

// lastWeek holds the complaints that are still open, one of them loud.
func lastWeek(now time.Time) []store.Imported {
	customers := map[string]firmCustomer{}
	for _, c := range firmCustomers() {
		customers[c.id] = c
	}
	complaint := func(id, customer string, contact, hours, choice int, project surveys.ProjectID, subject string, w surveys.Words) store.Imported {
		c, at := customers[customer], now.Add(-time.Duration(hours)*time.Hour)
		return store.Imported{
			Interaction: surveys.Interaction{ID: surveys.InteractionID(id), Type: "ticket", OccurredAt: at, Agent: "jonas",
				Contact: c.contacts[contact], Properties: map[string]string{"subject": subject},
				Project:  surveys.ProjectRef{ID: project, Name: firmProjects()[project]},
				Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name}},
			Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(), Words: w, OpenCase: true,
		}
	}
	return []store.Imported{
		complaint("4131", "alma", 0, 76, 1, "support", "Label printer stops", surveys.Words{
			Comment: "Third time I explain this to somebody new. Our line stood still for two hours. I want somebody to call me today.",
			Reasons: []string{"twice", "unsolved"}, ContactWanted: true}),
		complaint("4140", "northgate", 0, 3, 2, "erp", "Portal down", surveys.Words{
			Comment: "The portal was down again on our busiest morning, and nobody told us before we called.", Reasons: []string{"untold"}}),
		complaint("4127", "oakfield", 1, 140, 2, "support", "Slow appointments", surveys.Words{
			Comment: "Waited two days for a call.", Reasons: []string{"slow"}}),
		complaint("4122", "aguirre", 1, 150, 2, "web", "Formulario", surveys.Words{
			Comment: "El formulario tardó una semana.", Reasons: []string{"slow"}}),
	}
}

// workOnCases shows cases that somebody follows up already.
func workOnCases(ctx context.Context, st *store.Store) error {
	open, _, err := st.Cases(ctx, surveys.CaseOpen, 50)
	if err != nil {
		return err
	}
	contacted, resolved := surveys.CaseContacted, surveys.CaseResolved
	dev, marta := "Dev", "Marta"
	cause, lesson := "The form was tested on one browser only.", "Every form is tried on a phone before it goes live."
	patches := map[surveys.CustomerID]surveys.CasePatch{
		"oakfield": {State: &contacted, Owner: &dev},
		"aguirre":  {State: &resolved, Owner: &marta, Cause: &cause, Lesson: &lesson},
	}
	for _, c := range open {
		patch, ok := patches[c.Customer]
		if !ok {
			continue
		}
		if _, err := st.PatchCase(ctx, c.ID, patch); err != nil {
			return err
		}
	}
	return nil
}

// askToday asks about a few interactions of today. Most become mails in the
// outbox, some are skipped, each with its reason.
func askToday(ctx context.Context, st *store.Store) error {
	customers := map[string]firmCustomer{}
	for _, c := range firmCustomers() {
		customers[c.id] = c
	}
	quiet := customers["green"].contacts[1].Address
	if err := st.PauseCustomer(ctx, "tanaka", st.Now().AddDate(0, 0, 10)); err != nil {
		return err
	}
	if err := st.OptOut(ctx, surveys.NewContactID(quiet)); err != nil {
		return err
	}
	asks := []struct {
		customer string
		contact  int
		project  surveys.ProjectID
		subject  string
	}{
		{"northgate", 0, "erp", "Stock figures are wrong in the portal"},
		{"northgate", 0, "support", "New laptop for the dispatch office"}, // within the quiet period
		{"lund", 0, "support", "Reading room printer"},
		{"szabo", 0, "web", "Spring catalogue"},
		{"kestrel", 1, "support", "Password of the tenants' portal"},
		{"celik", 0, "web", "Photographs of the new collection"},
		{"aguirre", 0, "training", "Course for the new colleagues"},
		{"tanaka", 0, "support", "複合機の設定"},             // paused
		{"green", 1, "support", "Projector in room 4"}, // opted out
		{"alma", 1, "support", "Scales are back on the network"},
	}
	for i, a := range asks {
		c := customers[a.customer]
		_, _, err := st.Ask(ctx, surveys.Interaction{
			ID: surveys.InteractionID(fmt.Sprintf("%d", 4150+i)), Type: "ticket", OccurredAt: st.Now(), Agent: "jonas",
			Contact: c.contacts[a.contact], Properties: map[string]string{"subject": a.subject},
			Project:  surveys.ProjectRef{ID: a.project, Name: firmProjects()[a.project]},
			Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
