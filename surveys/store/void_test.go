package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

func TestVoidAndRestoreByAPerson(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	n := p.visit(1, 1, 0)
	p.confirm(auto(n, 1))
	if err := p.store.Void(ctx, p.id, "sam", "  "); surveys.CodeOf(err) != surveys.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	must(t, p.store.Void(ctx, p.id, "sam", "a colleague tried the link\nout | twice"))
	p.wants(0, "")
	must(t, p.store.Void(ctx, p.id, "sam", "once more: the first try seemed lost"))
	// Nothing counts again until somebody restores it.
	if _, err := p.store.Confirm(ctx, press(n, 2, 5)); surveys.CodeOf(err) != surveys.Conflict {
		t.Errorf("a press on a void answer: %v, want a conflict", err)
	}
	if c, err := p.store.Case(ctx, p.invitation().Case); err != nil || !c.Withdrawn {
		t.Errorf("the case is %+v, %v; want it withdrawn", c, err)
	}
	must(t, p.store.Restore(ctx, p.id, "kim", "it was the customer after all"))
	must(t, p.store.Restore(ctx, p.id, "kim", "once more"))
	p.wants(1, surveys.ByAuto)
	if c, err := p.store.Case(ctx, p.invitation().Case); err != nil || c.Withdrawn {
		t.Errorf("the case is %+v, %v; want it to stand", c, err)
	}
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryVoided, surveys.EntryRestored)
	history, err := p.store.History(ctx, p.id)
	if err != nil || len(history) != 2 {
		t.Fatalf("history %+v, %v", history, err)
	}
	if v := history[0]; v.Kind != surveys.EntryVoided || v.Who != "sam" || v.Reason != "a colleague tried the link out / twice" || v.Choice != 1 {
		t.Errorf("the void says %+v", v)
	}
	if r := history[1]; r.Kind != surveys.EntryRestored || r.Who != "kim" {
		t.Errorf("the restore says %+v", r)
	}
}

// A client that turns out to be a scanner loses what it was counted for; a
// person's answer stays.
func TestLookBackTakesAScannersAnswer(t *testing.T) {
	p := newTapping(t, time.Hour)
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.wants(1, surveys.ByAuto)
	p.clock.Advance(2 * time.Second)
	p.visit(1, 2, 0)
	p.wants(0, "")
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryVoided)

	p.confirm(auto(p.visit(2, 4, 0), 1))
	p.wants(4, surveys.ByAuto)
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryVoided, surveys.EntryAnswered)
	p.visit(1, 3, 0)
	p.wants(4, surveys.ByAuto)
}

// What a person restored the machine leaves alone.
func TestLookBackRespectsARestore(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	p.confirm(auto(p.visit(1, 4, 0), 1))
	must(t, p.store.Void(ctx, p.id, "sam", "looks odd"))
	must(t, p.store.Restore(ctx, p.id, "sam", "is right"))
	p.visit(1, 5, 0)
	p.visit(1, 3, 0)
	p.wants(4, surveys.ByAuto)
}

// One client at three invitations within seconds is no person at any of them.
func TestLookBackTakesAFleet(t *testing.T) {
	s, clock := storetest.Open(t)
	fleet := make([]*tapping, 3)
	for i, to := range []string{storetest.Anna, storetest.Ben, storetest.Carla} {
		fleet[i] = &tapping{t, s, clock, storetest.Sent(t, s, storetest.ID(to), storetest.To(to, "")).ID}
	}
	clock.Advance(time.Hour)
	for i, p := range fleet {
		sight, err := s.Visit(context.Background(), store.Opening{Invitation: p.id, Choice: 5, Client: surveys.Client{7}, Window: time.Minute})
		must(t, err)
		if high := sight.Doubts.Risk() == surveys.RiskHigh; high != (i == 2) {
			t.Errorf("invitation %d: doubts %v", i+1, sight.Doubts.Names())
		}
		clock.Advance(800 * time.Millisecond)
		n := surveys.Nonce{Invitation: p.id, Scale: surveys.CSAT5, Choice: 5, Visit: sight.Visit.Number,
			Seen: sight.Visits.Seen, Client: sight.Visit.Client, Doubts: sight.Doubts}
		p.confirm(auto(n, 1))
	}
	for _, p := range fleet {
		p.wants(0, "")
	}
}

func TestDifferentButtonsAtOnceCountNothing(t *testing.T) {
	p := newTapping(t, time.Hour)
	n := p.visit(1, 2, 0)
	for choice := 1; choice <= 5; choice++ {
		p.confirm(press(n, 1, choice))
	}
	p.wants(0, "")
	// The page says so, and a further press on it is deliberate.
	p.confirm(press(n, 2, 4))
	p.wants(4, surveys.ByButtonFlagged)
}

func TestSettleCountsTheLatestWithItsOwnTime(t *testing.T) {
	p, ctx := newTapping(t, 2*time.Minute), context.Background()
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.clock.Advance(3 * time.Minute)
	tapped := p.clock.Now()
	p.confirm(auto(p.visit(2, 5, 0), 1))
	if inv := p.invitation(); inv.Answer != surveys.AnswerPending {
		t.Fatalf("answer is %s, want pending", inv.Answer)
	}
	p.wantsEntries()
	due, err := p.store.Schedule(ctx, p.id.Shard())
	must(t, err)
	if at := due["settle:"+string(p.id)]; !at.Equal(tapped.Add(7 * time.Minute)) {
		t.Errorf("settles at %s, want %s", at, tapped.Add(7*time.Minute))
	}
	p.clock.Advance(7 * time.Minute)
	for range 2 {
		if _, err := p.store.Settle(ctx, p.id); err != nil {
			t.Fatal(err)
		}
	}
	p.wants(5, surveys.BySettled)
	p.wantsEntries(surveys.EntryAnswered)
	if got := p.invitation().AnsweredAt; !got.Equal(tapped.Truncate(time.Second)) {
		t.Errorf("answered at %s, want when it was tapped, %s", got, tapped)
	}
}

func TestSettleLeavesNothingPending(t *testing.T) {
	p, ctx := newTapping(t, 2*time.Minute), context.Background()
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.visit(1, 2, 0) // a scanner after all
	counted, err := p.store.Settle(ctx, p.id)
	if err != nil || counted {
		t.Errorf("settled %v, %v; want nothing", counted, err)
	}
	if inv := p.invitation(); inv.Answer != surveys.AnswerNone {
		t.Errorf("answer is %s, want none", inv.Answer)
	}
}

// A tap that is held while somebody settles is not forgotten.
func TestHoldingBeginsTheSettlingAnew(t *testing.T) {
	p, ctx := newTapping(t, 2*time.Minute), context.Background()
	p.confirm(auto(p.visit(1, 4, 0), 1))
	p.clock.Advance(time.Hour)
	due, err := p.store.Claim(ctx, p.id.Shard(), time.Minute, 64)
	must(t, err)
	p.clock.Set(p.invitation().SentAt.Add(5 * time.Minute))
	p.confirm(auto(p.visit(2, 5, 0), 1))
	for _, d := range due {
		if d.Kind == surveys.DueSettle {
			must(t, p.store.Finish(ctx, d))
		}
	}
	left, err := p.store.Schedule(ctx, p.id.Shard())
	must(t, err)
	if left["settle:"+string(p.id)].IsZero() {
		t.Error("nothing is scheduled any more")
	}
}
