package browsertest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sayPatience is how long Await waits: long enough for a machine that has other
// work.
const sayPatience = time.Minute

// Await waits until the page says all of the texts, and returns all words on
// it. Pages may come and go meanwhile: between two of them there is none to ask.
func Await(tb testing.TB, ctx context.Context, texts ...string) string {
	tb.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(sayPatience)
	for words := ""; ; {
		if now, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.innerText")); err == nil {
			words = now
		}
		missing := slices.IndexFunc(texts, func(text string) bool { return !strings.Contains(words, text) })
		if missing < 0 {
			return words
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tb.Fatalf("the browser ended before the page said %q:\n%s", texts[missing], words)
		case <-end:
			tb.Fatalf("the page does not say %q:\n%s", texts[missing], words)
		}
	}
}
