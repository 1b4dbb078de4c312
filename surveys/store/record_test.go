package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// tapping is one invitation whose links are tapped.
type tapping struct {
	tb    testing.TB
	store *store.Store
	clock *storetest.Clock
	id    surveys.InvitationID
}

// newTapping returns an invitation whose mail came age ago.
func newTapping(tb testing.TB, age time.Duration) *tapping {
	tb.Helper()
	s, clock := storetest.Open(tb)
	t := &tapping{tb, s, clock, storetest.Sent(tb, s).ID}
	clock.Advance(age)
	return t
}

// visit opens the link of a choice and returns the nonce of the page.
func (t *tapping) visit(who byte, choice int, doubts surveys.Doubts) surveys.Nonce {
	t.tb.Helper()
	sight, err := t.store.Visit(context.Background(), store.Opening{
		Invitation: t.id, Choice: choice, Client: surveys.Client{who}, Nameless: true,
		Browser: "cw", Doubts: doubts, Window: 10 * time.Minute,
	})
	if err != nil {
		t.tb.Fatal(err)
	}
	return surveys.Nonce{
		Invitation: t.id, Scale: surveys.CSAT5, Choice: choice, Visit: sight.Visit.Number, Seen: sight.Visits.Seen,
		OpenedAt: sight.Visit.At, IssuedAt: sight.Visit.At, Client: sight.Visit.Client, Doubts: sight.Doubts,
	}
}

// auto is what an untouched page sends, press a pressed button.
func auto(n surveys.Nonce, step int) store.Confirmation {
	return store.Confirmation{Nonce: n, Step: step, Act: surveys.ActAuto, Choice: n.Choice}
}

func press(n surveys.Nonce, step, choice int) store.Confirmation {
	return store.Confirmation{Nonce: n, Step: step, Act: surveys.ActButton, Choice: choice}
}

func (t *tapping) confirm(c store.Confirmation) store.Recorded {
	t.tb.Helper()
	rec, err := t.store.Confirm(context.Background(), c)
	if err != nil {
		t.tb.Fatal(err)
	}
	return rec
}

func (t *tapping) invitation() surveys.Invitation {
	t.tb.Helper()
	inv, err := t.store.Invitation(context.Background(), t.id)
	if err != nil {
		t.tb.Fatal(err)
	}
	return inv
}

// entries returns what the outbox says of the answer.
func (t *tapping) entries() []surveys.Entry {
	t.tb.Helper()
	all, err := t.store.OutboxEntries(context.Background(), t.id.Shard())
	if err != nil {
		t.tb.Fatal(err)
	}
	var out []surveys.Entry
	for _, e := range all {
		if e.Invitation == t.id && e.Kind != surveys.EntryAsked && e.Kind != surveys.EntrySent {
			out = append(out, e)
		}
	}
	return out
}

// wants checks the answer that counts; no evidence: none counts.
func (t *tapping) wants(choice int, by surveys.Evidence) {
	t.tb.Helper()
	inv := t.invitation()
	if by == "" && inv.Answer == surveys.Answered || by != "" && (inv.Answer != surveys.Answered || inv.Choice != choice || inv.By != by) {
		t.tb.Errorf("answer is %s %d by %s, want %d by %q", inv.Answer, inv.Choice, inv.By, choice, by)
	}
}

func (t *tapping) wantsEntries(kinds ...surveys.EntryKind) {
	t.tb.Helper()
	var got []surveys.EntryKind
	for _, e := range t.entries() {
		got = append(got, e.Kind)
	}
	if len(got) != len(kinds) {
		t.tb.Fatalf("outbox says %v, want %v", got, kinds)
	}
	for i := range kinds {
		if got[i] != kinds[i] {
			t.tb.Fatalf("outbox says %v, want %v", got, kinds)
		}
	}
}

func TestRecordAnswerChangeAndReplay(t *testing.T) {
	p := newTapping(t, time.Hour)
	n := p.visit(1, 5, 0)
	p.confirm(auto(n, 1))
	p.wants(5, surveys.ByAuto)
	first := p.invitation().AnsweredAt
	p.clock.Advance(36 * time.Hour)
	p.confirm(press(n, 2, 3))
	p.wants(3, surveys.ByButton)
	for range 3 {
		p.confirm(auto(n, 1))
		p.confirm(press(n, 2, 3))
	}
	p.wants(3, surveys.ByButton)
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryChanged)
	if got := p.invitation(); !got.AnsweredAt.Equal(first) || got.ChangedAt.IsZero() {
		t.Errorf("answered at %s, changed at %s; the day of the first stays", got.AnsweredAt, got.ChangedAt)
	}
	changed := p.entries()[1]
	if changed.Was != 5 || changed.Choice != 3 || changed.Day != p.entries()[0].Day {
		t.Errorf("the change says %+v", changed)
	}
	history, err := p.store.History(context.Background(), p.id)
	if err != nil || len(history) != 1 || history[0].Choice != 5 || history[0].By != surveys.ByAuto {
		t.Errorf("history is %+v, %v", history, err)
	}
}

func TestRecordUpgradesTheEvidenceWithoutAnEntry(t *testing.T) {
	p := newTapping(t, time.Hour)
	n := p.visit(1, 5, 0)
	p.confirm(auto(n, 1))
	p.confirm(press(n, 2, 5))
	p.wants(5, surveys.ByButton)
	p.confirm(auto(p.visit(1, 5, 0), 1))
	p.wants(5, surveys.ByButton)
	p.wantsEntries(surveys.EntryAnswered)
}

func TestRecordAnotherBrowserChangesNothingUntouched(t *testing.T) {
	p := newTapping(t, time.Hour)
	p.confirm(auto(p.visit(1, 5, 0), 1))
	p.clock.Advance(time.Hour)
	if rec := p.confirm(auto(p.visit(2, 1, 0), 1)); rec.State != surveys.VisitKept || rec.Choice != 5 {
		t.Errorf("recorded %+v, want the answer kept", rec)
	}
	known := auto(p.visit(2, 1, 0), 1)
	known.Known = true
	p.confirm(known)
	p.wants(1, surveys.ByAuto)
}

func TestRecordFlaggedButtonYields(t *testing.T) {
	p := newTapping(t, time.Hour)
	p.confirm(press(p.visit(1, 1, surveys.DoubtListed), 1, 1))
	p.wants(1, surveys.ByButtonFlagged)
	p.confirm(auto(p.visit(2, 5, 0), 1))
	p.wants(5, surveys.ByAuto)
	p.confirm(press(p.visit(3, 2, surveys.DoubtListed), 1, 2))
	p.wants(5, surveys.ByAuto)
}

func TestRecordComplaintOpensOneCase(t *testing.T) {
	p := newTapping(t, time.Hour)
	n := p.visit(1, 1, 0)
	p.confirm(auto(n, 1))
	id := p.invitation().Case
	if id == 0 || id.Shard() != p.id.Shard() {
		t.Fatalf("case %d in shard %d", id, id.Shard())
	}
	p.confirm(press(n, 2, 5))
	if c, err := p.store.Case(context.Background(), id); err != nil || !c.Withdrawn || c.Invitation != p.id {
		t.Errorf("after a change for the better: %+v, %v", c, err)
	}
	p.confirm(press(n, 3, 2))
	c, err := p.store.Case(context.Background(), id)
	if err != nil || c.Withdrawn || p.invitation().Case != id {
		t.Errorf("after another complaint: %+v, %v", c, err)
	}
	if _, total, err := p.store.Cases(context.Background(), surveys.CaseOpen, 10); err != nil || total != 1 {
		t.Errorf("%d open cases, %v; want 1", total, err)
	}
}

func TestRecordWishForContactOpensACaseLater(t *testing.T) {
	p := newTapping(t, time.Hour)
	n := p.visit(1, 5, 0)
	p.confirm(auto(n, 1))
	wish := press(n, 2, 5)
	wish.Words = surveys.Words{ContactWanted: true}
	p.confirm(wish)
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryCase)
	if e := p.entries()[1]; e.Case == 0 || e.Case != p.invitation().Case {
		t.Errorf("the entry names case %d, the invitation %d", e.Case, p.invitation().Case)
	}
}

func TestRecordResolvesAMailThatWasUnknown(t *testing.T) {
	s, clock := storetest.Open(t)
	inv := storetest.Ask(t, s)
	ids, ctx := []surveys.InvitationID{inv.ID}, context.Background()
	claimed, _, err := s.ClaimMails(ctx, inv.ID.Shard(), ids)
	must(t, err)
	must(t, s.MailsToData(ctx, claimed))
	must(t, s.MailUnknown(ctx, inv.ID, "the line broke"))
	clock.Advance(time.Hour)
	p := &tapping{t, s, clock, inv.ID}
	p.confirm(press(p.visit(1, 5, 0), 1, 5))
	p.wants(5, surveys.ByButton)
	if got := p.invitation(); got.Mail != surveys.MailSent || !got.SentAt.Equal(inv.SendAt.Truncate(time.Second)) {
		t.Errorf("mail is %s, sent at %s; want sent at %s", got.Mail, got.SentAt, inv.SendAt)
	}
	if trouble, err := s.TroubledInvitations(ctx, 10); err != nil || len(trouble) != 0 {
		t.Errorf("%d invitations in trouble, %v", len(trouble), err)
	}
}

func TestRecordRefusesBeforeTheMailLeft(t *testing.T) {
	s, clock := storetest.Open(t)
	p := &tapping{t, s, clock, storetest.Ask(t, s).ID}
	_, err := s.Visit(context.Background(), store.Opening{Invitation: p.id, Choice: 5, Window: time.Minute})
	if surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("visit: %v, want not found", err)
	}
	_, err = s.Confirm(context.Background(), press(surveys.Nonce{Invitation: p.id, Scale: surveys.CSAT5, Visit: 1}, 1, 5))
	if surveys.CodeOf(err) != surveys.Conflict {
		t.Errorf("confirm: %v, want a conflict", err)
	}
}

// A hundred confirmations at once count one answer.
func TestRecordManyAtOnce(t *testing.T) {
	p := newTapping(t, time.Hour)
	var wait sync.WaitGroup
	for i := range 100 {
		n := p.visit(byte(i%3+1), 5-i%2, 0)
		wait.Go(func() {
			if _, err := p.store.Confirm(context.Background(), press(n, 1, n.Choice)); err != nil && surveys.CodeOf(err) != surveys.Unavailable {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	inv, net := p.invitation(), map[int]int{}
	for _, e := range p.entries() {
		switch e.Kind {
		case surveys.EntryAnswered:
			net[e.Choice]++
		case surveys.EntryChanged:
			net[e.Was]--
			net[e.Choice]++
		}
	}
	if net[4]+net[5] != 1 || net[inv.Choice] != 1 {
		t.Errorf("the outbox adds up to %v, the answer is %d", net, inv.Choice)
	}
}
