package server_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"barometer/server"
	"barometer/server/browsertest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/chromedp/chromedp"
)

// street is a house that a real browser can reach, and an invitation. Its clock
// goes on a second with each thing that a page sends, and else stands still:
// whether a tap is early is not for the machine to say.
type street struct {
	*tapHouse
	tab  context.Context
	url  string
	id   surveys.InvitationID
	sent time.Time
}

// newStreet opens a tab next to a house whose mail was delivered age ago.
func newStreet(t *testing.T, age time.Duration, options ...storetest.Option) *street {
	t.Helper()
	clock, sent := storetest.NewClock(), time.Now() // the browser goes by its own time how long it keeps a cookie
	clock.Set(sent)
	s := storetest.OpenWith(t, storetest.Redis(t), store.Options{Now: clock.Now, Rules: storetest.Rules()})
	web := httptest.NewUnstartedServer(nil)
	public, err := url.Parse("http://" + web.Listener.Addr().String())
	must(t, err)
	h := newHouse(t, s, clock, func(o *server.Options) { o.PublicURL = public })
	web.Config.Handler = &inTurn{Handler: h, clock: clock, next: map[string]int{}}
	web.Start()
	t.Cleanup(web.Close)
	inv := storetest.Sent(t, s, append(options, storetest.At(sent))...)
	there := &street{tapHouse: h, tab: browsertest.Tab(t), url: public.String(), id: inv.ID, sent: sent}
	there.aged(age)
	return there
}

// aged sets the clock so that the mail was delivered age ago.
func (s *street) aged(age time.Duration) { s.clock.Set(s.sent.Add(age)) }

func (s *street) link(choice int) string { return s.url + "/r/" + s.signer.Rate(s.id, choice) }

func (s *street) open(choice int) {
	s.tb.Helper()
	browsertest.Do(s.tb, s.tab, chromedp.Navigate(s.link(choice)))
}

// await waits until the page says something.
func (s *street) await(words string) string {
	s.tb.Helper()
	return browsertest.Await(s.tb, s.tab, words)
}

func (s *street) answer() surveys.Invitation {
	s.tb.Helper()
	inv, err := s.store.Invitation(context.Background(), s.id)
	must(s.tb, err)
	return inv
}

// wants checks the answer that counts.
func (s *street) wants(choice int, by surveys.Evidence) {
	s.tb.Helper()
	if inv := s.answer(); inv.Answer != surveys.Answered || inv.Choice != choice || inv.By != by {
		s.tb.Errorf("answer is %s %d by %s, want %d by %s", inv.Answer, inv.Choice, inv.By, choice, by)
	}
}

// inTurn hands on what a page sends in the order in which it was sent, a second
// apart. What a touch sends, and the form that the same touch presses, come by
// two connections, either of which may be faster.
type inTurn struct {
	http.Handler
	clock *storetest.Clock

	mu   sync.Mutex
	next map[string]int // page, by its nonce → the step that it sends next
}

func (q *inTurn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		step, _ := strconv.Atoi(form.Get("step"))
		if !q.comes(r.Context(), form.Get("nonce"), step) {
			return
		}
		q.clock.Advance(time.Second)
		defer q.goesOn(form.Get("nonce"), step+1)
	}
	answer := httptest.NewRecorder()
	q.Handler.ServeHTTP(answer, r)
	page := answer.Body.String()
	if step, err := strconv.Atoi(firstGroup(page, `name="step" value="([^"]*)"`)); err == nil {
		q.goesOn(firstGroup(page, `name="nonce" value="([^"]*)"`), step)
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = answer.Body.WriteTo(w)
}

// comes waits until it is a step's turn; false where the browser has gone.
func (q *inTurn) comes(ctx context.Context, page string, step int) bool {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !q.isTurn(page, step) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (q *inTurn) isTurn(page string, step int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	next, known := q.next[page]
	return !known || step <= next
}

func (q *inTurn) goesOn(page string, step int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next[page] = max(q.next[page], step)
}
