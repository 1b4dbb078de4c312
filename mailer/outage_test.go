package mailer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/surveys"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"
)

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Sixteen shards without Redis are one line in the log, and one when it is
// back.
func TestAnOutageIsToldOnce(t *testing.T) {
	server := redistest.Start(t)
	s, _ := storetest.OpenAt(t, server.Client())
	var log lines
	relay, err := mailer.NewRelay(s, slog.New(slog.NewTextHandler(&log, nil)), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = relay.Run(ctx)
	}()
	defer func() { cancel(); <-ended }()
	await := func(text string, holds func() bool) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for end := time.After(patience); !holds() || !strings.Contains(log.String(), text); {
			select {
			case <-tick.C:
			case <-end:
				t.Fatalf("no %q in the log:\n%s", text, log.String())
			}
		}
	}
	importOne(t, s, "1", 5)
	settles(t, s)
	server.Kill()
	await("the figures stand still", func() bool { return relay.Down() == surveys.Shards })
	server.Run()
	await("the figures follow again", func() bool { return relay.Down() == 0 })
	if n := strings.Count(log.String(), "the figures"); n != 2 {
		t.Errorf("%d lines, want one when Redis went and one when it was back:\n%s", n, log.String())
	}
}
