package browsertest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

func TestBarriersAreFound(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><input name="n"></main>`))
	}))
	defer page.Close()
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(page.URL))
	if got := browsertest.Barriers(t, tab); !strings.HasPrefix(got, "label: ") || strings.Contains(got, "\n") {
		t.Errorf("found %q, want the field without a label and nothing else", got)
	}
}
