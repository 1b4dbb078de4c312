package mailer_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// importOne brings in an answer about Support.
func importOne(t *testing.T, s *store.Store, id string, choice int) {
	t.Helper()
	added, err := s.Import(context.Background(), []store.Imported{{
		Interaction: storetest.Interaction(storetest.ID(id)), Scale: surveys.CSAT5, Choice: choice,
		AnsweredAtMS: s.Now().UnixMilli(),
	}})
	if err != nil || added != 1 {
		t.Fatalf("import of %s added %d: %v", id, added, err)
	}
}

// total returns the number of answers that the figures of Support count.
func total(t *testing.T, s *store.Store) int {
	t.Helper()
	got, err := s.ProjectStanding(context.Background(), "support", surveys.Last(28, s.Today()))
	if err != nil {
		t.Fatal(err)
	}
	return got.Total.N()
}

// settles waits until the figures have followed.
func settles(t *testing.T, s *store.Store) {
	t.Helper()
	ticks := time.NewTicker(5 * time.Millisecond)
	defer ticks.Stop()
	for deadline := time.After(patience); ; {
		done, err := s.Settled(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
		select {
		case <-ticks.C:
		case <-deadline:
			t.Fatal("the figures do not settle")
		}
	}
}

func newRelay(t *testing.T, s *store.Store) *mailer.Relay {
	t.Helper()
	r, err := mailer.NewRelay(s, slog.New(slog.NewTextHandler(io.Discard, nil)), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// start runs a relay until stop is called.
func start(t *testing.T, r *mailer.Relay) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("relay ended with %v", err)
		}
	}
}

func TestTheRelayFollowsAndRebuilds(t *testing.T) {
	s, _ := storetest.Open(t)
	stop := start(t, newRelay(t, s))
	defer stop()
	importOne(t, s, "1", 1)
	settles(t, s)
	got, err := s.ProjectStanding(context.Background(), "support", surveys.Last(28, s.Today()))
	if err != nil || got.Total.N() != 1 || !got.HasRisk {
		t.Errorf("standing %+v (%v), want one answer with its risk", got, err)
	}
}

func TestAnotherRelayTakesOver(t *testing.T) {
	s, _ := storetest.Open(t)
	first, second := start(t, newRelay(t, s)), start(t, newRelay(t, s))
	for i, stop := range []func(){first, second} {
		importOne(t, s, fmt.Sprint(i), 5)
		settles(t, s)
		if got := total(t, s); got != i+1 {
			t.Errorf("%d answers counted, want %d", got, i+1)
		}
		stop()
	}
	importOne(t, s, "nobody follows", 5)
	if done, err := s.Settled(context.Background()); err != nil || done {
		t.Errorf("settled %t (%v) without a relay, want false", done, err)
	}
}

func TestDrainSettlesWithoutALease(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	for i := range 30 {
		importOne(t, s, fmt.Sprint(i), 1+i%5)
	}
	for shard := range surveys.Shards {
		if held, err := s.HoldLease(ctx, shard, "somebody else"); err != nil || !held {
			t.Fatal(held, err)
		}
	}
	r := newRelay(t, s)
	if err := r.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if got := total(t, s); got != 30 {
		t.Errorf("%d answers counted, want 30", got)
	}
	if n, err := r.Step(ctx, surveys.ProjectID("support").Shard()); n != 0 || err != nil {
		t.Errorf("a step at the end moved %d (%v), want 0", n, err)
	}
}
