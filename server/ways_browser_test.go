package server_test

import (
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// What teams do on most days, one after the other in one tab: look up who keeps
// the house alive and who stays, ask somebody now, take a file away, let a
// colleague in. The other ways have tests of their own: the first run, the
// second factor, the living overview, a complaint followed up by a stranger,
// finding and keeping a view, a survey with its test mail.
func TestTheWaysOfATeam(t *testing.T) {
	h := openFullHouse(t, plainly)
	site, path := h.online(t)
	tab := browsertest.Tab(t)
	complaints := browsertest.Listen(t, tab)
	does := func(name string, says []string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		browsertest.Do(t, tab, steps...)
		arrives(t, tab, says...)
		pictures(t, tab, "way-"+name)
		if found := complaints.Taken(); found != "" {
			t.Errorf("%s complains:\n%s", name, found)
		}
	}
	open := func(page string) chromedp.Action[chromedp.Void] { return chromedp.Navigate(site + page) }

	does("worth", []string{"Name of northgate", "€"}, open(path), open("/worth"))
	does("worth-of-a-customer", []string{"Ask now", "€987,654"}, chromedp.Click(`table.worth a[href="/customers/northgate"]`), chromedp.WaitVisible(`a[href*="do=ask"]`))
	does("ask", []string{"Ask now"}, chromedp.Click(`a[href*="do=ask"]`), chromedp.WaitVisible(`#do input[name=subject]`))
	does("asked", []string{"Asked"}, chromedp.SendKeys(`#do input[name=subject]`, "The move"), chromedp.Click(`#do form button`), chromedp.WaitNotPresent(`#do input[name=subject]`))
	does("retention", []string{"stayed"}, open("/retention?of=last_year"))

	does("complaints", []string{"waits for us"}, open("/complaints"))
	file := browsertest.Get(t, tab, chromedp.Evaluate[string](`(async () => {
		const link = document.querySelector('a[href$=".csv"], a[href*=".csv?"]');
		const answer = await fetch(link.href);
		return answer.headers.get("Content-Disposition") + "\n" + await answer.text();
	})()`, chromedp.EvalAwaitPromise))
	if !strings.HasPrefix(file, `attachment; filename="complaints-`) || !strings.Contains(file, "The portal was down again") {
		t.Errorf("the file is %.300q", file)
	}

	does("invite", []string{"alf@house.example is invited."}, open("/settings/people"), chromedp.SendKeys(`form[action="/settings/people"] input[name=email]`, alfEmail),
		chromedp.Click(`form[action="/settings/people"] input[value=member]`), chromedp.Click(`form[action="/settings/people"] p button`), chromedp.WaitVisible(`code.secret`))
}
