package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// figures are what the API says of a project or customer.
type figures struct {
	ID        string
	Responses int
	Satisfied int
	CSAT      *float64
	Forecast  string
	Risk      *float64
}

// asked is what POST /interactions answers.
type asked struct {
	Invitation struct {
		ID, Mail, Answer, Reason string
		SendAt                   string `json:"send_at"`
	}
}

// TestJourney goes the whole way of one rating on real parts: an interaction
// comes in, its mail goes out, a customer taps, the figures move, the team is
// told and sees it.
func TestJourney(t *testing.T) {
	ways := map[string]struct {
		window string
		touch  bool
	}{
		"no scanner before the mailbox, an untouched tap": {"0", false},
		"within the scan window, a pointer moves":         {"10m", true},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, nil, "BAROMETER_SCAN_WINDOW="+way.window)
			h.serve()
			first := h.ask(t, "t-1", "priya@northgate.example")
			letter := h.awaitLetter("priya@northgate.example")

			tab := browsertest.Tab(t)
			tap(t, tab, letter.choice(2), way.touch)
			h.awaitAnswer(first.Invitation.ID)
			h.checkFigures(t)
			h.checkAlert(t)
			h.checkPages(t, tab)
			h.checkLog(t, letter)
		})
	}
}

// ask posts an interaction twice: the second time changes nothing.
func (h *house) ask(t *testing.T, id, email string) asked {
	t.Helper()
	var first, again asked
	body := interaction(id, "helpdesk", "northgate", email)
	if status := h.call("POST", "/interactions", body, &first); status != http.StatusCreated {
		t.Fatalf("the interaction is answered with %d, want 201", status)
	}
	if status := h.call("POST", "/interactions", body, &again); status != http.StatusOK {
		t.Fatalf("its repeat is answered with %d, want 200", status)
	}
	if first.Invitation.ID == "" || first.Invitation.ID != again.Invitation.ID {
		t.Fatalf("invitation %q, and %q for the repeat: want the same", first.Invitation.ID, again.Invitation.ID)
	}
	return first
}

// tap opens the link of a mail as a phone does, and perhaps touches the page.
func tap(t *testing.T, tab context.Context, link string, touch bool) {
	t.Helper()
	browsertest.Do(t, tab, chromedp.EmulateViewport(390, 844), chromedp.Navigate(link))
	if touch {
		for x := range 4 {
			browsertest.Do(t, tab, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, float64(100+20*x), 300))
		}
	}
	browsertest.Await(t, tab, "It is counted")
}

// awaitAnswer waits until the invitation is answered with a 2, once. That its
// mail was sent is noted when the mail server has said so, which may come later
// than the mail to its reader.
func (h *house) awaitAnswer(id string) {
	h.tb.Helper()
	var got struct {
		Mail, Answer string
		Response     struct{ Choice int }
	}
	await(h.tb, "the invitation is answered with a 2, and its mail sent", func() bool {
		h.call("GET", "/invitations/"+id, "", &got)
		return got.Answer == "answered" && got.Response.Choice == 2 && got.Mail == "sent"
	})
}

// checkFigures looks at project and customer: one answer, not satisfied.
func (h *house) checkFigures(t *testing.T) {
	t.Helper()
	for _, path := range []string{"/projects/helpdesk", "/customers/northgate"} {
		var f figures
		await(t, path+" counts the answer", func() bool {
			h.call("GET", path, "", &f)
			return f.Responses == 1
		})
		if f.Satisfied != 0 || f.CSAT != nil || f.Forecast != "no reading" || f.Risk == nil || *f.Risk < 0.15 {
			t.Errorf("%s: %+v, want one answer, none satisfied, no reading, some risk", path, f)
		}
	}
}

// checkAlert waits for the mail that tells the team.
func (h *house) checkAlert(t *testing.T) {
	t.Helper()
	if h.hasAuto() {
		// An untouched tap is given two minutes for second thoughts: the button
		// that a customer presses now makes it certain.
		h.press(t, 2)
	}
	told := h.awaitLetter(teamAddress)
	for _, want := range []string{"Priya Nair", "Northgate Logistics", "/cases/"} {
		if !strings.Contains(told.Text, want) {
			t.Errorf("the alert does not say %q:\n%s", want, told.Text)
		}
	}
}

// hasAuto reports whether the one response counts by the page alone.
func (h *house) hasAuto() bool {
	var list struct{ Items []struct{ By string } }
	h.call("GET", "/responses?project=helpdesk", "", &list)
	return len(list.Items) == 1 && list.Items[0].By == "auto"
}

// press opens the mail's link once more and presses the button of a choice.
func (h *house) press(t *testing.T, choice int) {
	t.Helper()
	tab := browsertest.Tab(t)
	link := h.awaitLetter("priya@northgate.example").choice(choice)
	browsertest.Do(t, tab, chromedp.Navigate(link))
	browsertest.Await(t, tab, "It is counted")
	browsertest.Do(t, tab, chromedp.Click(chromedp.CSS(`.ch button[value="2"]`)))
	await(t, "the button counts", func() bool { return !h.hasAuto() })
}

// checkPages signs in and looks for the complaint where the team would.
func (h *house) checkPages(t *testing.T, tab context.Context) {
	t.Helper()
	browsertest.Do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate("http://"+h.addr+"/"))
	browsertest.Do(t, tab,
		chromedp.SendKeys(chromedp.CSS("input[name=email]"), h.email),
		chromedp.SendKeys(chromedp.CSS("input[name=password]"), h.password+"\r"),
		chromedp.WaitVisible(chromedp.CSS(".who")))
	for _, path := range []string{"/", "/complaints", "/customers/northgate", "/projects/helpdesk", "/outbox"} {
		browsertest.Do(t, tab, chromedp.Navigate("http://"+h.addr+path))
		if words := browsertest.Body(t, tab); !strings.Contains(words, "Northgate Logistics") && !strings.Contains(words, "Priya Nair") {
			t.Errorf("%s does not show the complaint:\n%s", path, words)
		}
		browsertest.Picture(t, tab, "journey"+strings.ReplaceAll(path, "/", "-"))
	}
}

// checkLog makes sure that the log holds nothing that is not its business.
func (h *house) checkLog(t *testing.T, l letter) {
	t.Helper()
	log := h.log.String()
	token := l.choice(2)[strings.LastIndex(l.choice(2), "/")+1:]
	for _, secret := range []string{token, h.token, h.password, "priya@northgate.example", "Priya"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
