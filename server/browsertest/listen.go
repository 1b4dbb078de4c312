package browsertest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Complaints collects what a page's scripts and policies complain of.
type Complaints struct {
	mu  sync.Mutex
	all []string
}

// Listen begins to collect the complaints of a tab: errors in the console,
// exceptions nobody caught, what a policy has blocked. An answer of 4xx is none.
func Listen(tb testing.TB, ctx context.Context) *Complaints {
	tb.Helper()
	c := &Complaints{}
	if err := chromedp.Listen(ctx, c.hear); err != nil {
		tb.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		tb.Fatal(err)
	}
	return c
}

func (c *Complaints) hear(ev any) {
	text := ""
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		text = "exception: " + ev.ExceptionDetails.Text
		if thrown := ev.ExceptionDetails.Exception; thrown != nil {
			text += " " + thrown.Description
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			text = "console: " + string(ev.Type)
		}
	case *log.EventEntryAdded:
		if e := ev.Entry; e.Level == log.EntryLevelError && !strings.Contains(e.Text, "the server responded with a status of 4") {
			text = string(e.Source) + ": " + e.Text
		}
	}
	if text == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, text)
}

// Taken returns what was complained of since it was called last, one line each.
func (c *Complaints) Taken() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := strings.Join(c.all, "\n")
	c.all = nil
	return text
}
