package browsertest

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"io"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeCore is axe-core by Deque Systems, from npm, unchanged but for gzip; its
// licence (MPL 2.0) lies beside it. Only tests hold it.
//
//go:embed axe/axe-core-4.14.1.min.js.gz
var axeCore []byte

// Barriers returns what axe-core finds on the page that keeps people out, one
// line a finding with where it is; empty: nothing.
func Barriers(tb testing.TB, ctx context.Context) string {
	tb.Helper()
	packed, err := gzip.NewReader(bytes.NewReader(axeCore))
	if err != nil {
		tb.Fatal(err)
	}
	source, err := io.ReadAll(packed)
	if err != nil {
		tb.Fatal(err)
	}
	// The browser's tools may run a script where the page's own policy forbids it.
	Get(tb, ctx, chromedp.Evaluate[bool](string(source)+";true"))
	return Get(tb, ctx, chromedp.Evaluate[string](`axe.run().then(r => r.violations.map(v =>
		v.id + ": " + v.help + " at " + v.nodes.map(n => n.target.join(" ")).join(", ")).join("\n"))`, chromedp.EvalAwaitPromise))
}
