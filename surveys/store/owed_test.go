package store_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// deadline lets so many commands through; the answer to the last of them is
// lost, and nothing goes through after it: the process was killed. With cuts only
// the first half of what a pipeline holds went out then.
type deadline struct {
	armed atomic.Bool
	left  atomic.Int64
	cuts  bool
}

var errKilled = errors.New("killed")

func (d *deadline) pass(do func() error) error {
	if !d.armed.Load() {
		return do()
	}
	left := d.left.Add(-1)
	if left < 0 {
		return errKilled
	}
	if err := do(); left > 0 {
		return err
	}
	return errKilled
}

func (d *deadline) DialHook(next redis.DialHook) redis.DialHook { return next }
func (d *deadline) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := d.pass(func() error { return next(ctx, cmd) })
		cmd.SetErr(err)
		return err
	}
}

func (d *deadline) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		some := cmds
		if d.cuts && d.armed.Load() && d.left.Load() == 1 && cmds[0].Name() != "multi" {
			some = cmds[:(len(cmds)+1)/2]
		}
		err := d.pass(func() error { return next(ctx, some) })
		if errors.Is(err, errKilled) {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
		}
		return err
	}
}

// killedAt makes a change until a kill at any of its commands was tried, each
// time in a new house, lets another process tend, and checks.
func killedAt(t *testing.T, prepare func(h *history) (change func() error, check func(kill int64))) {
	t.Helper()
	killedThen(t, false, func(h *history) error { return h.store.Tend(t.Context()) }, prepare)
}

// killedThen is killedAt where another process does something else than tend.
func killedThen(t *testing.T, cuts bool, then func(h *history) error, prepare func(h *history) (change func() error, check func(kill int64))) {
	t.Helper()
	for kill, done := int64(1), false; !done; kill++ {
		rdb, d := storetest.Redis(t), &deadline{cuts: cuts}
		h := &history{tb: t}
		h.store, h.clock = storetest.OpenAt(t, rdb)
		rdb.AddHook(d) // the innermost: what the store's own hook asks counts, too
		change, check := prepare(h)
		d.left.Store(kill)
		d.armed.Store(true)
		err := change()
		done = d.left.Load() > 0 // it needs fewer
		d.armed.Store(false)
		if done {
			must(t, err)
		}
		must(t, then(h))
		check(kill)
		if done && kill < 2 || kill > 100 {
			t.Fatalf("%d commands", kill)
		}
	}
}

// theLine is the line of every change of these tests.
const theLine = "it was told"

// Whatever is written of a customer stands on its timeline, wherever the process
// was killed; what was not written does not.
func TestAChangeAndItsLineOnTheTimelineStandTogether(t *testing.T) {
	ctx := t.Context()
	ada := surveys.User{ID: "ada", Name: "Ada", Email: "ada@house.example", Role: surveys.Admin}
	for _, tt := range []struct {
		name    string
		prepare func(h *history) (change func() error, made func() bool)
	}{
		{"a consent", func(h *history) (func() error, func() bool) {
			s, inv := h.store, storetest.Sent(t, h.store)
			return func() error {
					_, err := s.ChangeConsentTold(ctx, inv.Contact, func(c surveys.Consent) (surveys.Consent, surveys.CustomerNote, error) {
						return c.With(surveys.ConsentLine{State: surveys.ConsentAgreed}), surveys.CustomerNote{ID: "c", Customer: inv.Customer, Kind: surveys.NoteAdvocate, Text: theLine}, nil
					})
					return err
				}, func() bool {
					c, err := s.Consent(ctx, inv.Contact)
					must(t, err)
					return c.Agreed
				}
		}},
		{"a special day", func(h *history) (func() error, func() bool) {
			s := h.store
			storetest.Ask(t, s)
			return func() error {
					_, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 3, Before: 5}, surveys.Plain(theLine))
					return err
				}, func() bool {
					days, err := s.SpecialDays(ctx, "northwind")
					must(t, err)
					return len(days) == 1
				}
		}},
		{"a stage", func(h *history) (func() error, func() bool) {
			s, lost := h.store, surveys.Lost
			storetest.Ask(t, s)
			return func() error {
					_, err := s.PutCustomer(ctx, "northwind", surveys.CustomerPatch{Stage: &lost})
					return err
				},
				func() bool {
					life, err := s.Life(ctx, "northwind")
					must(t, err)
					return life.Stage == lost
				}
		}},
		{"a report", func(h *history) (func() error, func() bool) {
			s := h.store
			storetest.Ask(t, s)
			h.asks("yyyyyy", 5)
			r := northReport(t, s)
			r, err := s.ReviewReport(ctx, r.ID, r.Revision, "ada")
			must(t, err)
			return func() error {
					_, err := s.ReleaseReport(ctx, r.ID, r.Revision, ada, 180, surveys.Plain(theLine))
					return err
				},
				func() bool {
					r, err := s.Report(ctx, r.ID)
					must(t, err)
					return r.State == surveys.ReportReleased
				}
		}},
		{"a founder's mail", func(h *history) (func() error, func() bool) {
			s := h.store
			storetest.Ask(t, s)
			h.asks("yyyyyy", 5)
			must(t, s.GatherRelations(ctx))
			if list, err := s.Founders(ctx); err != nil || len(list) != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			letter := store.NewFounderLetter{Customer: "northwind", By: ada, Subject: "Hello", Text: "Hello",
				Told: func(surveys.Contact, string, string) surveys.Telling { return surveys.Plain(theLine) }}
			return func() error { _, _, err := s.WriteFounder(ctx, letter); return err },
				func() bool {
					list, err := s.Founders(ctx)
					must(t, err)
					return list[0].State == surveys.FounderWritten
				}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			killedAt(t, func(h *history) (func() error, func(int64)) {
				change, made := tt.prepare(h)
				return change, func(kill int64) {
					if lines := said(t, h.store, "northwind"); made() != (len(lines) == 1) {
						t.Errorf("killed at command %d: made %t, the timeline says %q", kill, made(), lines)
					}
				}
			})
		})
	}
}

// A day that is gone is spoken of no more.
func TestARemovedDayIsSpokenOfNoMore(t *testing.T) {
	killedAt(t, func(h *history) (func() error, func(int64)) {
		s, ctx := h.store, t.Context()
		storetest.Ask(t, s)
		d, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 3, Before: 5}, surveys.Plain(theLine))
		must(t, err)
		return func() error { return s.RemoveSpecialDay(ctx, "northwind", d.ID) }, func(kill int64) {
			days, err := s.SpecialDays(ctx, "northwind")
			must(t, err)
			if len(days) == 0 && len(said(t, s, "northwind")) > 0 {
				t.Errorf("killed at command %d: the day is gone and stands on the timeline", kill)
			}
		}
	})
}

// A merger that was begun is ended: all that the old customer had is found at
// the new one.
func TestAMergerThatWasBrokenOffIsEnded(t *testing.T) {
	killedAt(t, func(h *history) (func() error, func(int64)) {
		s, ctx := h.store, t.Context()
		storetest.Ask(t, s)
		must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "call", Customer: "northwind", Kind: surveys.NoteText, Text: theLine}))
		name := "North Group"
		_, err := s.PutCustomer(ctx, "group", surveys.CustomerPatch{Name: &name})
		must(t, err)
		return func() error { return s.MergeCustomers(ctx, "northwind", "group") }, func(kill int64) {
			h.clock.Advance(2e9)
			into, err := s.Canonical(ctx, "northwind")
			must(t, err)
			group, err := s.Customer(ctx, "group")
			must(t, err)
			moved := len(group.Projects) == 1 && len(group.Contacts) == 1 && len(said(t, s, "group")) == 1
			if (into == "group") != moved {
				t.Errorf("killed at command %d: northwind is %s, which has %v, %v", kill, into, group.Projects, group.Contacts)
			}
		}
	})
}
