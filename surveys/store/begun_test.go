package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

var byMarta = surveys.AuditEntry{By: "marta", Subject: "POST /settings/tokens"}

// lines returns what the record says, oldest first.
func lines(t *testing.T, s *store.Store) (acts []string) {
	t.Helper()
	found, _, err := s.Audit(t.Context(), surveys.AuditFilter{By: "marta"}, "", 50)
	must(t, err)
	for _, line := range found {
		acts = append([]string{line.Act}, acts...)
	}
	return acts
}

// Wherever the process is killed, a change that is made has its line, and one
// line only. Of one that may not be made the record says that it was begun.
func TestAChangeAndItsLineInTheRecordStandTogether(t *testing.T) {
	view := surveys.View{ID: "v", Name: "Mine", Address: "/customers", Owner: "marta"}
	later := func(h *history) error {
		h.clock.Advance(61 * time.Minute)
		return errors.Join(h.store.Tend(t.Context()), h.store.Tend(t.Context()))
	}
	killedThen(t, false, later, func(h *history) (func() error, func(int64)) {
		s := h.store
		return func() error {
				ctx, end := s.Begin(t.Context(), byMarta)
				defer end(true)
				if err := s.SaveView(ctx, view); err != nil {
					return err
				}
				return s.Record(ctx, surveys.AuditEntry{By: "marta", Act: "view.saved", Subject: "view v"})
			}, func(kill int64) {
				views, err := s.Views(t.Context(), "marta")
				must(t, err)
				got := lines(t, s)
				if len(got) > 1 || len(views) == 1 && len(got) == 0 || len(views) == 0 && len(got) == 1 && got[0] != store.ActBegun {
					t.Errorf("killed at command %d: %d views, the record says %q", kill, len(views), got)
				}
			}
	})
}

// What ends in a known way leaves nothing, but its own lines.
func TestNothingStaysOfAChangeThatHasEnded(t *testing.T) {
	view := func(id surveys.ViewID) surveys.View {
		return surveys.View{ID: id, Name: string(id), Address: "/customers", Owner: "marta"}
	}
	for name, tt := range map[string]struct {
		known bool
		lines []string // that are recorded, each after a change
		more  bool     // one more change, without a line
		want  []string
	}{
		"nothing is done":                 {known: true},
		"refused":                         {known: true, more: true},
		"made":                            {known: true, lines: []string{"view.saved"}, want: []string{"view.saved"}},
		"two changes":                     {known: true, lines: []string{"view.saved", "view.changed"}, want: []string{"view.saved", "view.changed"}},
		"failed":                          {more: true, want: []string{store.ActBegun}},
		"the second of two changes fails": {lines: []string{"view.saved"}, more: true, want: []string{"view.saved", store.ActBegun}},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := storetest.Open(t)
			ctx, end := s.Begin(t.Context(), byMarta)
			for _, act := range tt.lines {
				must(t, s.SaveView(ctx, view(surveys.ViewID(act))))
				must(t, s.Record(ctx, surveys.AuditEntry{By: "marta", Act: act}))
			}
			if tt.more {
				must(t, s.SaveView(ctx, view("more")))
			}
			must(t, s.Tend(t.Context())) // it is not over yet
			if got := lines(t, s); len(got) != len(tt.lines) {
				t.Errorf("before it ended: %q", got)
			}
			end(tt.known)
			clock.Advance(61 * time.Minute)
			must(t, s.Tend(t.Context()))
			if got := lines(t, s); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What goes on after the request that began it, such as an import, is not taken
// for a change that nobody has ended, and its own line is not lost.
func TestWhatGoesOnAfterAChangeHasEnded(t *testing.T) {
	for _, before := range []bool{false, true} { // something was changed until then
		s, clock := storetest.Open(t)
		ctx, end := s.Begin(t.Context(), byMarta)
		if before {
			must(t, s.SaveView(ctx, surveys.View{ID: "v", Name: "v", Address: "/customers", Owner: "marta"}))
		}
		end(true)
		must(t, s.SaveView(ctx, surveys.View{ID: "w", Name: "w", Address: "/customers", Owner: "marta"}))
		must(t, s.Record(ctx, surveys.AuditEntry{By: "marta", Act: "view.saved"}))
		must(t, s.SaveView(ctx, surveys.View{ID: "x", Name: "x", Address: "/customers", Owner: "marta"}))
		clock.Advance(61 * time.Minute)
		must(t, s.Tend(t.Context()))
		if got := lines(t, s); !slices.Equal(got, []string{"view.saved"}) {
			t.Errorf("something before %t: got %q", before, got)
		}
	}
}
