package store_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// TestMain runs the suite over a single server, or, with
// BAROMETER_TEST_CLUSTER=1, over a cluster of three masters.
func TestMain(m *testing.M) {
	// Each check of a property asks a real Redis hundreds of times; more are
	// tried with -rapid.checks.
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(storetest.Main(m))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantCode fails unless err has the code; "" means no error.
func wantCode(t *testing.T, err error, code surveys.Code) {
	t.Helper()
	if surveys.CodeOf(err) != code {
		t.Fatalf("error %v, want code %q", err, code)
	}
}

func TestZoneIsFixedAtTheFirstStart(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	for _, start := range []struct{ wish, want string }{
		{"Asia/Tokyo", "Asia/Tokyo"}, {"Europe/Berlin", "Asia/Tokyo"}, {"", "Asia/Tokyo"},
	} {
		s, err := store.Open(ctx, rdb, store.Options{Zone: start.wish})
		must(t, err)
		if got := s.Zone().String(); got != start.want {
			t.Errorf("start with wish %q counts days in %s, want %s", start.wish, got, start.want)
		}
	}
	_, err := store.Open(ctx, rdb, store.Options{Zone: "Mars/Olympus"})
	wantCode(t, err, surveys.Invalid)
}

func TestTodayIsTheLocalDay(t *testing.T) {
	s, clock := storetest.Open(t)
	clock.Set(time.Date(2026, time.March, 28, 23, 30, 0, 0, time.UTC))
	if got := s.Today().String(); got != "2026-03-29" {
		t.Errorf("half past midnight in Berlin is %s, want 2026-03-29", got)
	}
}

func TestForgottenScriptsAreSentAgain(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, _ := storetest.OpenAt(t, rdb)
	forget(t, rdb)
	inv := storetest.Ask(t, s)
	var claimed []surveys.Invitation
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"claim", func() (err error) {
			claimed, _, err = s.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
			return err
		}},
		{"data", func() error { return s.MailsToData(ctx, claimed) }},
		{"sent", func() error { return s.MailsSent(ctx, []surveys.InvitationID{inv.ID}) }},
	} {
		forget(t, rdb)
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	inv, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	if inv.Mail != surveys.MailSent {
		t.Errorf("mail is %s, want sent", inv.Mail)
	}
}

func forget(t *testing.T, rdb redis.UniversalClient) {
	t.Helper()
	flush := func(ctx context.Context, c *redis.Client) error { return c.ScriptFlush(ctx).Err() }
	switch c := rdb.(type) {
	case *redis.ClusterClient:
		must(t, c.ForEachMaster(context.Background(), flush))
	case *redis.Client:
		must(t, flush(context.Background(), c))
	}
}

// The demo falls back to a Redis inside the process where there is no other.
func TestScriptsRunInMemory(t *testing.T) {
	ctx := context.Background()
	rdb := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
	t.Cleanup(func() { _ = rdb.Close() })
	s, clock := storetest.OpenAt(t, rdb)
	inv := storetest.Sent(t, s)
	clock.Advance(time.Hour)
	if quiet := storetest.Ask(t, s, storetest.ID("T-2")); quiet.Reason != string(surveys.SkipQuiet) {
		t.Errorf("second mail to Anna: %s %s, want a skip", quiet.Mail, quiet.Reason)
	}
	failing := storetest.Ask(t, s, storetest.ID("T-3"), storetest.To(storetest.Ben, "Ben"))
	must(t, s.MailFailed(ctx, failing.ID, "550 no such user"))
	must(t, s.SendAgain(ctx, failing.ID))
	for shard := range surveys.Shards {
		due, err := s.Claim(ctx, shard, time.Minute, 10)
		must(t, err)
		for _, d := range due {
			must(t, s.Release(ctx, d, clock.Now()))
		}
	}
	entries, err := s.OutboxEntries(ctx, inv.ID.Shard())
	must(t, err)
	if len(entries) == 0 || entries[0].Customer != "northwind" {
		t.Errorf("outbox %+v, want the invitation of Northwind first", entries)
	}
	_, err = s.AddUser(ctx, surveys.User{Email: "boss@firm.example", Role: surveys.Admin})
	must(t, err)
	must(t, s.AddToken(ctx, "secret", surveys.Token{Name: "crm", Scope: surveys.Send}))
	d, err := s.Durability(ctx)
	must(t, err)
	if !d.InMemory {
		t.Errorf("durability %+v does not say that the data is in memory", d)
	}
}

// Who reviews a script reads its head first; it must be there.
func TestEveryScriptSaysWhatItTakesAndReturns(t *testing.T) {
	files, err := filepath.Glob("scripts/*.lua")
	must(t, err)
	if len(files) < 10 {
		t.Fatalf("only %d scripts found", len(files))
	}
	head := regexp.MustCompile(`(?s)\A-- (\w+) .*\n-- KEYS  1 .*\n-- Returns? `)
	forbidden := regexp.MustCompile(`'TIME'|cmsgpack|cjson|redis\.log|math\.random`)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		must(t, err)
		name := filepath.Base(file)
		if m := head.FindSubmatch(raw); m == nil || string(m[1])+".lua" != name {
			t.Errorf("%s: its head must be -- name …, -- KEYS  1 …, -- Returns …", name)
		}
		if found := forbidden.Find(raw); found != nil {
			t.Errorf("%s uses %s, which does not run everywhere or gives another answer each time", name, found)
		}
	}
}

// errLost is what a caller sees of a process that died, or a line that broke.
var errLost = errors.New("connection lost")

// breaker breaks the n-th round trip to Redis: before it arrives, or after it
// was done and only the answer was lost. News that nobody waits for is none.
type breaker struct {
	redis.Hook
	at    int
	after bool
	seen  int
}

func (b *breaker) hit() bool {
	b.seen++
	return b.seen == b.at
}

func (b *breaker) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *breaker) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		hit := cmd.Name() != "publish" && b.hit()
		if hit && !b.after {
			cmd.SetErr(errLost)
			return errLost
		}
		err := next(ctx, cmd)
		if hit {
			cmd.SetErr(errLost)
			return errLost
		}
		return err
	}
}

func (b *breaker) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		hit := b.hit()
		if hit && !b.after {
			return lose(cmds)
		}
		err := next(ctx, cmds)
		if hit {
			return lose(cmds)
		}
		return err
	}
}

func lose(cmds []redis.Cmder) error {
	for _, cmd := range cmds {
		cmd.SetErr(errLost)
	}
	return errLost
}
