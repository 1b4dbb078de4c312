package main

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// setUpDemo is what the firm set up before anybody looks: a key of its helpdesk
// that is in use, and who changed what.
func setUpDemo(ctx context.Context, st *store.Store, user surveys.User, secret string) error {
	if err := st.AddToken(ctx, secret, surveys.Token{Name: "helpdesk", Scope: surveys.Send}); err != nil {
		return err
	}
	if _, err := st.TokenBySecret(ctx, secret); err != nil {
		return err
	}
	lines, err := firmRecord(ctx, st, user)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := st.Record(ctx, line); err != nil {
			return err
		}
	}
	return nil
}

// firmRecord is who changed what, oldest first; it tells what the pages show.
func firmRecord(ctx context.Context, st *store.Store, user surveys.User) ([]surveys.AuditEntry, error) {
	marta, err := st.UserByEmail(ctx, "marta@lindqvist-rao.example")
	if err != nil {
		return nil, err
	}
	dev, err := st.UserByEmail(ctx, "dev@lindqvist-rao.example")
	if err != nil {
		return nil, err
	}
	cases := map[surveys.CustomerID]string{}
	for _, state := range []surveys.CaseState{surveys.CaseContacted, surveys.CaseResolved} {
		found, _, err := st.Cases(ctx, state, 10)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			cases[c.Customer] = fmt.Sprintf("case %d", c.ID)
		}
	}
	day := func(ago int) time.Time { return workingDay(st.Now().AddDate(0, 0, -ago)) }
	return []surveys.AuditEntry{
		{At: day(340), Act: "person.made", Subject: "person " + user.Email, Detail: surveys.Tell("changes_first_person")},
		{At: day(340).Add(2 * time.Minute), By: user.ID, Act: "survey.tested", Subject: "survey csat5"},
		{At: day(340).Add(4 * time.Minute), By: user.ID, Act: "token.made", Subject: "token helpdesk", Detail: surveys.Plain("send")},
		{At: day(182), By: user.ID, Act: "owners.changed", Subject: "owners"},
		{At: day(115), By: marta.ID, Act: "customer.changed", Subject: "customer brightwater", Detail: surveys.Tell("changes_field_stage")},
		{At: day(92), By: marta.ID, Act: "customer.changed", Subject: "customer brightwater", Detail: surveys.Tell("changes_field_stage")},
		{At: day(70), By: user.ID, Act: "alarms.changed", Subject: "alarms", Detail: surveys.Tell("alerts_a_month", "N", "2")},
		{At: day(33), By: user.ID, Act: "money.set", Subject: "settings of money", Detail: surveys.Plain("EUR")},
		{At: day(9), By: marta.ID, Act: "customer.changed", Subject: "customer northgate", Detail: surveys.Tell("changes_field_stage")},
		{At: day(5), By: dev.ID, Act: "case.changed", Subject: cases["oakfield"], Detail: surveys.Tell("changes_case_contacted")},
		{At: day(4), By: dev.ID, Act: "case.changed", Subject: cases["green"], Detail: surveys.Tell("changes_case_resolved")},
		{At: day(3), By: marta.ID, Act: "case.changed", Subject: cases["aguirre"], Detail: surveys.Tell("changes_case_resolved")},
		{At: st.Now(), By: user.ID, Act: "person.invited", Subject: "person lena@lindqvist-rao.example", Detail: surveys.Tell("role_viewer")},
	}, nil
}

// workingDay is ten o'clock of the day, or of the Friday before a weekend.
func workingDay(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 10, 0, 0, 0, t.Location())
}
