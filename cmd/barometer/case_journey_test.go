package main

import (
	"fmt"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// TestJourneyOfACase goes the whole closed loop on real parts: a customer
// complains, the owner alone is told, answers from the case, and the mail
// reaches the customer in the thread of the survey's; the case is resolved with
// its lesson, and opened again by the customer who says so on the same page.
func TestJourneyOfACase(t *testing.T) {
	h := newHouse(t, nil, "BAROMETER_SCAN_WINDOW=0")
	h.serve()
	var rules struct{ Rota []string }
	h.call("PUT", "/owners", fmt.Sprintf(`{"rota":[%q]}`, h.email), &rules)
	first := h.ask(t, "t-1", "priya@northgate.example")
	asked := h.awaitLetter("priya@northgate.example")
	tab := browsertest.Tab(t)
	tap(t, tab, asked.choice(2), true)
	h.awaitAnswer(first.Invitation.ID)

	var list struct {
		Items []struct {
			ID    int
			Owner string
		}
	}
	await(t, "a case is open and has its owner", func() bool {
		h.call("GET", "/cases", "", &list)
		return len(list.Items) == 1 && list.Items[0].Owner != ""
	})
	path := fmt.Sprintf("/cases/%d", list.Items[0].ID)
	browsertest.Do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate("http://"+h.addr+path))
	browsertest.Do(t, tab,
		chromedp.SendKeys(chromedp.CSS("input[name=email]"), h.email),
		chromedp.SendKeys(chromedp.CSS("input[name=password]"), h.password+"\r"),
		chromedp.WaitVisible(chromedp.CSS(`form[action$="/replies"]`)))
	browsertest.Do(t, tab, chromedp.SendKeys(chromedp.CSS(`form[action$="/replies"] textarea`), "Dear Priya, sorry. I call you at noon."),
		chromedp.Click(chromedp.CSS(`form[action$="/replies"] button`)))
	await(t, "the reply reaches the customer", func() bool { return len(h.lettersTo("priya@northgate.example")) == 2 })
	reply := h.lettersTo("priya@northgate.example")[1]
	if reply.Subject != "Re: "+asked.Subject || !strings.Contains(reply.Text, "I call you at noon.") {
		t.Errorf("the reply is %q:\n%s", reply.Subject, reply.Text)
	}

	var file struct {
		State   string
		Chapter int
		Replies []struct{ State string }
	}
	await(t, "the case knows that the reply was sent", func() bool {
		h.call("GET", path, "", &file)
		return len(file.Replies) == 1 && file.Replies[0].State == "sent"
	})
	h.call("PATCH", path, `{"state":"resolved","cause":"Told too late","lesson":"Tell first."}`, &file)
	var board struct{ Items []struct{ Cause string } }
	h.call("GET", "/lessons", "", &board)
	if file.State != "resolved" || len(file.Replies) != 1 || file.Replies[0].State != "sent" || len(board.Items) != 1 || board.Items[0].Cause != "Told too late" {
		t.Errorf("the case is %+v, the board %+v", file, board)
	}

	h.press(t, 2)
	await(t, "the customer who says so again opens the case again", func() bool {
		h.call("GET", path, "", &file)
		return file.State == "open" && file.Chapter == 2
	})
	await(t, "the owner is told again", func() bool { return len(h.lettersTo(teamAddress)) >= 2 })
}
