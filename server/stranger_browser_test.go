package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// stranger is somebody who sees Barometer for the first time: they look, press
// what they read, and write.
type stranger struct {
	t     *testing.T
	tab   context.Context
	steps int
}

// press presses the first link or button in the content that says the text.
func (s *stranger) press(text string) {
	s.t.Helper()
	s.picture(text)
	path := fmt.Sprintf(`//main//*[self::a or self::button][contains(normalize-space(.), %q)]`, text)
	browsertest.Do(s.t, s.tab, chromedp.Click(path))
}

// write fills in the field under a label.
func (s *stranger) write(label, text string) {
	s.t.Helper()
	path := fmt.Sprintf(`//label[contains(normalize-space(.), %q)]//*[self::input or self::textarea]`, label)
	browsertest.Do(s.t, s.tab, chromedp.SendKeys(path, text))
}

func (s *stranger) picture(what string) {
	s.t.Helper()
	s.steps++
	pictures(s.t, s.tab, fmt.Sprintf("way-stranger-%d", s.steps))
	s.t.Logf("step %d: %s", s.steps, what)
}

// A stranger finds the unhappiest customer, reads why, answers and notes the
// lesson, from the first page on, by nothing but what the pages say.
func TestAStrangerFollowsAComplaintUp(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	s := &stranger{t: t, tab: browsertest.Tab(t)}
	browsertest.Do(t, s.tab, chromedp.Navigate(web.URL+"/"),
		chromedp.SendKeys(`input[name=email]`, martaEmail), chromedp.SendKeys(`input[name=password]`, martaPassword), chromedp.Click(`main button`))
	arrives(t, s.tab, "Who needs us now", "Northgate Logistics", "The portal was down")

	s.press("Northgate Logistics")
	arrives(t, s.tab, "Priya Nair", "The portal was down again on our busiest morning.")
	if at := browsertest.Get(t, s.tab, chromedp.Evaluate[string]("location.pathname")); at == "/customers/northgate" {
		arrives(t, s.tab, "Needs us now", "Ask now")
		s.press("The portal was down")
	}
	arrives(t, s.tab, "Answer Priya", "Message to priya@northgate.example", "Nobody told me")

	s.write("Message to", "Dear Priya, I am sorry. I call you at ten.")
	s.press("Send the reply")
	arrives(t, s.tab, "Contacted", "Marta Lindqvist wrote to Priya", "Marta Lindqvist follows it up.")

	s.press("Resolve with this")
	arrives(t, s.tab, "What do we learn from it?")

	s.write("Cause", "Customer not told in time")
	s.write("Lesson", "Tell first, mend second.")
	s.press("Resolve with this")
	arrives(t, s.tab, "Resolved, says Marta Lindqvist", "Cause: Customer not told in time")

	s.press("lesson board")
	arrives(t, s.tab, "Tell first, mend second.", "Customer not told in time")
	s.picture("read")
	if s.steps > 7 {
		t.Errorf("%d presses: a stranger has two minutes", s.steps-1)
	}
}
