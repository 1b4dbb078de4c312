package surveys_test

import (
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
)

// asked is a row of mails a week apart: y answered, n not.
func asked(row string) (out []surveys.Asked) {
	for i, c := range row {
		out = append(out, surveys.Asked{SentAt: time.Date(2026, 1, 5+7*i, 9, 0, 0, 0, time.UTC), Answered: c == 'y'})
	}
	return out
}

func TestWhoFellSilent(t *testing.T) {
	for row, want := range map[string]string{
		"":            "heard",
		"nnnnnnn":     "heard", // never answered: nothing stopped
		"yyyynn":      "heard", // two may be a holiday
		"yyyynnn":     "4 of 4, then 3",
		"ynyynnn":     "3 of 4, then 3",
		"nyynnn":      "heard", // too short to call it a habit
		"ynnynnn":     "heard", // half the mails were never answered
		"yyyynnnnn":   "4 of 4, then 5",
		"yyyynnny":    "heard", // is back
		"nnnnyyyynnn": "4 of 4, then 3",
	} {
		got := "heard"
		if s, ok := surveys.FellSilent(asked(row)); ok {
			got = fmt.Sprintf("%d of %d, then %d", s.Answered, surveys.SilenceUsed, s.Unanswered)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", row, got, want)
		}
	}
}

func TestSilencesOfACustomer(t *testing.T) {
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	mails := func(contact surveys.ContactID, row string, last time.Time) (out []surveys.Invitation) {
		for i, c := range row {
			inv := surveys.Invitation{Contact: contact, Mail: surveys.MailSent, SentAt: last.AddDate(0, 0, 7*(i-len(row)+1))}
			if c == 'y' {
				inv.Answer, inv.AnsweredAt = surveys.Answered, inv.SentAt.Add(time.Hour)
			}
			out = append(out, inv)
		}
		return out
	}
	priya := surveys.Contact{ID: "priya", Name: "Priya", Role: surveys.DecisionMaker}
	tom := surveys.Contact{ID: "tom", Name: "Tom"}
	bounced, out := priya, priya
	bounced.BouncedAt, out.OptedOutAt = now, now
	week := now.AddDate(0, 0, -8)
	for name, c := range map[string]struct {
		contacts []surveys.Contact
		all      []surveys.Invitation
		want     string
	}{
		"answers":                           {[]surveys.Contact{priya}, mails("priya", "yyyyyyy", week), ""},
		"stopped":                           {[]surveys.Contact{tom}, mails("tom", "yyyynnn", week), "stopped tom"},
		"the newest mail may be too young":  {[]surveys.Contact{tom}, mails("tom", "yyyynnn", now.AddDate(0, 0, -3)), ""},
		"a decision maker's mail came back": {[]surveys.Contact{bounced}, mails("priya", "yyyyyyy", week), "bounced priya"},
		"a decision maker opted out":        {[]surveys.Contact{out}, nil, "opted_out priya"},
		"a decision maker was never heard":  {[]surveys.Contact{priya, tom}, mails("tom", "yyyyyyy", week), "unheard priya"},
		"nobody knows the contacts, but the customer stopped": {nil,
			append(mails("a", "yyyy", week.AddDate(0, 0, -30)), mails("b", "nnn", week)...), "stopped "},
	} {
		got := ""
		for _, s := range surveys.Silences("acme", c.contacts, c.all, now) {
			got += string(s.Reason) + " " + string(s.Contact)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
