package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

func TestWhoIsReminded(t *testing.T) {
	now := time.Date(2026, time.March, 9, 10, 0, 0, 0, time.UTC)
	survey := surveys.DefaultSurvey()
	survey.Reminder = 7 * 24 * time.Hour
	sent := surveys.Invitation{ID: "0000000000000000", Mail: surveys.MailSent, Answer: surveys.AnswerNone, SentAt: now.AddDate(0, 0, -7)}
	for _, c := range []struct {
		who    string
		change func(*surveys.Invitation, *surveys.Survey)
		want   bool
	}{
		{"did not answer", func(*surveys.Invitation, *surveys.Survey) {}, true},
		{"answered", func(i *surveys.Invitation, _ *surveys.Survey) { i.Answer = surveys.Answered }, false},
		{"is being checked", func(i *surveys.Invitation, _ *surveys.Survey) { i.Answer = surveys.AnswerPending }, false},
		{"answer was set aside", func(i *surveys.Invitation, _ *surveys.Survey) { i.Answer = surveys.AnswerVoid }, false},
		{"came back", func(i *surveys.Invitation, _ *surveys.Survey) { i.Mail = surveys.MailBounced }, false},
		{"nobody knows", func(i *surveys.Invitation, _ *surveys.Survey) { i.Mail = surveys.MailUnknown }, false},
		{"was asked too long ago", func(i *surveys.Invitation, _ *surveys.Survey) { i.SentAt = now.AddDate(0, 0, -30) }, false},
		{"a reminder", func(i *surveys.Invitation, _ *surveys.Survey) { i.Reminds = "0000000000000001" }, false},
		{"asked once more after a case", func(i *surveys.Invitation, _ *surveys.Survey) { i.Recovers = 3 }, false},
		{"survey without one", func(_ *surveys.Invitation, s *surveys.Survey) { s.Reminder = 0 }, false},
		{"survey not asked any more", func(_ *surveys.Invitation, s *surveys.Survey) { s.Archived = true }, false},
	} {
		inv, s := sent, survey
		c.change(&inv, &s)
		if got := inv.WantsReminder(s, now); got != c.want {
			t.Errorf("%s: %v", c.who, got)
		}
	}
}

// A reminder lies beside its invitation, has an id of its own, and its links
// are those of the invitation.
func TestReminderID(t *testing.T) {
	for _, project := range []surveys.ProjectID{"a", "b", "general", "website"} {
		id := surveys.NewInvitationID(project, "T-1", "csat5", 0)
		reminder := id.NewReminderID()
		if reminder == id || reminder.Shard() != id.Shard() || reminder != id.NewReminderID() {
			t.Errorf("%s reminds of %s", reminder, id)
		}
		if got := (surveys.Invitation{ID: reminder, Reminds: id}).Asks(); got != id {
			t.Errorf("asks %s", got)
		}
		if got := (surveys.Invitation{ID: id}).Asks(); got != id {
			t.Errorf("asks %s", got)
		}
	}
}
