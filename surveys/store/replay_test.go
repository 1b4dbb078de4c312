package store_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/surveys/store"
)

// What is told live must be what a replay of the same past would have told.
func TestLiveAndReplayAgree(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	var past []signal.Past
	h.year(3, func(inv *surveys.Invitation) {
		past = append(past, signal.Past{Stream: string(inv.Project), Contact: string(inv.Contact),
			At: inv.AnsweredAt, Scale: inv.Scale, Choice: inv.Choice})
	})
	risks := map[string]float64{}
	rules := signal.Rules{Alpha: signal.DefaultAlpha, Zone: h.store.Zone(), Once: true}
	episodes, err := signal.Replay(past, rules, func(r signal.Row) error {
		risks[r.Stream] = r.Risk
		return nil
	})
	must(t, err)
	alarms, want := map[string]float64{}, map[string]string{}
	for _, e := range episodes {
		alarms[e.Stream] = signal.Days(e.At)
		want[e.Stream] = fmt.Sprintf("%s since %s; ", e.At.UTC(), e.Since.UTC()) + want[e.Stream]
	}
	for stream, episodes := range want {
		got := ""
		for _, a := range h.alarms(store.AlarmQuery{Project: surveys.ProjectID(stream)}) {
			if a.Level == surveys.AlarmOfProject {
				got += fmt.Sprintf("%s since %s; ", a.At, a.Since)
			}
		}
		if got != episodes {
			t.Errorf("%s: alarms at %s\nwant %s", stream, got, episodes)
		}
	}
	if len(risks) != 3 || len(alarms) == 0 {
		t.Fatalf("%d streams, %d with alarms: the past says too little", len(risks), len(alarms))
	}
	h.clock.Set((h.store.Today() + 1).Start(h.store.Zone())) // the end of the last day
	for stream, want := range risks {
		got, err := h.store.ProjectStanding(ctx, surveys.ProjectID(stream), month())
		must(t, err)
		if math.Abs(got.Risk-want) > 1e-9 {
			t.Errorf("%s: risk %v, want %v", stream, got.Risk, want)
		}
		state, err := h.store.ProjectStream(ctx, surveys.ProjectID(stream))
		must(t, err)
		if math.Abs(state.Episode-alarms[stream]) > 1e-9 {
			t.Errorf("%s: newest episode %v, want %v", stream, state.Episode, alarms[stream])
		}
	}
}
