package store_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// unconfirmed returns who is on the list.
func (t *tapping) unconfirmed() []surveys.InvitationID {
	t.tb.Helper()
	items, total, err := t.store.Unconfirmed(context.Background(), 10)
	if err != nil {
		t.tb.Fatal(err)
	}
	var out []surveys.InvitationID
	for _, item := range items {
		out = append(out, item.ID)
	}
	if _, only, err := t.store.Unconfirmed(context.Background(), 0); err != nil || only != total || total != len(out) {
		t.tb.Errorf("%d by number, %d with the list of %d, %v", only, total, len(out), err)
	}
	return out
}

func TestAnOpenedLinkIsUnconfirmedUntilItsAnswerCounts(t *testing.T) {
	p := newTapping(t, time.Hour)
	if got := p.unconfirmed(); len(got) != 0 {
		t.Fatalf("before anybody came: %v", got)
	}
	p.visit(1, 1, surveys.DoubtListed)
	n := p.visit(2, 5, 0)
	items, _, err := p.store.Unconfirmed(context.Background(), 10)
	must(t, err)
	if len(items) != 1 || items[0].ID != p.id || len(items[0].Visits.List) != 2 || !items[0].Opened.Equal(p.clock.Now()) {
		t.Fatalf("the list is %+v", items)
	}
	p.confirm(auto(n, 1))
	if got := p.unconfirmed(); len(got) != 0 {
		t.Errorf("the answer counts and is unconfirmed: %v", got)
	}
	p.visit(3, 4, 0)
	if got := p.unconfirmed(); len(got) != 0 {
		t.Errorf("opened again after the answer: %v", got)
	}
	must(t, p.store.Void(context.Background(), p.id, "sam", "a test of ours"))
	p.visit(3, 4, 0)
	if got := p.unconfirmed(); len(got) != 0 {
		t.Errorf("an answer that was set aside is void, not unconfirmed: %v", got)
	}
}

func TestAHeldTapIsUnconfirmedUntilItSettles(t *testing.T) {
	p := newTapping(t, 2*time.Minute)
	p.confirm(auto(p.visit(1, 4, 0), 1))
	if got := p.unconfirmed(); !slices.Equal(got, []surveys.InvitationID{p.id}) || p.invitation().Answer != surveys.AnswerPending {
		t.Fatalf("held: %v, %s", got, p.invitation().Answer)
	}
	p.clock.Advance(time.Hour)
	_, err := p.store.Settle(context.Background(), p.id)
	must(t, err)
	p.wants(4, surveys.BySettled)
	if got := p.unconfirmed(); len(got) != 0 {
		t.Errorf("settled and unconfirmed: %v", got)
	}
}

// What is unconfirmed is forgotten after 30 days, at the next opening in the
// shard for good, and for every reader at once.
func TestUnconfirmedTapsAreForgotten(t *testing.T) {
	p := newTapping(t, time.Hour)
	p.visit(1, 1, 0)
	p.clock.Advance(29 * 24 * time.Hour)
	if got := p.unconfirmed(); len(got) != 1 {
		t.Errorf("after 29 days: %v", got)
	}
	p.clock.Advance(2 * 24 * time.Hour)
	if got := p.unconfirmed(); len(got) != 0 {
		t.Errorf("after 31 days: %v", got)
	}
}

func TestTheNewestThousandUnconfirmedAreKept(t *testing.T) {
	s, clock := storetest.Open(t)
	ctx := context.Background()
	const asked = 1003
	for i := range asked {
		id := surveys.NewInvitationID("website", surveys.InteractionID(strconv.Itoa(i)), "ticket", 0)
		must(t, s.Redis().HSet(ctx, store.InvitationKey(id), "m", "s").Err())
		clock.Advance(time.Second)
		_, err := s.Visit(ctx, store.Opening{Invitation: id, Choice: 1, Client: surveys.Client{1}, Nameless: true})
		must(t, err)
	}
	if _, total, err := s.Unconfirmed(ctx, 0); err != nil || total != 1000 {
		t.Errorf("%d are kept of %d, %v; want 1000", total, asked, err)
	}
}

// An answer that comes anew after the machine took one back is on record.
func TestAnAnswerAnewIsOnRecord(t *testing.T) {
	p := newTapping(t, time.Hour)
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.visit(1, 2, 0) // the same client opens another choice at once: a scanner
	p.wants(0, "")
	p.confirm(press(p.visit(2, 4, 0), 1, 4))
	p.wants(4, surveys.ByButton)
	turns, err := p.store.History(context.Background(), p.id)
	must(t, err)
	if len(turns) != 2 || turns[0].Kind != surveys.EntryVoided || turns[1].Kind != surveys.EntryAnswered || turns[1].Choice != 1 {
		t.Errorf("history %+v", turns)
	}
}
