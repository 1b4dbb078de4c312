package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

const goneWords = "550 5.1.1 user unknown"

// comesBack is what a notification about a dead mailbox does.
func (t *tapping) comesBack(words string) {
	t.tb.Helper()
	ctx := context.Background()
	bounced, err := t.store.MailBounced(ctx, t.id, words)
	if err != nil {
		t.tb.Fatal(err)
	}
	if bounced {
		if err := t.store.BounceContact(ctx, t.invitation().Contact, words); err != nil {
			t.tb.Fatal(err)
		}
	}
}

func (t *tapping) contact() surveys.Contact {
	t.tb.Helper()
	c, err := t.store.Contact(context.Background(), t.invitation().Contact)
	if err != nil {
		t.tb.Fatal(err)
	}
	return c
}

// Who answers has had the mail in hand, whatever a server said of it. That takes
// a person: an untouched page or a press from where scanners are is none. What
// the person themselves has said stands.
func TestAnAnswerOutweighsABounce(t *testing.T) {
	ctx := context.Background()
	gesture := func(n surveys.Nonce, step, choice int) store.Confirmation {
		return store.Confirmation{Nonce: n, Step: step, Act: surveys.ActGesture, Choice: choice}
	}
	untouched := func(n surveys.Nonce, step, _ int) store.Confirmation { return auto(n, step) }
	nothing := func(*tapping) {}
	for _, tc := range []struct {
		name   string
		doubts surveys.Doubts
		act    func(surveys.Nonce, int, int) store.Confirmation
		before func(*tapping) // the tap, after the bounce
		lifted bool           // the suppression by bounce
		stays  surveys.SuppressReason
	}{
		{"a press", 0, press, nothing, true, ""},
		{"a touch", 0, gesture, nothing, true, ""},
		{"an untouched page", 0, untouched, nothing, false, surveys.SuppressBounced},
		{"a press from where scanners are", surveys.DoubtListed, press, nothing, false, surveys.SuppressBounced},
		{"after an opt-out", 0, press, func(p *tapping) { must(t, p.store.OptOut(ctx, p.invitation().Contact)) }, true, surveys.SuppressOptedOut},
		{"after a complaint", 0, press, func(p *tapping) { must(t, p.store.Complained(ctx, p.invitation().Contact)) }, true, surveys.SuppressComplained},
		{"where another mail came back, too", 0, press, func(p *tapping) {
			must(t, p.store.BounceContact(ctx, p.invitation().Contact, "550 5.2.1 disabled"))
		}, false, surveys.SuppressBounced},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newTapping(t, 24*time.Hour)
			p.comesBack(goneWords)
			tc.before(p)
			p.follow()
			n := p.visit(1, 5, tc.doubts)
			p.clock.Advance(time.Minute)
			p.confirm(tc.act(n, 1, 5))
			for range 2 { // safe to repeat
				p.follow()
				p.confirm(tc.act(n, 1, 5))
				p.comesBack(goneWords) // servers do
			}
			var left []surveys.SuppressReason
			for _, one := range p.contact().Suppressions(p.clock.Now()) {
				left = append(left, one.Reason)
			}
			if tc.stays == "" && len(left) > 0 || tc.stays != "" && (len(left) != 1 || left[0] != tc.stays) {
				t.Errorf("not asked because %v, want %q", left, tc.stays)
			}
			counts, err := p.store.SuppressionCounts(ctx)
			must(t, err)
			if got := counts[surveys.SuppressBounced] > 0; got == tc.lifted {
				t.Errorf("stands on the list: %v", got)
			}
		})
	}
}

// The mail itself is settled by the answer, with what was said of it, and the
// figures count it as never come back.
func TestAMailThatCameBackIsSettled(t *testing.T) {
	ctx := context.Background()
	for _, tc := range []struct {
		name    string
		act     func(surveys.Nonce, int) store.Confirmation
		mail    surveys.MailState
		reason  string
		gone    string // said of it before
		bounced int
		kinds   []surveys.EntryKind
	}{
		{"pressed", func(n surveys.Nonce, step int) store.Confirmation { return press(n, step, 5) }, surveys.MailSent, "", goneWords, 0,
			[]surveys.EntryKind{surveys.EntryBounced, surveys.EntryArrived, surveys.EntryAnswered}},
		{"untouched", auto, surveys.MailBounced, goneWords, "", 1, []surveys.EntryKind{surveys.EntryBounced, surveys.EntryAnswered}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newTapping(t, 24*time.Hour)
			sent := p.invitation().SentAt
			p.comesBack(goneWords)
			n := p.visit(1, 5, 0)
			p.clock.Advance(time.Minute)
			p.confirm(tc.act(n, 1))
			p.confirm(tc.act(n, 1))
			p.wantsEntries(tc.kinds...)
			p.follow()
			inv := p.invitation()
			if inv.Mail != tc.mail || inv.Reason != tc.reason || inv.Returned != tc.gone || inv.Refused || !inv.SentAt.Equal(sent) {
				t.Errorf("mail is %s (%s), said before %q, sent %s", inv.Mail, inv.Reason, inv.Returned, inv.SentAt)
			}
			figures, err := p.store.Portfolio(ctx, surveys.Period{From: p.store.Today() - 27, To: p.store.Today()})
			must(t, err)
			if figures.Total.Bounced != tc.bounced || figures.Total.Sent != 1 {
				t.Errorf("sent %d, come back %d", figures.Total.Sent, figures.Total.Bounced)
			}
			trouble, err := p.store.TroubledInvitations(ctx, 10)
			must(t, err)
			if (len(trouble) > 0) != (tc.bounced > 0) {
				t.Errorf("in trouble: %d", len(trouble))
			}
		})
	}
}

// An untouched page counts, and a later press upgrades it: that is the person.
// A bounce after that says nothing any more, and one of a later mail does.
func TestALaterPressAndALaterBounce(t *testing.T) {
	ctx := context.Background()
	p := newTapping(t, 24*time.Hour)
	p.comesBack(goneWords)
	n := p.visit(1, 5, 0)
	p.clock.Advance(time.Minute)
	p.confirm(auto(n, 1))
	p.confirm(press(n, 2, 5))
	p.follow()
	if inv, c := p.invitation(), p.contact(); inv.Mail != surveys.MailSent || !c.BouncedAt.IsZero() {
		t.Fatalf("mail is %s, contact bounced %s", inv.Mail, c.BouncedAt)
	}
	tapped := p.clock.Now()
	p.clock.Advance(time.Hour)
	must(t, p.store.BounceContact(ctx, p.invitation().Contact, goneWords))
	must(t, p.store.LiftDisproved(ctx, p.id, tapped)) // the relay repeats itself
	if p.contact().BouncedAt.IsZero() {
		t.Error("a bounce that came after the answer is lifted by it")
	}
}

// A server may take a mail that it says it refuses. Whoever answers it has it:
// it counts as sent, on the day of the refusal, and the contact as asked.
func TestARefusedMailThatWasAnsweredIsSettled(t *testing.T) {
	ctx := context.Background()
	pressed := func(p *tapping, choice int, doubts surveys.Doubts) {
		p.confirm(press(p.visit(byte(1+doubts), choice, doubts), 1, choice))
	}
	kinds := func(k ...surveys.EntryKind) []surveys.EntryKind { return k }
	for _, tc := range []struct {
		name  string
		tap   func(*tapping)
		mail  surveys.MailState
		sent  int
		kinds []surveys.EntryKind
	}{
		{"pressed", func(p *tapping) { pressed(p, 5, 0) }, surveys.MailSent, 1, kinds(surveys.EntryTaken, surveys.EntryAnswered)},
		{"untouched", func(p *tapping) { p.confirm(auto(p.visit(1, 5, 0), 1)) }, surveys.MailFailed, 0, nil},
		{"pressed from where scanners are", func(p *tapping) { pressed(p, 5, surveys.DoubtListed) }, surveys.MailFailed, 0, kinds(surveys.EntryAnswered)},
		{"from there, then by a person", func(p *tapping) {
			pressed(p, 5, surveys.DoubtListed)
			pressed(p, 5, 0)
		}, surveys.MailSent, 1, kinds(surveys.EntryAnswered, surveys.EntryTaken)},
		{"from there, then otherwise by a person", func(p *tapping) {
			pressed(p, 5, surveys.DoubtListed)
			pressed(p, 4, 0)
		}, surveys.MailSent, 1, kinds(surveys.EntryAnswered, surveys.EntryTaken, surveys.EntryChanged)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newTappingInData(t)
			must(t, p.store.BounceContact(ctx, p.invitation().Contact, goneWords))
			must(t, p.store.MailFailed(ctx, p.id, goneWords))
			refused := p.clock.Now()
			p.clock.Advance(26 * time.Hour)
			tc.tap(p)
			p.wantsEntries(tc.kinds...)
			p.follow()
			inv, c := p.invitation(), p.contact()
			settled := tc.mail == surveys.MailSent
			if inv.Mail != tc.mail || inv.Refused != settled || settled && (inv.Returned != goneWords || inv.Reason != "" || !inv.SentAt.Equal(refused.Truncate(time.Second))) {
				t.Errorf("mail is %s (%s), said before %q, sent %s", inv.Mail, inv.Reason, inv.Returned, inv.SentAt)
			}
			if c.BouncedAt.IsZero() != settled || c.LastAskedAt.IsZero() == settled || !c.LastAskedAt.Equal(inv.SentAt) {
				t.Errorf("contact bounced at %s, asked at %s", c.BouncedAt, c.LastAskedAt)
			}
			figures, err := p.store.Portfolio(ctx, surveys.Period{From: p.store.Today() - 27, To: p.store.Today()})
			must(t, err)
			if figures.Total.Sent != tc.sent || figures.Total.Answered != tc.sent || figures.Total.Bounced != 0 {
				t.Errorf("sent %d, answered %d, come back %d", figures.Total.Sent, figures.Total.Answered, figures.Total.Bounced)
			}
			trouble, err := p.store.TroubledInvitations(ctx, 10)
			must(t, err)
			if len(trouble) == 0 != settled {
				t.Errorf("in trouble: %d", len(trouble))
			}
		})
	}
}
