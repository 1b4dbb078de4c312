package browsertest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

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

// A test that fails before its first step must end, not hang.
func TestATabThatIsNeverUsedEnds(t *testing.T) {
	late := &lateCleanups{TB: t}
	browsertest.Tab(late)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for _, f := range slices.Backward(late.list) {
			f()
		}
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("the tab does not end")
	}
}

// lateCleanups keeps what is to be done at the end for the test to do.
type lateCleanups struct {
	testing.TB
	list []func()
}

func (l *lateCleanups) Cleanup(f func()) { l.list = append(l.list, f) }
