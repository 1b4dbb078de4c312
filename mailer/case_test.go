package mailer_test

import (
	"context"
	"fmt"
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

// person puts somebody on the team.
func (h *house) person(name string, role surveys.Right) surveys.User {
	h.Helper()
	u, err := h.store.AddUser(context.Background(), surveys.User{Email: strings.ToLower(name) + "@house.example", Name: name, Role: role})
	if err != nil {
		h.Fatal(err)
	}
	return u
}

// press presses a choice of an invitation, with words, and has the relay see it.
func (h *house) press(id surveys.InvitationID, choice int, words surveys.Words) surveys.Invitation {
	h.Helper()
	ctx := context.Background()
	sight, err := h.store.Visit(ctx, store.Opening{Invitation: id, Choice: choice})
	if err != nil {
		h.Fatal(err)
	}
	_, err = h.store.Confirm(ctx, store.Confirmation{
		Nonce: surveys.Nonce{Invitation: id, Scale: surveys.CSAT5, Choice: choice, Visit: sight.Visit.Number,
			Seen: sight.Visits.Seen, OpenedAt: h.clock.Now(), IssuedAt: h.clock.Now()},
		Step: 1, Act: surveys.ActButton, Choice: choice, Words: words,
	})
	if err != nil {
		h.Fatal(err)
	}
	h.relay()
	return h.invitation(id)
}

func (h *house) rules(o surveys.Ownership) {
	h.Helper()
	if err := h.store.PutOwnership(context.Background(), o); err != nil {
		h.Fatal(err)
	}
}

// mails waits for so many mails to an address and returns them.
func (h *house) mails(sink *smtptest.Server, address string, want int) []string {
	h.Helper()
	var out []string
	h.until(func() bool {
		out = nil
		for _, m := range sink.Messages() {
			if m.To == address {
				out = append(out, string(m.Raw))
			}
		}
		return len(out) >= want
	}, func() string { return address + " has too few mails" })
	h.drained()
	if len(out) != want {
		h.Fatalf("%d mails to %s, want %d", len(out), address, want)
	}
	return out
}

func (h *house) resolve(id surveys.CaseID) {
	h.Helper()
	resolved := surveys.CaseResolved
	if _, err := h.store.PatchCase(context.Background(), id, surveys.CasePatch{State: &resolved}); err != nil {
		h.Fatal(err)
	}
}

// field returns the value of a header field, unfolded.
func field(t *testing.T, raw, name string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header.Get(name)
}

// The owner is told, and nobody else; a customer who complains again after the
// case was resolved is told again, in the same thread.
func TestTheOwnerIsToldOfEachChapter(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	ada := h.person("Ada", surveys.Member)
	h.person("Ben", surveys.Member)
	h.rules(surveys.Ownership{Projects: map[surveys.ProjectID]surveys.UserID{"support": ada.ID}})
	inv := h.complain(surveys.Words{})
	h.told(inv.Case)
	first := h.mails(sink, ada.Email, 1)[0]
	h.resolve(inv.Case)
	h.later(time.Hour)
	h.press(inv.ID, 1, surveys.Words{ContactWanted: true, Comment: "It is broken again."})
	second := h.mails(sink, ada.Email, 2)[1]
	if !strings.Contains(second, "It is broken again.") || field(t, second, "In-Reply-To") != field(t, first, "Message-ID") ||
		field(t, second, "Message-ID") == field(t, first, "Message-ID") {
		t.Errorf("the second mail is no answer to the first:\n%s", second)
	}
	if got := to(sink.Messages()); slices.Contains(got, "ben@house.example") {
		t.Errorf("told %v, want the owner only", got)
	}
	var log surveys.CaseFile
	h.until(func() bool { // the mail is out before it is noted
		var err error
		if log, err = h.store.CaseFile(context.Background(), inv.Case); err != nil {
			t.Fatal(err)
		}
		return log.Told == 2
	}, func() string { return fmt.Sprintf("the second chapter is not noted as told: %+v", log.Case) })
	if log.Chapter != 2 || log.State != surveys.CaseOpen {
		t.Errorf("the case is %+v", log.Case)
	}
}

func TestWhomACaseIsEscalatedTo(t *testing.T) {
	for name, c := range map[string]struct {
		act     func(h *house, id surveys.CaseID)
		founder bool
		want    []string // told after a day, beside the owner's alert
	}{
		"nobody acted":                      {func(*house, surveys.CaseID) {}, true, []string{"ada@house.example", "fay@house.example"}},
		"nobody acted, there is no founder": {func(*house, surveys.CaseID) {}, false, []string{"ada@house.example", "ben@house.example", "fay@house.example"}},
		"somebody noted something": {func(h *house, id surveys.CaseID) {
			_, err := h.store.PatchCase(context.Background(), id, surveys.CasePatch{Note: "I call at noon."})
			if err != nil {
				h.Fatal(err)
			}
		}, true, []string{"ada@house.example"}},
		"it is resolved": {func(h *house, id surveys.CaseID) { h.resolve(id) }, true, []string{"ada@house.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			h := open(t, sink, nil)
			ada, _, fay := h.person("Ada", surveys.Member), h.person("Ben", surveys.Member), h.person("Fay", surveys.Admin)
			rules := surveys.Ownership{Rota: []surveys.UserID{ada.ID}}
			if c.founder {
				rules.Founders = []surveys.UserID{fay.ID}
			}
			h.rules(rules)
			inv := h.complain(surveys.Words{})
			h.told(inv.Case)
			c.act(h, inv.Case)
			for range 2 {
				h.later(25 * time.Hour)
				h.drained()
			}
			h.until(func() bool { return len(to(sink.Messages())) >= len(c.want) }, func() string { return "somebody is not told" })
			h.drained()
			if got := to(sink.Messages()); !slices.Equal(got, c.want) {
				t.Errorf("told %v, want %v", got, c.want)
			}
		})
	}
}

// The complaint of a decision maker, or of a valued customer, goes to the
// founders at once: within seconds where it had to wait for the alert.
func TestWhoIsHeardByTheFoundersAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		who  func(*surveys.Interaction)
		want string
	}{
		"a decision maker": {func(in *surveys.Interaction) { in.Contact.Role = surveys.DecisionMaker }, "A decision maker: "},
		"a valued customer": {func(in *surveys.Interaction) {
			in.Properties = map[string]string{"customer_worth": "250000"}
		}, "a customer of great worth"},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			h := open(t, sink, nil)
			ada, fay := h.person("Ada", surveys.Member), h.person("Fay", surveys.Admin)
			h.rules(surveys.Ownership{Rota: []surveys.UserID{ada.ID}, Founders: []surveys.UserID{fay.ID}, Worth: 100000})
			inv := h.await(storetest.Ask(h, h.store, c.who).ID, surveys.MailSent)
			h.press(inv.ID, 2, surveys.Words{})
			h.mails(sink, ada.Email, 1)
			h.later(6 * time.Second)
			if got := h.mails(sink, fay.Email, 1)[0]; !strings.Contains(strings.ReplaceAll(got, "=\r\n", ""), c.want) {
				t.Errorf("the founder reads:\n%s", got)
			}
		})
	}
}

// A reply goes out once, in the name of who wrote it, in the thread of the
// survey's mail, and says nothing of being automatic.
func TestAReplyToTheCustomer(t *testing.T) {
	for name, c := range map[string]struct{ email, from string }{
		"from a foreign domain":     {"ada@house.example", `"Ada" <jonas@lindqvist.example>`},
		"from the sender's own one": {"ada@lindqvist.example", `"Ada" <ada@lindqvist.example>`},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			h := open(t, sink, nil)
			ada, err := h.store.AddUser(context.Background(), surveys.User{Email: c.email, Name: "Ada", Role: surveys.Member})
			if err != nil {
				t.Fatal(err)
			}
			inv := h.complain(surveys.Words{Comment: "It is broken.\nStill."})
			h.told(inv.Case)
			for _, text := range []string{"Dear Anna,\n\n<b>sorry</b>.\n.\nAda", "One thing more."} {
				if _, _, err := h.store.WriteReply(context.Background(), store.NewReply{Case: inv.Case, By: ada, Text: text}); err != nil {
					t.Fatal(err)
				}
				h.drained()
			}
			all := h.mails(sink, storetest.Anna, 3)
			asked, first, second := all[0], all[1], all[2]
			for header, want := range map[string]string{
				"From": c.from, "Reply-To": `"Ada" <` + c.email + `>`, "In-Reply-To": field(t, asked, "Message-ID"),
				"References": field(t, asked, "Message-ID"), "Subject": "Re: " + field(t, asked, "Subject"), "Auto-Submitted": "",
			} {
				if got := field(t, first, header); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			if !strings.Contains(first, "&lt;b&gt;sorry&lt;/b&gt;") || !strings.Contains(first, "> Still.") {
				t.Errorf("the mail is\n%s", first)
			}
			if got := field(t, second, "In-Reply-To"); got != field(t, first, "Message-ID") {
				t.Errorf("the second answers %s", got)
			}
			f, err := h.store.CaseFile(context.Background(), inv.Case)
			if err != nil || f.State != surveys.CaseContacted || f.Answers[0].State != surveys.MailSent {
				t.Errorf("the case is %+v (%v)", f, err)
			}
		})
	}
}

func TestTheEndOfAReply(t *testing.T) {
	for name, c := range map[string]struct {
		fault error
		at    smtptest.Stage
		want  surveys.MailState
	}{
		"nobody knows": {smtptest.Drop, smtptest.Taken, surveys.MailUnknown},
		"refused":      {smtptest.Never, smtptest.Rcpt, surveys.MailFailed},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			h := open(t, sink, func(o *mailer.Options) { o.AlertTo = []mail.Address{{Address: "team@house.example"}} })
			ada := h.person("Ada", surveys.Member)
			inv := h.complain(surveys.Words{})
			h.told(inv.Case)
			sink.Fail(func(stage smtptest.Stage, to string) error {
				if stage == c.at && to == storetest.Anna {
					return c.fault
				}
				return nil
			})
			if _, _, err := h.store.WriteReply(context.Background(), store.NewReply{Case: inv.Case, By: ada, Text: "Sorry."}); err != nil {
				t.Fatal(err)
			}
			var r surveys.Reply
			h.until(func() bool {
				var err error
				r, err = h.store.Reply(context.Background(), inv.Case, 1)
				return err == nil && r.State == c.want
			}, func() string { return "the reply is " + string(r.State) })
			sink.Fail(nil)
			h.later(time.Hour)
			h.drained()
			h.mails(sink, storetest.Anna, 1) // the question, and nothing after it
		})
	}
}
