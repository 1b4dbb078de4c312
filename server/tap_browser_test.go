package server_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

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
	if inv := s.answer(); inv.Answer != surveys.AnswerNone {
		t.Fatalf("answer is %s before a press", inv.Answer)
	}
	browsertest.Do(t, s.tab, chromedp.Click(chromedp.CSS(`.ch button[value="3"]`)))
	browsertest.Do(t, s.tab, chromedp.WaitVisible(chromedp.CSS(`[aria-pressed=true]`)))
	s.wants(3, surveys.ByButton)
}

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
	s.clock.Advance(20 * time.Second) // nobody changes it within three seconds
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
