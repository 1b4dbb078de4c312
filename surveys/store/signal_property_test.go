package store_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/surveys/store"
)

// compareSignals folds every project anew, and compares what its signal and its
// alarms say with a replay of those answers that count in the end: whatever
// changed, was taken back, brought in or settled late on the way.
func (w *world) compareSignals() {
	ctx, s := context.Background(), w.store
	projects := map[surveys.ProjectID]bool{}
	var counted []surveys.Invitation
	for _, inv := range w.all {
		projects[inv.Project] = true
		if inv.Answer == surveys.Answered {
			counted = append(counted, inv)
		}
	}
	slices.SortFunc(counted, func(a, b surveys.Invitation) int {
		return cmp.Or(cmp.Compare(a.AnsweredAt.Unix(), b.AnsweredAt.Unix()), cmp.Compare(a.ID, b.ID))
	})
	var past []signal.Past
	for _, inv := range counted {
		past = append(past, signal.Past{Stream: string(inv.Project), Contact: string(inv.Contact),
			At: inv.AnsweredAt.Truncate(1e9), Scale: inv.Scale, Choice: inv.Choice})
	}
	last := map[string]signal.Row{}
	episodes, err := signal.Replay(past, signal.Rules{Alpha: signal.DefaultAlpha, Zone: s.Zone(), Once: true},
		func(r signal.Row) error { last[r.Stream] = r; return nil })
	w.check(err)
	want := map[string]string{}
	for _, e := range episodes {
		want[e.Stream] = fmt.Sprintf("%s since %s; ", e.At.UTC(), e.Since.UTC()) + want[e.Stream]
	}
	ids := slices.Sorted(maps.Keys(projects))
	for _, id := range ids {
		w.check(s.MakeDirty(ctx, id))
	}
	w.rebuild()
	for _, id := range ids {
		got := ""
		for _, a := range w.alarms(store.AlarmQuery{Project: id}) {
			if a.Level == surveys.AlarmOfProject {
				got += fmt.Sprintf("%s since %s; ", a.At, a.Since)
			}
		}
		if got != want[string(id)] {
			w.rt.Fatalf("%s: alarms at %s\nwant %s", id, got, want[string(id)])
		}
		stream, err := s.ProjectStream(ctx, id)
		w.check(err)
		row, ok := last[string(id)]
		if !ok {
			continue
		}
		at := (row.Day + 1).Start(s.Zone())
		risk := signal.Risk(stream.Sums, signal.Days(at), w.priors(past, row.Day+1))
		if math.Abs(risk-row.Risk) > 1e-9 {
			w.rt.Fatalf("%s: risk %v, want %v", id, risk, row.Risk)
		}
	}
}

// priors are those before a day, from the past alone.
func (w *world) priors(past []signal.Past, day surveys.Day) signal.Priors {
	tallies := surveys.Days{}
	for _, p := range past {
		at := surveys.DayOf(p.At, w.store.Zone())
		t := tallies[at]
		t.Count(p.Scale, p.Choice, 1)
		tallies[at] = t
	}
	return signal.NewHistory(tallies).Before(day)
}
