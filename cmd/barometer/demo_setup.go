package main

import (
	"context"
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
	now := st.Now()
	for _, line := range []surveys.AuditEntry{
		{At: now.AddDate(0, -11, -3), Act: "person.made", Subject: "person " + user.Email, Detail: "the first, by the set-up link"},
		{At: now.AddDate(0, -11, -3).Add(2 * time.Minute), By: user.ID, Act: "survey.tested", Subject: "survey csat5"},
		{At: now.AddDate(0, -11, -3).Add(4 * time.Minute), By: user.ID, Act: "token.made", Subject: "token helpdesk", Detail: "send"},
		{At: now.AddDate(0, -6, -1), By: user.ID, Act: "owners.changed", Subject: "owners"},
		{At: now.AddDate(0, -2, -9), By: user.ID, Act: "alarms.changed", Subject: "alarms", Detail: "2 a month"},
		{At: now.AddDate(0, 0, -4), ByToken: "helpdesk", Act: "contact.changed", Subject: "customer northgate", Detail: "language"},
		{At: now.AddDate(0, 0, -1), By: user.ID, Act: "case.changed", Subject: "case 1", Detail: "contacted"},
	} {
		if err := st.Record(ctx, line); err != nil {
			return err
		}
	}
	return nil
}
