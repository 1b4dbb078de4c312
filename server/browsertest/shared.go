package browsertest

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// Main makes the tests of a package share one Chromium, which is faster than
// one for each test. It starts with the first tab, and ends with the tests; each
// tab has a profile of its own, so that no cookie goes from one to another:
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Main(m).Run()) }
func Main(m interface{ Run() int }) interface{ Run() int } { return runner{m} }

type runner struct{ tests interface{ Run() int } }

// Run runs the tests.
func (r runner) Run() int {
	shared.wished = true
	defer shared.end()
	return r.tests.Run()
}

// shared is the browser of the tests that Main runs.
var shared browser

// browser is a Chromium that is started when it is first needed.
type browser struct {
	wished bool // set before any test runs

	mu       sync.Mutex
	ctx      context.Context // nil: not started
	cleanups []func()
}

// started returns the context of the running browser.
func (b *browser) started(tb testing.TB) context.Context {
	tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx == nil {
		ctx, end := launch(context.Background(), chromium(tb))
		b.cleanups = append(b.cleanups, end)
		if err := chromedp.Do(ctx); err != nil {
			tb.Fatal(err)
		}
		b.ctx = ctx
	}
	return b.ctx
}

func (b *browser) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.cleanups {
		f()
	}
}
