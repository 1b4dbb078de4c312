package browsertest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

func TestBrowserReadsAPageInTheSchemeAskedFor(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<!doctype html><title>t</title><p>hello</p>`))
	}))
	defer page.Close()
	tab := browsertest.Tab(t)
	browsertest.Scheme(t, tab, "dark")
	browsertest.Do(t, tab, chromedp.Navigate(page.URL))
	if got := strings.TrimSpace(browsertest.Body(t, tab)); got != "hello" {
		t.Errorf("the page says %q, want hello", got)
	}
	if !darkIn(t, tab) {
		t.Error("the page is not shown dark")
	}
}

func darkIn(t *testing.T, tab context.Context) bool {
	t.Helper()
	return browsertest.Get(t, tab, chromedp.Evaluate[bool](`matchMedia("(prefers-color-scheme: dark)").matches`))
}
