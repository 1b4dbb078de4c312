package browsertest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sayPatience is how long Await and Until wait: long enough for a machine that
// has other work.
const sayPatience = 2 * time.Minute

// Await waits until the page says all of the texts, and returns all words on
// it. Pages may come and go meanwhile: between two of them there is none to ask.
func Await(tb testing.TB, ctx context.Context, texts ...string) string {
	tb.Helper()
	words := ""
	missing := func() int {
		if now, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText")); err == nil {
			words = now
		}
		return slices.IndexFunc(texts, func(text string) bool { return !strings.Contains(words, text) })
	}
	if !poll(ctx, func() bool { return missing() < 0 }) {
		tb.Fatalf("the page does not say %q:\n%s", texts[max(0, missing())], words)
	}
	return words
}

// Until waits until an expression is true on the page, however long the machine
// takes. An error is false: pages may come and go meanwhile.
func Until(tb testing.TB, ctx context.Context, expression string) {
	tb.Helper()
	holds := func() bool {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		return err == nil && is
	}
	if !poll(ctx, holds) {
		words, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText"))
		tb.Fatalf("it is not true that %s on the page:\n%s", expression, words)
	}
}

// poll asks again and again; false where the answer is no until patience, or
// the browser, ends.
func poll(ctx context.Context, holds func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(sayPatience)
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return false
		case <-end:
			return false
		}
	}
	return true
}
