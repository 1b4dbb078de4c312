package server_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barometer/server"
	"barometer/server/browsertest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// street is a house that a real browser can reach, an invitation, and a clock
// that runs, shifted by what the test says.
type street struct {
	*tapHouse
	tab   context.Context
	url   string
	id    surveys.InvitationID
	sent  time.Time
	shift *atomic.Int64
}

// newStreet opens a tab next to a house whose mail was delivered age ago.
func newStreet(t *testing.T, age time.Duration, options ...storetest.Option) *street {
	t.Helper()
	shift := &atomic.Int64{}
	now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())) }
	s := storetest.OpenWith(t, storetest.Redis(t), store.Options{Now: now, Rules: storetest.Rules()})
	web := httptest.NewUnstartedServer(nil)
	public, err := url.Parse("http://" + web.Listener.Addr().String())
	must(t, err)
	h := newHouse(t, s, nil, func(o *server.Options) { o.PublicURL = public })
	web.Config.Handler = h
	web.Start()
	t.Cleanup(web.Close)
	sent := time.Now()
	inv := storetest.Sent(t, s, append(options, storetest.At(sent))...)
	there := &street{tapHouse: h, tab: browsertest.Tab(t), url: public.String(), id: inv.ID, sent: sent, shift: shift}
	there.aged(age)
	return there
}

// aged sets the clock so that the mail was delivered age ago, however long the
// test has taken so far.
func (s *street) aged(age time.Duration) { s.shift.Store(int64(age - time.Since(s.sent))) }

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

func TestBrowserTapAfterTheWindowCountsUntouched(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.open(2)
	s.await("It is counted.")
	s.wants(2, surveys.ByAuto)
	if body := browsertest.Body(t, s.tab); !strings.Contains(body, "You chose 2, bad.") {
		t.Errorf("the page does not say what was chosen:\n%s", body)
	}
}

func TestBrowserEarlyTapIsHeldAndSettles(t *testing.T) {
	s := newStreet(t, 4*time.Minute)
	s.open(4)
	s.await("It counts in a few minutes.")
	if inv := s.answer(); inv.Answer != surveys.AnswerPending {
		t.Errorf("answer is %s, want pending", inv.Answer)
	}
	s.aged(13 * time.Minute)
	if counted, err := s.store.Settle(context.Background(), s.id); err != nil || !counted {
		t.Errorf("settling: %v, %v", counted, err)
	}
	s.wants(4, surveys.BySettled)
}

func TestBrowserEarlyTapWithATouchCountsAtOnce(t *testing.T) {
	s := newStreet(t, 20*time.Second)
	s.open(5)
	browsertest.Do(t, s.tab,
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 40, 300),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 60, 320))
	s.await("It is counted.")
	s.wants(5, surveys.ByGesture)
}

func TestBrowserVeryEarlyUntouchedTapAsksForAPress(t *testing.T) {
	s := newStreet(t, 5*time.Second)
	s.open(5)
	s.await("Please press your choice below")
	browsertest.Do(t, s.tab, chromedp.Click(chromedp.CSS(`.ch button[value="5"]`)))
	s.await("It is counted.")
	s.wants(5, surveys.ByGesture) // the touch that pressed it
}

func TestBrowserWithoutScriptPressesAButton(t *testing.T) {
	s := newStreet(t, time.Hour)
	browsertest.Do(t, s.tab, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	})
	s.open(3)
	s.awaitElapsed()
	if inv := s.answer(); inv.Answer != surveys.AnswerNone {
		t.Fatalf("answer is %s before a press", inv.Answer)
	}
	browsertest.Do(t, s.tab, chromedp.Click(chromedp.CSS(`.ch button[value="3"]`)))
	browsertest.Do(t, s.tab, chromedp.WaitVisible(chromedp.CSS(`[aria-pressed=true]`)))
	s.wants(3, surveys.ByButton)
}

// awaitElapsed lets the server's clock pass what a press needs.
func (s *street) awaitElapsed() { s.shift.Add(int64(surveys.MinElapsed)) }

func TestBrowserDoubleTapCountsOnce(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.open(5)
	s.open(5)
	s.await("It is counted.")
	s.wants(5, surveys.ByAuto)
	history, err := s.store.History(context.Background(), s.id)
	if err != nil || len(history) != 0 {
		t.Errorf("history %v, %v; want none", history, err)
	}
}

func TestBrowserChangesItsMindByAnotherTapAndByAButton(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.open(5)
	s.await("It is counted.")
	s.shift.Add(int64(20 * time.Second)) // nobody changes it within three seconds
	s.open(1)
	s.await("It is counted.")
	s.wants(1, surveys.ByAuto)
	browsertest.Do(t, s.tab, chromedp.Click(chromedp.CSS(`.ch button[value="4"]`)))
	s.await("You chose 4, good.")
	s.wants(4, surveys.ByButton)
}

func TestBrowserByKeyboardOnlySaysMore(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.open(2)
	s.await("It is counted.")
	for range 5 + 6 { // the five choices and six reasons
		browsertest.Do(t, s.tab, chromedp.KeyEvent("\t"))
	}
	browsertest.Do(t, s.tab, chromedp.KeyEvent(" "), // ticks the last reason
		chromedp.KeyEvent("\t"), chromedp.KeyEvent("It took three weeks."),
		chromedp.KeyEvent("\t"), chromedp.KeyEvent(" "), // please contact me
		chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	s.await("a person will read what you told us")
	inv := s.answer()
	want := surveys.Words{Comment: "It took three weeks.", Reasons: []string{"other"}, ContactWanted: true}
	if inv.Words.Comment != want.Comment || !inv.Words.ContactWanted || len(inv.Words.Reasons) != 1 || inv.Words.Reasons[0] != "other" {
		t.Errorf("words are %+v, want %+v", inv.Words, want)
	}
	if inv.Case == 0 {
		t.Error("no case was opened for a complaint")
	}
	s.wants(2, surveys.ByGesture) // the first key; a button is no stronger
}

// Enter in a form presses its first button; that must never change the rating.
func TestBrowserEnterKeepsTheChoice(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.open(2)
	s.await("It is counted.")
	browsertest.Do(t, s.tab, chromedp.Focus(chromedp.CSS(`input[name=contact]`)), chromedp.KeyEvent("\r"))
	s.await("What was it about?")
	if inv := s.answer(); inv.Choice != 2 {
		t.Errorf("choice is %d, want 2", inv.Choice)
	}
}

func TestBrowserStopsBeingAsked(t *testing.T) {
	s := newStreet(t, time.Hour)
	browsertest.Do(t, s.tab, chromedp.Navigate(s.url+"/u/"+s.signer.Unsubscribe(s.id)))
	s.await("Shall we stop asking?")
	browsertest.Do(t, s.tab, chromedp.Click(chromedp.CSS("button.go")))
	s.await("You will not be asked again.")
	contact, err := s.store.Contact(context.Background(), s.answer().Contact)
	if err != nil || contact.OptedOutAt.IsZero() {
		t.Errorf("opted out at %v, %v", contact.OptedOutAt, err)
	}
}
