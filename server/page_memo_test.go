package server_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// tripCounter counts what a client asks Redis, beside connections and news.
type tripCounter struct{ n atomic.Int64 }

func (c *tripCounter) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *tripCounter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.count(cmd)
		return next(ctx, cmd)
	}
}

func (c *tripCounter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.count(cmds[0])
		return next(ctx, cmds)
	}
}

func (c *tripCounter) count(cmd redis.Cmder) {
	if !slices.Contains([]string{"publish", "hello", "select", "client", "ping"}, cmd.Name()) {
		c.n.Add(1)
	}
}

// trips returns how often a page asked Redis.
func (c *tripCounter) trips(get func()) int64 {
	before := c.n.Load()
	get()
	return c.n.Load() - before
}

// signInTrips is what it takes to know who asks.
const signInTrips = 2

// hears waits until the server is told of what others write: from then on it
// remembers pages.
func (o *office) hears(b *colleague) {
	o.tb.Helper()
	comesTrue(o.tb, "the server hears what others write", func() bool {
		b.get("/lessons")
		_, heard := o.store.Written()
		return heard
	})
}

// patience is how long a test waits for what comes in a moment: long enough for
// a machine that has other work.
const patience = 2 * time.Minute

// comesTrue waits for something and fails the test after a while.
func comesTrue(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(patience); !holds(); {
		select {
		case <-tick.C:
		case <-end:
			tb.Fatal("waited in vain until: " + what)
		}
	}
}

// A page that is looked at again, while nothing happens, is not made again:
// no look writes anything, and each page is the same to the byte.
func TestAPageIsMadeOnceWhileNothingHappens(t *testing.T) {
	h := openFullHouse(t, plainly)
	b := h.in(h.marta.ID)
	h.hears(b)
	counter := &tripCounter{}
	h.rdb.AddHook(counter)
	made := 0
	for _, path := range h.pages(t) {
		b.get(path) // the founders' list of the week is drawn when somebody looks
		first := b.get(path)
		if first.Code != http.StatusOK || strings.HasPrefix(path, "/settings") || strings.HasPrefix(path, "/account") || strings.HasPrefix(path, "/outbox") || path == "/start" {
			continue
		}
		made++
		trips := counter.trips(func() {
			again := b.get(path)
			if again.Body.String() != first.Body.String() || fmt.Sprint(again.Header()) != fmt.Sprint(first.Header()) {
				t.Errorf("%s is another page when nothing has happened", path)
			}
		})
		if trips > signInTrips {
			t.Errorf("%s asks Redis %d times when nothing has happened", path, trips)
		}
	}
	if made < 30 {
		t.Errorf("%d pages were looked at twice", made)
	}
}

// Whatever is written shows in the next look, and nobody sees a page that was
// made for somebody else.
func TestAPageIsMadeAnewWhenSomethingHappens(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill([]answered{{portal(), northgate(), priya(), 2, 0, surveys.Words{}}})
	b := o.signedIn(martaEmail)
	o.hears(b)
	ctx, note := t.Context(), func(st *store.Store, text string) {
		o.clock.Advance(time.Second) // the newest stands first, and a page shows a few
		if err := st.NoteCustomer(t.Context(), surveys.CustomerNote{Customer: "northgate", Kind: surveys.NoteText, Text: text, At: o.clock.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(text string) bool { return strings.Contains(b.get("/customers/northgate").Body.String(), text) }
	for i := range 10 {
		if text := fmt.Sprintf("call number %d", i); shows(text) {
			t.Fatalf("%q is there before it is written", text)
		} else if note(o.store, text); !shows(text) {
			t.Fatalf("%q is written and does not show", text)
		}
	}

	same := *o.rdb.(*redis.Client).Options()
	client := redis.NewClient(&same)
	t.Cleanup(func() { _ = client.Close() })
	elsewhere, _ := storetest.OpenAt(t, client)
	elsewhere.TellWrites()
	shows("")
	note(elsewhere, "written by another process")
	comesTrue(t, "what another process wrote shows", func() bool { return shows("written by another process") })

	counter := &tripCounter{}
	o.rdb.AddHook(counter)
	look := func(b *colleague) int64 { return counter.trips(func() { b.get("/customers/northgate") }) }
	comesTrue(t, "nothing happens any more", func() bool { return look(b) <= signInTrips })
	if ben := o.signedIn(martaEmail); look(ben) <= signInTrips {
		t.Error("one session sees what was made for another")
	}
	look(b)
	o.clock.Advance(31 * time.Second)
	if look(b) <= signInTrips {
		t.Error("a page is as old as it likes")
	}
	if err := o.store.ChangeUser(ctx, o.marta.ID, surveys.Admin, true); err != nil {
		t.Fatal(err)
	}
	if look(b) <= signInTrips {
		t.Error("a right that was given changes nothing")
	}
}
