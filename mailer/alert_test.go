package mailer_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

func alertTo(addresses ...string) func(*mailer.Options) {
	return func(o *mailer.Options) {
		for _, a := range addresses {
			o.AlertTo = append(o.AlertTo, mail.Address{Address: a})
		}
	}
}

// complain takes an invitation the whole way to a case and has the relay see it.
func (h *house) complain(words surveys.Words) surveys.Invitation {
	h.Helper()
	ctx := context.Background()
	inv := h.await(storetest.Ask(h, h.store).ID, surveys.MailSent)
	sight, err := h.store.Visit(ctx, store.Opening{Invitation: inv.ID, Choice: 1})
	if err != nil {
		h.Fatal(err)
	}
	done, err := h.store.Confirm(ctx, store.Confirmation{
		Nonce: surveys.Nonce{Invitation: inv.ID, Scale: inv.Scale, Choice: 1, Visit: sight.Visit.Number,
			Seen: sight.Visits.Seen, OpenedAt: h.clock.Now(), IssuedAt: h.clock.Now()},
		Step: 1, Act: surveys.ActButton, Choice: 1, Words: words,
	})
	if err != nil || done.Answer != surveys.Answered {
		h.Fatalf("the complaint is %+v (%v)", done, err)
	}
	h.relay()
	return h.invitation(inv.ID)
}

func (h *house) relay() {
	h.Helper()
	relay, err := mailer.NewRelay(h.store, slog.New(slog.NewTextHandler(io.Discard, nil)), rand.Reader)
	if err != nil {
		h.Fatal(err)
	}
	if err := relay.Drain(context.Background()); err != nil {
		h.Fatal(err)
	}
}

// told waits until the team counts as told about the case.
func (h *house) told(id surveys.CaseID) {
	h.Helper()
	h.until(func() bool {
		c, err := h.store.Case(context.Background(), id)
		if err != nil {
			h.Fatal(err)
		}
		return !c.AlertedAt.IsZero()
	}, func() string { return "the team was not told" })
	h.drained()
}

// to returns who got mails that are no invitations, sorted.
func to(all []smtptest.Message) []string {
	var out []string
	for _, m := range all {
		if m.To != storetest.Anna {
			out = append(out, m.To)
		}
	}
	slices.Sort(out)
	return out
}

func TestComplaintIsToldToEverybodyOnTheTeamWhoMayAct(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	for _, c := range []struct {
		email string
		role  surveys.Right
	}{{"ada@house.example", surveys.Admin}, {"mia@house.example", surveys.Member}, {"vic@house.example", surveys.Viewer}} {
		if _, err := h.store.AddUser(context.Background(), surveys.User{Email: c.email, Role: c.role, Name: "Someone"}); err != nil {
			t.Fatal(err)
		}
	}
	inv := h.complain(surveys.Words{Comment: "It is still broken.", ContactWanted: true})
	h.told(inv.Case)
	if got := to(sink.Messages()); !slices.Equal(got, []string{"ada@house.example", "mia@house.example"}) {
		t.Fatalf("told %v", got)
	}
	raw := string(sink.Messages()[1].Raw)
	for _, want := range []string{
		"Subject: Anna Berg at Northwind Ltd is not satisfied\r\n",
		`Reply-To: "Anna Berg" <` + storetest.Anna + ">\r\n",
		"1 of 5, very bad\r\n", "It is still broken.", "Please contact me", "https://rate.example.com/cases/",
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %q in\n%s", want, raw)
		}
	}
}

// However often the alert is found due, each recipient is told once.
func TestRecipientIsToldOnce(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Rcpt && to == "mia@house.example" {
			return smtptest.Later
		}
		return nil
	})
	h := open(t, sink, alertTo("ada@house.example", "mia@house.example", "zoe@house.example"))
	inv := h.complain(surveys.Words{})
	h.until(func() bool { return len(to(sink.Messages())) == 2 }, func() string { return "not told" })
	h.drained()
	sink.Fail(nil)
	h.later(time.Hour)
	h.until(func() bool { return len(to(sink.Messages())) == 3 }, func() string { return "somebody is not told" })
	h.told(inv.Case)
	if got := to(sink.Messages()); !slices.Equal(got, []string{"ada@house.example", "mia@house.example", "zoe@house.example"}) {
		t.Errorf("told %v", got)
	}
}

// After the final dot nobody knows, so nobody is told again; whoever was not
// reached at all does not keep the others from counting as told.
func TestEndOfAnAlert(t *testing.T) {
	for name, c := range map[string]struct {
		fault error
		at    smtptest.Stage
		state surveys.MailState
	}{
		"open":    {smtptest.Drop, smtptest.Taken, surveys.MailData},
		"refused": {smtptest.Never, smtptest.Rcpt, surveys.MailFailed},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.Fail(func(stage smtptest.Stage, to string) error {
				if stage == c.at && to == "ada@house.example" {
					return c.fault
				}
				return nil
			})
			h := open(t, sink, alertTo("ada@house.example", "mia@house.example"))
			inv := h.complain(surveys.Words{})
			h.told(inv.Case)
			states, err := h.store.AlertMails(context.Background(), inv.Case)
			if err != nil {
				t.Fatal(err)
			}
			if states["ada@house.example"].State != c.state || states["mia@house.example"].State != surveys.MailSent {
				t.Errorf("states are %v", states)
			}
			if got := to(sink.Messages()); !slices.Equal(got, []string{"mia@house.example"}) {
				t.Errorf("told %v", got)
			}
		})
	}
}
