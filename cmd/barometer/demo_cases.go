package main

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// firmByID finds the firm's customers by their ids.
func firmByID() map[string]firmCustomer {
	out := map[string]firmCustomer{}
	for _, c := range firmCustomers() {
		out[c.id] = c
	}
	return out
}

// firmComplaint is a complaint of the last week, whose case is shown.
type firmComplaint struct {
	id, customer string
	contact      int
	hours        int // ago
	choice       int
	project      surveys.ProjectID
	subject      string
	words        surveys.Words
}

// lastWeek holds the complaints that have a case, one of them loud.
func lastWeek(now time.Time) []store.Imported {
	customers := firmByID()
	var out []store.Imported
	for _, f := range []firmComplaint{
		{"4131", "alma", 0, 76, 1, "support", "Label printer stops", surveys.Words{
			Comment: "Third time I explain this to somebody new. Our line stood still for two hours. I want somebody to call me today.",
			Reasons: []string{"twice", "unsolved"}, ContactWanted: true}},
		{"4140", "northgate", 0, 3, 2, "erp", "Portal down", surveys.Words{
			Comment: "The portal was down again on our busiest morning, and nobody told us before we called.", Reasons: []string{"untold"}}},
		{"4127", "oakfield", 1, 140, 2, "support", "Slow appointments", surveys.Words{
			Comment: "Waited two days for a call.", Reasons: []string{"slow"}}},
		{"4122", "aguirre", 1, 150, 2, "web", "Formulario", surveys.Words{
			Comment: "El formulario tardó una semana.", Reasons: []string{"slow"}}},
		{"4119", "green", 0, 160, 2, "training", "Spreadsheet course", surveys.Words{
			Comment: "We stood before a locked room for half an hour.", Reasons: []string{"untold"}}},
	} {
		c, at := customers[f.customer], now.Add(-time.Duration(f.hours)*time.Hour)
		out = append(out, store.Imported{
			Interaction: surveys.Interaction{ID: surveys.InteractionID(f.id), Type: "ticket", OccurredAt: at, Agent: "jonas",
				Contact: c.contacts[f.contact], Properties: map[string]string{"subject": f.subject},
				Project:  surveys.ProjectRef{ID: f.project, Name: firmProjects()[f.project]},
				Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name}},
			Scale: surveys.CSAT5, Choice: f.choice, AnsweredAtMS: at.UnixMilli(), Words: f.words, OpenCase: true,
		})
	}
	return out
}

// workOnCases follows up some of them: an answer to one customer, two ends with
// what was learnt, one of which asks once more right away, and a word that
// somebody heard on the telephone.
func workOnCases(ctx context.Context, st *store.Store, then *past, team firmTeam) error {
	open, _, err := st.Cases(ctx, surveys.CaseOpen, 50)
	if err != nil {
		return err
	}
	for _, c := range open {
		if err := workOn(ctx, st, then, team, c); err != nil {
			return err
		}
	}
	_, _, err = then.at(st.Now().Add(-5*time.Hour)).OpenCase(ctx, store.NewCase{Project: "web", Customer: "celik", By: team.you.ID,
		Contact: surveys.NewContactID("elif@studio-celik.example"),
		Text:    "Elif said on the telephone that two of the photographs are still missing."})
	return err
}

func workOn(ctx context.Context, st *store.Store, then *past, team firmTeam, c surveys.Case) error {
	ago := func(hours int) *store.Store { return then.at(st.Now().Add(-time.Duration(hours) * time.Hour)) }
	resolve := func(hours int, by surveys.User, cause, lesson string) error {
		resolved := surveys.CaseResolved
		_, err := ago(hours).PatchCase(ctx, c.ID, surveys.CasePatch{By: by.ID, State: &resolved, Owner: &by.Email, Cause: &cause, Lesson: &lesson})
		return err
	}
	switch c.Customer {
	case "oakfield":
		if _, err := ago(120).PatchCase(ctx, c.ID, surveys.CasePatch{By: team.dev.ID,
			Note: "The practice closes at noon on Wednesdays: call before."}); err != nil {
			return err
		}
		_, _, err := st.WriteReply(ctx, store.NewReply{Case: c.ID, By: team.dev,
			Text: "Hello Ben,\n\ntwo days was too long, and I am sorry. I call you tomorrow at nine; if another time is better, answer this mail.\n\nDev"})
		return err
	case "green":
		return resolve(100, team.dev, "Nobody had the key to the room.", "Whoever teaches has the key the day before.")
	case "aguirre":
		if err := resolve(80, team.marta, "The form was tested on one browser only.", "Every form is tried on a phone before it goes live."); err != nil {
			return err
		}
		_, err := st.AskRecovery(ctx, c.ID)
		return err
	}
	return nil
}
