package store_test

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// afterRead does something once, right after a command has read a key.
type afterRead struct {
	name, key string
	do        func()
}

func (a *afterRead) see(cmds ...redis.Cmder) {
	for _, cmd := range cmds {
		if args := cmd.Args(); a.do != nil && len(args) > 1 && cmd.Name() == a.name && args[1] == a.key {
			do := a.do
			a.do = nil
			do()
		}
	}
}

func (a *afterRead) DialHook(next redis.DialHook) redis.DialHook { return next }
func (a *afterRead) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		a.see(cmd)
		return err
	}
}

func (a *afterRead) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		a.see(cmds...)
		return err
	}
}

// What somebody writes while the house is gone through keeps no name for good.
func TestNoNameStaysThatIsWrittenMeanwhile(t *testing.T) {
	ctx, anna := context.Background(), surveys.NewContactID(annaAddress)
	other := annaName + " left"
	for _, tt := range []struct {
		name, command, key string
		change             func(s *store.Store) error
	}{
		{"a life", "hgetall", "x:{lives}:steps", func(s *store.Store) error {
			_, err := s.PutCustomer(ctx, "lakeside", surveys.CustomerPatch{Attributes: map[string]*string{"since": &other}})
			return err
		}},
		{"a merger", "hgetall", "x:{lives}:joined", func(s *store.Store) error {
			_, err := s.PartCustomer(ctx, "harbour")
			if err == nil {
				err = s.MergeCustomers(ctx, "harbour", "lakeside")
			}
			return err
		}},
		{"an entry", "get", store.WorthEntryKey(surveys.WorthCost, "e2"), func(s *store.Store) error {
			_, err := s.KeepWorth(ctx, []surveys.WorthEntry{{Kind: surveys.WorthCost, ID: "e2", Customer: "lakeside", Project: "support",
				From: s.Today(), To: s.Today(), Amount: 6_00, Note: other}}, "EUR")
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rdb := storetest.Redis(t)
			s, clock := annasHouse(t, rdb)
			rdb.AddHook(&afterRead{tt.command, tt.key, func() { must(t, tt.change(s)) }})
			if _, err := s.EraseContact(ctx, anna, true); err != nil && surveys.CodeOf(err) != surveys.Conflict {
				t.Fatal(err)
			}
			must(t, s.Tend(ctx))
			clock.Advance(11 * 60 * 1e9)
			must(t, s.Tend(ctx))
			if found := naming(t, rdb, annaName, annaAddress); len(found) > 0 {
				t.Error(found)
			}
		})
	}
}
