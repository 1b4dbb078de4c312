package browsertest

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"encoding/json"
	"io"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeCore is axe-core by Deque Systems, from npm, unchanged but for gzip; its
// licence (MPL 2.0) lies beside it. Only tests hold it.
//
//go:embed axe/axe-core-4.14.1.min.js.gz
var axeCore []byte

var axeSource = sync.OnceValues(func() (string, error) {
	packed, err := gzip.NewReader(bytes.NewReader(axeCore))
	if err != nil {
		return "", err
	}
	source, err := io.ReadAll(packed)
	return string(source), err
})

// Contrast is the rule of axe-core about what can be read on what ground: what
// another colour scheme of the same page may break.
const Contrast = "color-contrast"

// Barriers returns what axe-core finds on the page that keeps people out, one
// line a finding with where it is; empty: nothing. Rules named are looked for
// alone, none: all.
func Barriers(tb testing.TB, ctx context.Context, rules ...string) string {
	tb.Helper()
	source, err := axeSource()
	if err != nil {
		tb.Fatal(err)
	}
	options := []byte("{}")
	if len(rules) > 0 {
		if options, err = json.Marshal(map[string]any{"runOnly": rules}); err != nil {
			tb.Fatal(err)
		}
	}
	// The browser's tools may run a script where the page's own policy forbids it.
	if !Get(tb, ctx, chromedp.Evaluate[bool](`typeof axe === "object"`)) {
		Get(tb, ctx, chromedp.Evaluate[bool](source+";true"))
	}
	return Get(tb, ctx, chromedp.Evaluate[string](`axe.run(Object.assign({resultTypes: ["violations"]}, `+string(options)+`)).then(r => r.violations.map(v =>
		v.id + ": " + v.help + " at " + v.nodes.map(n => n.target.join(" ")).join(", ")).join("\n"))`, chromedp.EvalAwaitPromise))
}
