package server_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// commands counts what a client asks of Redis.
type commands struct{ n atomic.Int64 }

// counted begins to count.
func counted(rdb redis.UniversalClient) *commands {
	c := &commands{}
	rdb.AddHook(c)
	return c
}

func (c *commands) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *commands) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.n.Add(1)
		return next(ctx, cmd)
	}
}

func (c *commands) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.n.Add(int64(len(cmds)))
		return next(ctx, cmds)
	}
}

func TestAStormOfUnknownTokensCostsNoRedis(t *testing.T) {
	t.Parallel()
	h, id, person := newTapped(t, time.Hour)
	neutral := cutNonces(person.get("/r/x").body)
	token := h.signer.Rate(id, 3)
	asked := counted(h.store.Redis())
	for i := range 1000 {
		stranger := *person
		stranger.addr = fmt.Sprintf("198.51.%d.%d", i%250, i/250)
		guess := fmt.Sprintf("%04d%s", i, token[4:])
		for _, got := range []reply{
			stranger.get("/r/" + guess), stranger.get("/u/" + guess),
			stranger.do("POST", "/u/"+guess, url.Values{"List-Unsubscribe": {"One-Click"}}, nil),
			stranger.do("POST", "/r/confirm", url.Values{"nonce": {guess}, "step": {"1"}, "choice": {"3"}}, nil),
		} {
			if got.status != 404 || cutNonces(got.body) != neutral {
				t.Fatalf("guess %d: status %d, or another page than for others", i, got.status)
			}
		}
	}
	if n := asked.n.Load(); n != 0 {
		t.Errorf("4,000 unknown tokens cost %d commands", n)
	}
	if got := person.open(id, 3); got.status != 200 || asked.n.Load() == 0 {
		t.Errorf("the right link gets %d; or commands are not counted", got.status)
	}
}

func TestAStormOfOneClientCostsNoRedis(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	for person.open(id, 2).status == 200 {
	}
	asked := counted(h.store.Redis())
	for range 500 {
		if got := person.open(id, 2); got.status != 429 || got.header.Get("Retry-After") == "" {
			t.Fatalf("status %d, want 429 and when to come again", got.status)
		}
	}
	if n := asked.n.Load(); n != 0 {
		t.Errorf("500 refused visits cost %d commands", n)
	}
}

func TestAStormKeepsTheFirstAndTheLastVisits(t *testing.T) {
	t.Parallel()
	h, id, person := newTapped(t, time.Hour)
	for i := range 500 {
		other := *person
		other.addr = fmt.Sprintf("198.51.%d.%d", i%250, i/250)
		if got := other.open(id, 2); got.status != 200 {
			t.Fatalf("visit %d gets %d", i, got.status)
		}
	}
	visits, err := h.store.Visits(t.Context(), id)
	must(t, err)
	var kept, want []int
	for _, v := range visits.List {
		kept = append(kept, v.Number)
	}
	for n := 1; n <= 25; n++ {
		want = append(want, n)
	}
	for n := 500 - 23; n <= 500; n++ {
		want = append(want, n)
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept are %v, want the first 25 and the last 24", kept)
	}
}

// logged returns a house that logs into the buffer.
func logged(t *testing.T, buf *bytes.Buffer) (*tapHouse, surveys.InvitationID) {
	t.Helper()
	s, clock := storetest.Open(t)
	h := newHouse(t, s, clock, func(o *server.Options) { o.Log = slog.New(slog.NewTextHandler(buf, nil)) })
	return h, storetest.Sent(t, s).ID
}

func TestGuessingShowsInTheLogOnceAMinute(t *testing.T) {
	var buf bytes.Buffer
	h, _ := logged(t, &buf)
	person := newPerson(h)
	guess := func(n int) {
		for range n {
			person.get("/r/nothing")
		}
	}
	for _, step := range []struct{ after, guesses, lines int }{
		{0, 600, 0}, {0, 1, 1}, {30, 1500, 1}, {31, 600, 1}, {0, 1, 2},
	} {
		h.clock.Advance(time.Duration(step.after) * time.Second)
		guess(step.guesses)
		if lines := strings.Count(buf.String(), "level=WARN"); lines != step.lines {
			t.Fatalf("after %+v: %d warnings", step, lines)
		}
	}
	if strings.Contains(buf.String(), person.addr) {
		t.Error("the log names who guesses")
	}
}

func TestHitsOfTheScannerListAreLoggedOnceAnHour(t *testing.T) {
	var buf bytes.Buffer
	h, id := logged(t, &buf)
	person := newPerson(h)
	scanner := *person
	scanner.addr = "40.94.1.1"
	for range 3 {
		scanner.open(id, 2)
	}
	person.open(id, 2)
	if strings.Contains(buf.String(), "scanners") {
		t.Error("told before the hour is over")
	}
	h.clock.Advance(time.Hour)
	person.open(id, 2)
	person.open(id, 2)
	if told := strings.Count(buf.String(), "listed=3 visits=4"); told != 1 {
		t.Errorf("told %d times that 3 of 4 visits were listed", told)
	}
}
