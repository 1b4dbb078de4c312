// Package browsertest drives a headless Chromium in tests of what people click.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// PlainHost is a name that the browser finds at 127.0.0.1 and, unlike
// localhost, does not take for a secure place.
const PlainHost = "barometer.test"

const (
	// patience bounds one browser test, so that a page that never answers fails it.
	patience = 7 * time.Minute
	// startPatience is how long Chromium may take to start on a machine that has
	// other work.
	startPatience = 2 * time.Minute
)

// Tab opens a tab with a profile of its own that ends with the test: in the
// Chromium that all tests share where TestMain calls Main, else in one of its
// own. A machine without Chromium fails the test: `make test` installs it.
func Tab(tb testing.TB) context.Context {
	tb.Helper()
	if !shared.wished {
		base, stop := context.WithTimeout(context.Background(), patience)
		tb.Cleanup(stop)
		ctx, end := launch(base, chromium(tb))
		tb.Cleanup(end)
		return ctx
	}
	base, stop := context.WithTimeout(shared.started(tb), patience)
	tb.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(base, chromedp.WithNewBrowserContext())
	tb.Cleanup(cancel)
	return ctx
}

// launch returns the context of a Chromium that starts with the first step done
// in it, and what ends it.
func launch(base context.Context, path string) (context.Context, func()) {
	alloc, end := chromedp.NewExecAllocator(base,
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.WindowSize(1280, 900),
		chromedp.WSURLReadTimeout(startPatience),
		chromedp.Flag("force-prefers-reduced-motion", true), // what is half faded in cannot be judged
		chromedp.Flag("host-resolver-rules", "MAP "+PlainHost+" 127.0.0.1"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
	)
	ctx, cancel := chromedp.NewContext(alloc)
	return ctx, func() {
		// A browser that nothing was done in has not started, and Cancel would
		// wait for its end for ever.
		if chromedp.FromContext(ctx).Browser != nil {
			_ = chromedp.Cancel(ctx)
		}
		cancel()
		end()
	}
}

// Do runs steps and fails the test where one fails.
func Do(tb testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	tb.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tb.Fatal(err)
	}
}

// Get runs one step and returns its value.
func Get[T any](tb testing.TB, ctx context.Context, a chromedp.Action[T]) T {
	tb.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// Body returns the words on the page as a person reads them.
func Body(tb testing.TB, ctx context.Context) string {
	tb.Helper()
	return Get(tb, ctx, chromedp.Evaluate[string]("document.body.innerText"))
}

// Scheme makes the browser prefer "light" or "dark", and no motion.
func Scheme(tb testing.TB, ctx context.Context, scheme string) {
	tb.Helper()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}}, // what fades from one scheme to the other cannot be judged
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// folder names where pictures go.
const folder = "BAROMETER_SCREENSHOTS"

// Pictured reports whether pictures are wished for.
func Pictured() bool { return os.Getenv(folder) != "" }

// Picture keeps a screenshot of the whole page as name.png in the folder named
// by BAROMETER_SCREENSHOTS, and does nothing where that is not set.
func Picture(tb testing.TB, ctx context.Context, name string) {
	tb.Helper()
	dir := os.Getenv(folder)
	if dir == "" {
		return
	}
	png := Get(tb, ctx, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		tb.Fatal(err)
	}
}

func chromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Fatal("Chromium is not installed: run make test, which installs it")
	return ""
}
