package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// tryDo tries once.
func tryDo(t *testing.T, s *store.Store, slow store.Slow, who string) (time.Duration, func(context.Context) error) {
	t.Helper()
	wait, back, err := s.Try(context.Background(), slow, who)
	must(t, err)
	return wait, back
}

// Each wait is twice the one before; what is right forgets all.
func TestWaitsGrow(t *testing.T) {
	slow := store.Slow{What: "door", Free: 3, Wait: 30 * time.Second, Most: 2 * time.Minute, Kept: time.Hour}
	memory := miniredis.RunT(t)
	inMemory := redis.NewClient(&redis.Options{Addr: memory.Addr()})
	defer inMemory.Close()
	for name, rdb := range map[string]redis.UniversalClient{"Redis": storetest.Redis(t), "in memory": inMemory} {
		t.Run(name, func(t *testing.T) {
			s, clock := storetest.OpenAt(t, rdb)
			for range slow.Free {
				if wait, _ := tryDo(t, s, slow, "eve"); wait != 0 {
					t.Fatalf("a free try waits %s", wait)
				}
			}
			for _, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 2 * time.Minute} {
				if wait, _ := tryDo(t, s, slow, "eve"); wait != want {
					t.Errorf("waits %s, want %s", wait, want)
				}
				clock.Advance(want - time.Second)
				if wait, _ := tryDo(t, s, slow, "eve"); wait != time.Second {
					t.Errorf("a second before: waits %s", wait)
				}
				clock.Advance(time.Second)
				if wait, _ := tryDo(t, s, slow, "eve"); wait != 0 {
					t.Errorf("after its wait: waits %s", wait)
				}
			}
			if wait, _ := tryDo(t, s, slow, "owner"); wait != 0 {
				t.Errorf("somebody else waits %s", wait)
			}
			clock.Advance(2 * time.Minute)
			_, back := tryDo(t, s, slow, "eve")
			must(t, back(context.Background()))
			for range slow.Free {
				if wait, _ := tryDo(t, s, slow, "eve"); wait != 0 {
					t.Errorf("after the right one: waits %s", wait)
				}
			}
		})
	}
}

// Where waits do not grow, tries come back one by one.
func TestTriesComeBack(t *testing.T) {
	s, clock := storetest.Open(t)
	slow := store.Slow{What: "mails", Free: 2, Wait: time.Minute, Kept: time.Hour}
	tryDo(t, s, slow, "")
	_, back := tryDo(t, s, slow, "")
	if wait, _ := tryDo(t, s, slow, ""); wait != time.Minute {
		t.Errorf("waits %s, want a minute", wait)
	}
	must(t, back(context.Background()))
	if wait, _ := tryDo(t, s, slow, ""); wait != 0 {
		t.Errorf("after one was given back: waits %s", wait)
	}
	clock.Advance(90 * time.Second)
	if wait, _ := tryDo(t, s, slow, ""); wait != 0 {
		t.Errorf("after a minute and a half: waits %s", wait)
	}
	if wait, _ := tryDo(t, s, slow, ""); wait != 30*time.Second {
		t.Errorf("waits %s, want half a minute", wait)
	}
}
