package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The demo stands in memory or on a private Redis, signs in by its link, shows
// a year, and has mails to tap in; a port that is taken is no obstacle.
func TestTheDemoShowsAYear(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	for name, way := range map[string]struct {
		args   []string
		notice string
	}{
		"private Redis": {nil, "its data is deleted when it ends"},
		"in memory":     {[]string{"--memory"}, "Data is only in memory: it goes with this process."},
	} {
		t.Run(name, func(t *testing.T) {
			said := startDemo(t, append([]string{"demo", "--port", port}, way.args...))
			if !strings.Contains(said, "Port "+port+" is taken") || !strings.Contains(said, way.notice) {
				t.Errorf("said:\n%s", said)
			}
			link := regexp.MustCompile(`http://localhost:\d+/welcome/\w+`).FindString(said)
			jar, _ := cookiejar.New(nil)
			browser := &http.Client{Jar: jar, Timeout: 10 * time.Second}
			overview := read(t, browser, link)
			for _, want := range []string{way.notice, "Northgate Logistics", "Alma Foods", "Third time I explain this"} {
				if !strings.Contains(overview, want) {
					t.Errorf("the overview lacks %q", want)
				}
			}
			home := link[:strings.Index(link, "/welcome")]
			await(t, 10*time.Second, "the mails are caught", func() bool {
				outbox := read(t, browser, home+"/outbox")
				return strings.Count(outbox, `href="/outbox/mails/`) >= 7 && strings.Contains(outbox, "asked us not to ask again")
			})
			if stranger := read(t, &http.Client{}, home+"/"); strings.Contains(stranger, "Northgate") {
				t.Error("a stranger sees the overview")
			}
		})
	}
}

// startDemo runs the demo until the test ends and returns what it says first.
func startDemo(t *testing.T, args []string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var out, errs safeBuffer
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, nil, &out, &errs) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
		if strings.Contains(errs.String(), `"ERROR"`) {
			t.Errorf("the demo logged errors:\n%s", errs.String())
		}
	})
	await(t, 30*time.Second, "the demo is ready", func() bool { return strings.Contains(out.String(), "Ctrl-C") })
	return out.String()
}

func read(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, r.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
