package main

import (
	"context"
	"fmt"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
)

// Surveys that the demo's firm has made besides those that come along.
const (
	visitSurvey    surveys.SurveyID = "visit"
	relationSurvey surveys.SurveyID = "twice-a-year"
)

// firmTeam is who follows up cases at the demo's firm.
type firmTeam struct{ you, dev, marta surveys.User }

// setUpHouse makes the team, its rules and its surveys.
func setUpHouse(ctx context.Context, st *store.Store, you surveys.User) (firmTeam, error) {
	team := firmTeam{you: you}
	hash, err := server.HashPassword(randomText(20)) // nobody signs in with it
	if err != nil {
		return team, err
	}
	for _, m := range []struct {
		is          *surveys.User
		name, email string
	}{{&team.dev, "Dev", "dev@lindqvist-rao.example"}, {&team.marta, "Marta", "marta@lindqvist-rao.example"}} {
		*m.is, err = st.AddUser(ctx, surveys.User{Email: m.email, Name: m.name, Role: surveys.Member, Hash: hash})
		if err != nil {
			return team, err
		}
	}
	err = st.PutOwnership(ctx, surveys.Ownership{
		Projects: map[surveys.ProjectID]surveys.UserID{"support": team.dev.ID, "web": team.marta.ID},
		Founders: []surveys.UserID{you.ID},
	})
	if err != nil {
		return team, err
	}
	if err := saveFirmViews(ctx, st, team); err != nil {
		return team, err
	}
	return team, saveFirmSurveys(ctx, st)
}

// saveFirmSurveys keeps the firm's surveys as their page would: checked first.
func saveFirmSurveys(ctx context.Context, st *store.Store) error {
	for _, survey := range firmSurveys() {
		if err := saveSurvey(ctx, st, survey); err != nil {
			return err
		}
	}
	return nil
}

func saveSurvey(ctx context.Context, st *store.Store, survey surveys.Survey) error {
	all, err := st.Surveys(ctx)
	if err != nil {
		return err
	}
	if err := all.Check(survey, surveys.DefaultLanguage); err != nil {
		return fmt.Errorf("survey %s: %w", survey.ID, err)
	}
	_, _, err = st.SaveSurvey(ctx, survey, 0)
	return err
}

// ticketSurvey is the usual one. It reminds only from today on: mails of the
// past are not reminded of now.
func ticketSurvey() surveys.Survey {
	ticket := surveys.DefaultSurvey()
	ticket.Name, ticket.Reminder = "After a ticket", 4*24*time.Hour
	return ticket
}

// firmSurveys are one for what is done on site, and one for the relation as a
// whole, which is asked where an interaction names it.
func firmSurveys() []surveys.Survey {
	visit := surveys.NewSurvey(visitSurvey, surveys.Thermometer4)
	visit.Name, visit.Types = "After a visit or a milestone", []string{"visit", "milestone"}
	visit.Wording = map[string]surveys.Wording{
		"en": {Subject: "{subject}: how was it?", Intro: "We were at work for {customer}: {subject}."},
		"de": {Subject: "{subject}: Wie war es?", Intro: "Wir haben für {customer} gearbeitet: {subject}."},
	}

	relation := surveys.NewSurvey(relationSurvey, surveys.NPS11)
	relation.Name = "Twice a year, by hand"
	return []surveys.Survey{visit, relation}
}
