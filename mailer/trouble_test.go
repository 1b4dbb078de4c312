package mailer_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// Work that fails because Redis is away is an error in the log. Work that fails
// because the program ends is not: it waits in the schedule for the next start.
func TestTheEndOfTheProgramIsNoError(t *testing.T) {
	client := storetest.Redis(t)
	s, clock := storetest.OpenAt(t, client)
	var log lines
	m, err := mailer.New(options(t, s, clock, smtptest.Start(t), func(o *mailer.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) }))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	for _, d := range []surveys.Due{
		{Kind: surveys.DueRecover, ID: "16"}, {Kind: surveys.DueRemind, ID: "0a"}, {Kind: surveys.DueSettle, ID: "0a"},
		{Kind: surveys.DuePulse, ID: "csat5"}, {Kind: surveys.DuePool, ID: "northwind"}, {Kind: surveys.DueAlarm, ID: "0a"},
		{Kind: surveys.DuePost, ID: "0a"}, {Kind: surveys.DueTrial, ID: "0a"}, {Kind: surveys.DueDigest, ID: "2026-11-16"},
	} {
		t.Run(string(d.Kind), func(t *testing.T) {
			before := len(log.String())
			if m.Do(ended, d); len(log.String()) != before {
				t.Errorf("at the end of the program it says %s", log.String()[before:])
			}
			if m.Do(context.Background(), d); !strings.Contains(log.String()[before:], "level=ERROR") {
				t.Error("without Redis it says nothing")
			}
		})
	}
}
