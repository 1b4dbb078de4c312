package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

func TestNamesWithoutABlankStayOnTheirPages(t *testing.T) {
	o, long := openOffice(t, localOffice), strings.Repeat("Donaudampfschiff", 6)
	contact := surveys.Contact{Address: "ana@acme.example", Name: long}
	var all []answered
	for day := range 120 {
		all = append(all, answered{surveys.ProjectRef{ID: "long", Name: long}, surveys.CustomerRef{ID: "long", Name: long}, contact,
			[]int{1, 5}[day/60], day + 1, surveys.Words{Comment: long}})
	}
	o.fill(all)
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/login"),
		chromedp.SendKeys(`input[name=email]`, martaEmail), chromedp.SendKeys(`input[name=password]`, martaPassword),
		chromedp.Click(`main button`), chromedp.WaitVisible(`.who`))
	for _, path := range []string{"/", "/customers", "/customers/long", "/projects", "/projects/long", "/outbox", "/complaints"} {
		for _, width := range []int64{390, 1280} {
			screen(t, tab, width)
			browsertest.Do(t, tab, chromedp.Navigate(web.URL+path))
			lookAt(t, tab, path, width)
		}
	}
}

// Words without a blank, such as the name of a file, break where a phone ends.
func TestLongWordsStayInTheMailAndOnTheRatingPage(t *testing.T) {
	c, signer := newClient(t), surveys.NewSigner(make([]byte, 32))
	pages := http.NewServeMux()
	pages.Handle("/r/", c.server.Handler())
	pages.HandleFunc("/mail/{id}", func(w http.ResponseWriter, r *http.Request) {
		var mail struct{ HTML string }
		answer := c.call("POST", "/api/v1/surveys/"+r.PathValue("id")+"/preview", `{}`)
		if err := json.Unmarshal(answer.Body.Bytes(), &mail); err != nil || mail.HTML == "" {
			t.Errorf("preview: %d %s", answer.Code, answer.Body)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, mail.HTML)
	})
	web := httptest.NewServer(pages)
	t.Cleanup(web.Close)
	tab := browsertest.Tab(t)
	screen(t, tab, 320)
	for _, scale := range surveys.Scales() {
		id := c.longWorded(t, scale)
		for _, path := range []string{"/mail/" + string(id), "/r/" + signer.Trial(id, "en", scale.Max)} {
			browsertest.Do(t, tab, chromedp.Navigate(web.URL+path))
			if wide := browsertest.Get(t, tab, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); wide > 320 {
				t.Errorf("%s %s scrolls sideways: %d px", scale.ID, path[:4], wide)
			}
			if text := browsertest.Body(t, tab); !strings.Contains(text, "Donau") {
				t.Errorf("%s %s says %.200q", scale.ID, path[:4], text)
			}
		}
	}
}

// longWorded makes a survey of words that are as long as they may be.
func (c *client) longWorded(t *testing.T, scale surveys.Scale) surveys.SurveyID {
	t.Helper()
	id, long := "long-"+string(scale.ID), strings.Repeat("Donaudampfschiff", 12)
	words := map[string]any{"intro": long, "question": long}
	var labels []string
	for _, choice := range scale.Choices() {
		labels = append(labels, fmt.Sprintf("%.38s%d", long, choice))
	}
	words["labels"] = labels
	body, err := json.Marshal(map[string]any{"scale": scale.ID, "sender": long, "logo": map[string]string{"text": long[:60]},
		"wording": map[string]any{"en": words}})
	if err != nil {
		t.Fatal(err)
	}
	if w := c.put(id, string(body)); w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return surveys.SurveyID(id)
}
