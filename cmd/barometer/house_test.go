package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys/store/redistest"

	"github.com/emersion/go-message/mail"
)

// house is a running server with all that stands around it in real life: a
// Redis, a mail server, a token for the API and a person who may sign in.
type house struct {
	tb              testing.TB
	redis           *redistest.Server
	mails           *smtptest.Server
	addr            string // host:port of the server
	env             []string
	token           string
	email, password string
	log             safeBuffer
}

const teamAddress = "marta@house.example"

// newHouse builds everything but the server. settings are added to the
// environment, as NAME=value.
func newHouse(tb testing.TB, redisArgs []string, settings ...string) *house {
	tb.Helper()
	h := &house{tb: tb, redis: redistest.Start(tb, redisArgs...), mails: smtptest.Start(tb), addr: redistest.FreeAddr(tb)}
	h.env = append([]string{
		"BAROMETER_REDIS=" + h.redis.URL(),
		"BAROMETER_ADDR=" + h.addr,
		"BAROMETER_PUBLIC_URL=http://" + h.addr,
		"BAROMETER_SMTP=smtp://" + h.mails.Addr + "?tls=none",
		"BAROMETER_FROM=Jonas Weber <jonas@house.example>",
		"BAROMETER_TIMEZONE=Europe/Berlin",
	}, settings...)
	said := h.command("user", "add", teamAddress, "--role", "admin", "--name", "Marta")
	h.email, h.password = teamAddress, lastWord(said)
	h.token = lastWord(h.command("token", "create", "helpdesk", "--scope", "admin"))
	return h
}

// command runs one command to its end and returns what it printed.
func (h *house) command(args ...string) string {
	h.tb.Helper()
	var out, errs bytes.Buffer
	if err := run(context.Background(), args, h.env, &out, &errs); err != nil {
		h.tb.Fatalf("barometer %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

// serve runs the server, as main does, until the test ends.
func (h *house) serve() {
	h.tb.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve"}, h.env, &h.log, &h.log) }()
	h.tb.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			h.tb.Errorf("serve ended with %v", err)
		}
	})
	h.awaitReady()
}

// awaitReady waits until the server takes work.
func (h *house) awaitReady() {
	h.tb.Helper()
	await(h.tb, "the server is ready", func() bool {
		r, err := http.Get("http://" + h.addr + "/readyz")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

// call asks the API and decodes its answer into out.
func (h *house) call(method, path, body string, out any) int {
	h.tb.Helper()
	status, raw, err := h.try(method, path, body)
	if err != nil {
		h.tb.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			h.tb.Fatalf("%s %s: %d %s", method, path, status, raw)
		}
	}
	return status
}

// try is call without failing: the server may be dead.
func (h *house) try(method, path, body string) (int, []byte, error) {
	req, err := http.NewRequest(method, "http://"+h.addr+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+h.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	return r.StatusCode, raw, err
}

// letter is a mail as its reader sees it.
type letter struct {
	To, Subject, Text string
	Links             []string // of the text, in order
}

// choice returns the link of the n-th choice, from worst to best.
func (l letter) choice(n int) string {
	var rate []string
	for _, link := range l.Links {
		if strings.Contains(link, "/r/") {
			rate = append(rate, link)
		}
	}
	if n > len(rate) {
		return ""
	}
	return rate[n-1]
}

// lettersTo returns the mails that have come for an address.
func (h *house) lettersTo(address string) []letter {
	h.tb.Helper()
	var out []letter
	for _, m := range h.mails.Messages() {
		if m.To == address {
			out = append(out, readLetter(h.tb, m))
		}
	}
	return out
}

// awaitLetter waits for the first mail to an address.
func (h *house) awaitLetter(address string) letter {
	h.tb.Helper()
	var got []letter
	await(h.tb, "a mail to "+address, func() bool {
		got = h.lettersTo(address)
		return len(got) > 0
	})
	return got[0]
}

func readLetter(tb testing.TB, m smtptest.Message) letter {
	tb.Helper()
	r, err := mail.CreateReader(bytes.NewReader(m.Raw))
	if err != nil {
		tb.Fatal(err)
	}
	l := letter{To: m.To}
	l.Subject, _ = r.Header.Subject()
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		head, ok := part.Header.(*mail.InlineHeader)
		if !ok {
			continue
		}
		if kind, _, _ := head.ContentType(); kind == "text/plain" {
			raw, _ := io.ReadAll(part.Body)
			l.Text = string(raw)
		}
	}
	l.Links = regexp.MustCompile(`https?://\S+`).FindAllString(l.Text, -1)
	return l
}

// patience is how long a test waits for what comes in a moment: long enough for
// a machine that has other work.
const patience = 2 * time.Minute

// await waits until something is true, and fails the test after a while.
func await(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			tb.Fatalf("waited %s in vain until: %s", patience, what)
		}
	}
}

func lastWord(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// interaction is the body of POST /interactions.
func interaction(id, project, customer, email string) string {
	return fmt.Sprintf(`{"id":%q,"type":"ticket","occurred_at":"2026-11-20T10:00:00Z",
		"project":{"id":%q,"name":"Helpdesk"},"customer":{"id":%q,"name":"Northgate Logistics"},
		"contact":{"email":%q,"name":"Priya Nair","role":"decision_maker"},"agent":"jonas"}`, id, project, customer, email)
}
