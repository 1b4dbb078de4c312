package store_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// near compares two states of a signal to 1e-9.
func near(t *testing.T, name string, got, want signal.Stream) {
	t.Helper()
	if got.Seen != want.Seen || got.Complaints != want.Complaints || got.Queue != want.Queue {
		t.Errorf("%s: %d ratings, %d complaints, queue %b, want %d, %d, %b", name,
			got.Seen, got.Complaints, got.Queue, want.Seen, want.Complaints, want.Queue)
	}
	for what, v := range map[string][2]float64{
		"time": {got.At, want.At}, "fast": {got.Fast, want.Fast}, "fast n": {got.FastN, want.FastN},
		"slow": {got.Slow, want.Slow}, "slow n": {got.SlowN, want.SlowN}, "evidence": {got.Evidence, want.Evidence},
		"climb": {got.Climb, want.Climb}, "since": {got.Since, want.Since}, "alarm": {got.Alarm, want.Alarm},
	} {
		if math.Abs(v[0]-v[1]) > 1e-9 {
			t.Errorf("%s: %s is %v, want %v", name, what, v[0], v[1])
		}
	}
}

// year lets a year of answers happen to a few projects, followed as they come,
// and calls each after every answer.
func (h *history) year(seed uint64, each func(*surveys.Invitation)) {
	h.tb.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	projects := []surveys.ProjectID{"support", "website", "app"}
	customers := []surveys.CustomerID{"northwind", "lakeside"}
	for range 400 {
		h.clock.Advance(time.Duration(1+random.IntN(40)) * time.Hour)
		choice := 5 - min(4, int(random.ExpFloat64()))
		inv := h.answer(projects[random.IntN(3)], customers[random.IntN(2)], choice)
		each(&inv)
		h.follow()
	}
}

func TestLiveAndRebuiltSignalsAgree(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.year(1, func(*surveys.Invitation) {})
	live := map[surveys.ProjectID][2]signal.Stream{}
	read := func(id surveys.ProjectID) [2]signal.Stream {
		project, err := h.store.ProjectStream(ctx, id)
		must(t, err)
		customer, err := h.store.CustomerStream(ctx, "lakeside", id)
		must(t, err)
		return [2]signal.Stream{project, customer}
	}
	for _, id := range []surveys.ProjectID{"support", "website", "app"} {
		live[id] = read(id)
		must(t, h.store.MakeDirty(ctx, id))
	}
	h.rebuild()
	for id, want := range live {
		got := read(id)
		near(t, string(id), got[0], want[0])
		near(t, string(id)+" lakeside", got[1], want[1])
	}
	if settled, err := h.store.Settled(ctx); err != nil || !settled {
		t.Errorf("settled %t (%v), want true after the rebuild", settled, err)
	}
}

// What history was changed to must lead to the same signal as if it had been
// so from the beginning.
func TestChangedHistoryIsFoldedAnew(t *testing.T) {
	h, plain, ctx := newHistory(t), newHistory(t), context.Background()
	n := 0
	h.year(2, func(inv *surveys.Invitation) {
		if n++; n%20 == 0 {
			h.changed(inv, 1)
		}
		if n%50 == 3 {
			h.voided(inv)
		}
		if n%50 == 4 {
			h.voided(inv)
			h.restored(inv)
		}
	})
	h.rebuild()
	n = 0
	plain.year(2, func(inv *surveys.Invitation) {
		if n++; n%20 == 0 {
			plain.changed(inv, 1)
		}
		if n%50 == 3 {
			plain.voided(inv)
		}
	})
	for _, id := range []surveys.ProjectID{"support", "website", "app"} {
		must(t, plain.store.MakeDirty(ctx, id))
	}
	plain.rebuild()
	for _, id := range []surveys.ProjectID{"support", "website", "app"} {
		got, err := h.store.ProjectStream(ctx, id)
		must(t, err)
		want, err := plain.store.ProjectStream(ctx, id)
		must(t, err)
		near(t, string(id), got, want)
	}
}

func TestAVoidAnswerLeavesTheSignal(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for _, choice := range []int{5, 4} {
		h.answer("support", "northwind", choice)
		h.clock.Advance(time.Hour)
	}
	h.follow()
	want, err := h.store.ProjectStream(ctx, "support")
	must(t, err)
	bad := h.answer("support", "northwind", 1)
	h.follow()
	h.voided(&bad)
	h.follow()
	if settled, err := h.store.Settled(ctx); err != nil || settled {
		t.Errorf("settled %t (%v) before the rebuild, want false", settled, err)
	}
	h.rebuild()
	got, err := h.store.ProjectStream(ctx, "support")
	must(t, err)
	near(t, "support", got, want)
}

func TestASettledAnswerStandsWhereItWasGiven(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	held := h.invitation("support", "northwind", surveys.CSAT5)
	held.Answer, held.Choice, held.By, held.AnsweredAt = surveys.Answered, 1, surveys.BySettled, h.clock.Now()
	h.clock.Advance(time.Hour)
	h.answer("support", "northwind", 5)
	h.note(held, surveys.EntryAnswered)
	h.follow()
	h.rebuild()
	got, err := h.store.ProjectStream(ctx, "support")
	must(t, err)
	if got.Seen != 2 || got.Queue != 0b10 {
		t.Errorf("%d ratings, queue %b, want the complaint before the good one", got.Seen, got.Queue)
	}
}

func TestOneContactCountsOnceADay(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for _, choice := range []int{1, 1, 1, 5} {
		inv := h.invitation("support", "northwind", surveys.CSAT5)
		inv.Contact = surveys.NewContactID("anna@northwind.example")
		h.answered(&inv, choice, surveys.ByButton)
		h.clock.Advance(time.Hour)
	}
	h.follow()
	for _, when := range []string{"live", "rebuilt"} {
		got, err := h.store.ProjectStream(ctx, "support")
		must(t, err)
		if got.Seen != 1 || got.Queue != 1 {
			t.Errorf("%s: %d ratings, queue %b, want the first only", when, got.Seen, got.Queue)
		}
		must(t, h.store.MakeDirty(ctx, "support"))
		h.rebuild()
	}
	standing, err := h.store.ProjectStanding(ctx, "support", month())
	must(t, err)
	if standing.Total.N() != 4 {
		t.Errorf("%d answers tallied, want all 4", standing.Total.N())
	}
}

func TestARebuildGivesWayToNewAnswers(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	inv := h.answer("support", "northwind", 5)
	h.changed(&inv, 4)
	h.follow()
	shard := inv.ID.Shard()
	if n, err := h.store.Dirty(ctx, shard); err != nil || n != 1 {
		t.Fatalf("%d projects to rebuild (%v), want 1", n, err)
	}
	done, err := h.store.RebuildBehind(ctx, shard, func() {
		h.answer("support", "northwind", 1)
		h.follow()
	})
	must(t, err)
	if done {
		t.Error("rebuilt from what was read before the new answer")
	}
	h.rebuild()
	got, err := h.store.ProjectStream(ctx, "support")
	must(t, err)
	if got.Seen != 2 {
		t.Errorf("%d ratings, want 2", got.Seen)
	}
}
