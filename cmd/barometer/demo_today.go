package main

import (
	"context"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
)

// firstToday is the number of the first interaction of today; those of the past
// are below.
const firstToday = 4150

// firmAsk is something that the firm did today.
type firmAsk struct {
	customer string
	contact  int
	project  surveys.ProjectID
	kind     string // of interaction
	subject  string
	survey   surveys.SurveyID // empty: the one that is made for the kind
}

// firmToday lists it. Each contact is asked in the own language where the
// program speaks it.
func firmToday() []firmAsk {
	return []firmAsk{
		{"northgate", 0, "erp", "ticket", "Stock figures are wrong in the portal", ""},
		{"northgate", 0, "support", "ticket", "New laptop for the dispatch office", ""}, // within the quiet period
		{"lund", 0, "support", "ticket", "Reading room printer", ""},
		{"szabo", 0, "web", "ticket", "Tavaszi katalógus", ""},
		{"kestrel", 1, "erp", "milestone", "Tenants can pay by card", ""},
		{"aguirre", 0, "training", "ticket", "Curso para los nuevos", ""},
		{"tanaka", 0, "support", "ticket", "複合機の設定", ""},             // paused
		{"green", 1, "support", "ticket", "Projector in room 4", ""}, // opted out
		{"kestrel", 0, "support", "review", "Half-yearly review", relationSurvey},
		{"alma", 1, "field", "visit", "Waagen am Netz", ""},
		{"sahyadri", 0, "support", "ticket", "नया प्रिंटर", ""},
		{"sahyadri", 1, "web", "ticket", "दिवाळीची जाहिरात", ""},
		{"noor", 0, "web", "ticket", "صفحة الكتب الجديدة", ""},
	}
}

// askToday asks about what was done today. Most become mails in the outbox,
// some are skipped, each with its reason.
func askToday(ctx context.Context, st *store.Store) error {
	customers := firmByID()
	quiet := customers["green"].contacts[1].Address
	if err := st.PauseCustomer(ctx, "tanaka", st.Now().AddDate(0, 0, 10)); err != nil {
		return err
	}
	if err := st.OptOut(ctx, surveys.NewContactID(quiet)); err != nil {
		return err
	}
	for i, a := range firmToday() {
		c := customers[a.customer]
		_, _, err := st.Ask(ctx, surveys.Interaction{
			ID: surveys.InteractionID(strconv.Itoa(firstToday + i)), Type: a.kind, Survey: a.survey, OccurredAt: st.Now(), Agent: "jonas",
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
