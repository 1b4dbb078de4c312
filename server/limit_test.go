package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// A large provider of mailboxes presses the one click of many people from a
// few addresses: nobody of them may stay asked. What is repeated without end is
// one link.
func TestManyMayOptOutFromOneAddress(t *testing.T) {
	h, id, provider := newTapped(t, time.Hour)
	provider.addr, provider.agent = "203.0.113.9", "mailbox-provider"
	stop := func(id surveys.InvitationID) int {
		return provider.do("POST", "/u/"+h.signer.Unsubscribe(id), url.Values{"List-Unsubscribe": {"One-Click"}}, nil).status
	}
	for i := range 150 {
		other := storetest.Ask(t, h.store, storetest.ID(fmt.Sprint("O-", i)), storetest.To(fmt.Sprintf("p%d@many.example", i), "")).ID
		if got := stop(other); got != http.StatusOK {
			t.Fatalf("the opt-out of person %d is answered with %d", i, got)
		}
	}
	for range 500 {
		if stop(id) == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("one link may be pressed without end")
}

// A token that runs wild is slowed down before it reaches Redis; the others
// are not.
func TestATokenMayNotAskWithoutEnd(t *testing.T) {
	c := newClient(t)
	const burst = 400
	for i := range burst {
		if w := c.call("GET", "/api/v1/cases", ""); w.Code != http.StatusOK {
			t.Fatalf("request %d: %d %s", i, w.Code, w.Body)
		}
	}
	asked := counted(c.store.Redis())
	w := c.call("GET", "/api/v1/cases", "")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if n := asked.n.Load(); n != 0 {
		t.Errorf("a refused request cost %d commands", n)
	}
	if w := c.call("GET", "/api/v1/cases", "", "Authorization", "Bearer "+c.tokens[surveys.Read]); w.Code != http.StatusOK || asked.n.Load() == 0 {
		t.Errorf("another token gets %d", w.Code)
	}
	c.clock.Advance(time.Second)
	if w := c.call("GET", "/api/v1/cases", ""); w.Code != http.StatusOK {
		t.Errorf("a second later: %d", w.Code)
	}
}

// Whoever calls at once is counted together.
func TestATokenIsCountedOverAllConnections(t *testing.T) {
	c := newClient(t)
	var refused sync.Map
	var all sync.WaitGroup
	for i := range 500 {
		all.Go(func() {
			if w := c.call("GET", "/api/v1/openapi.json", ""); w.Code != http.StatusOK {
				t.Errorf("the description needs no token, got %d", w.Code)
			}
			if w := c.call("GET", "/api/v1/cases", ""); w.Code == http.StatusTooManyRequests {
				refused.Store(i, true)
			}
		})
	}
	all.Wait()
	n := 0
	refused.Range(func(any, any) bool { n++; return true })
	if n != 100 {
		t.Errorf("%d of 500 were refused, want 100", n)
	}
}
