package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// A Redis is given back an older state under a running process, whether it is
// started anew or not, and then comes to the same versions and numbers by
// another way. What the process remembers of the state that was lost must not
// show.
func TestWhatARestoredRedisHasLostIsForgotten(t *testing.T) {
	t.Run("started anew from a backup", func(t *testing.T) {
		server := redistest.Start(t)
		rdb := server.Client()
		restored(t, rdb, func() func() {
			must(t, rdb.Save(t.Context()).Err())
			dump := filepath.Join(server.Dir, "dump.rdb")
			backup, err := os.ReadFile(dump)
			must(t, err)
			return func() {
				server.Kill()
				must(t, os.WriteFile(dump, backup, 0o600))
				server.Run()
			}
		})
	})
	t.Run("emptied and filled", func(t *testing.T) {
		rdb := redistest.Start(t).Client()
		restored(t, rdb, func() func() {
			backup := dumpAll(t, rdb)
			return func() {
				storetest.Empty(t, rdb)
				for key, value := range backup {
					must(t, rdb.RestoreReplace(t.Context(), key, 0, value).Err()) // a beat may be there again
				}
			}
		})
	})
}

// dumpAll reads every key.
func dumpAll(t *testing.T, rdb *redis.Client) map[string]string {
	out := map[string]string{}
	keys, err := rdb.Keys(t.Context(), "*").Result()
	must(t, err)
	for _, key := range keys {
		if value := rdb.Dump(t.Context(), key).Val(); value != "" { // else it has expired
			out[key] = value
		}
	}
	return out
}

func restored(t *testing.T, rdb *redis.Client, backup func() (restore func())) {
	here, clock := storetest.OpenAt(t, rdb)
	another := func() *store.Store {
		return storetest.OpenWith(t, rdb, store.Options{Now: clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	}
	ctx, stop := context.WithCancel(t.Context())
	lost, ended := make(chan struct{}, 10), make(chan struct{})
	go func() { defer close(ended); here.Watch(ctx, func() { lost <- struct{}{} }) }()
	defer func() { stop(); <-ended }()

	today, web := here.Today(), surveys.ProjectRef{ID: "web"}
	lives := func(st *store.Store, customer surveys.CustomerID, choice int) {
		t.Helper()
		b := books{t, st}
		b.keep(earned("i-1", customer, "web", today-3, surveys.Amount(choice)*100_00))
		answerOf(t, st, "T-"+string(customer), web, surveys.CustomerRef{ID: customer}, string(customer)+"@mail.example", choice, 3)
		followAll(t, st)
		put(t, st, customer, "", "2024-01-01", "")
	}
	lives(here, "north", 4)
	restore := backup()
	here.LookTwice()
	lives(here, "lund", 5)
	before := figuresOf(t, here)
	written, _ := here.Written()
	restore()
	lives(another(), "east", 1)

	want := figuresOf(t, another())
	if want == before {
		t.Fatal("the restored state is that which was lost")
	}
	comesTrue(t, "the figures are those of the restored state", func() bool { return figuresOf(t, here) == want })
	if now, _ := here.Written(); now == written {
		t.Error("a page of the state that was lost would be shown")
	}
	select {
	case <-lost:
	case <-time.After(time.Minute):
		t.Error("nobody was told")
	}
}

// As long as Redis is the same, nothing is forgotten.
func TestNothingIsForgottenOfTheSameRedis(t *testing.T) {
	s, _ := storetest.Open(t)
	storetest.Ask(t, s)
	var b store.Beats
	before, _ := s.Written()
	for range 5 {
		if beat(t, s, &b) {
			t.Fatal("it is taken for another")
		}
	}
	if after, _ := s.Written(); after != before {
		t.Errorf("%d writes were counted", after-before)
	}
	storetest.Empty(t, s.Redis())
	if !beat(t, s, &b) {
		t.Error("it was emptied, and that was not found")
	}
}

// beat is a beat that Redis answered: a busy machine may be late for one.
func beat(t *testing.T, s *store.Store, b *store.Beats) (other bool) {
	t.Helper()
	comesTrue(t, "Redis answers", func() bool {
		var err error
		other, err = b.Beat(t.Context(), s)
		return err == nil
	})
	return other
}

// mute has a Redis that does not answer who it is, while it is set.
type mute struct{ set atomic.Bool }

func (*mute) DialHook(next redis.DialHook) redis.DialHook { return next }
func (m *mute) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if m.set.Load() && cmd.Name() == "info" {
			cmd.SetErr(os.ErrDeadlineExceeded)
			return os.ErrDeadlineExceeded
		}
		return next(ctx, cmd)
	}
}
func (*mute) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// A Redis that is too busy to say who it is, is not taken for another one; and
// what it has lost is found all the same.
func TestARedisThatDoesNotSayWhoItIs(t *testing.T) {
	s, _ := storetest.Open(t)
	m := &mute{}
	s.Redis().AddHook(m)
	var b store.Beats
	for _, set := range []bool{false, true, false} {
		m.set.Store(set)
		if beat(t, s, &b) {
			t.Errorf("mute %t: it is taken for another", set)
		}
	}
	m.set.Store(true)
	storetest.Empty(t, s.Redis())
	if !beat(t, s, &b) {
		t.Error("it was emptied, and that was not found")
	}
}
