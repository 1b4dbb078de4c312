package mailer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
)

// A week with a complaint is told on Monday at eight, to each member once, also
// where a mail server refuses at first and the program starts again.
func TestDigestGoesOutOnMonday(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, func(o *mailer.Options) { o.Digest = 8 * 60 })
	for _, c := range []struct {
		email string
		role  surveys.Right
	}{{"ada@house.example", surveys.Admin}, {"vic@house.example", surveys.Viewer}} {
		if _, err := h.store.AddUser(context.Background(), surveys.User{Email: c.email, Role: c.role, Name: "Ada"}); err != nil {
			t.Fatal(err)
		}
	}
	inv := h.complain(surveys.Words{Comment: "Still <b>broken</b>."})
	h.told(inv.Case)
	h.northwindDay(surveys.SpecialDay{Kind: surveys.DayRenewal, Date: h.store.Today() + 10, Before: 1})
	digests := func() (out []smtptest.Message) {
		for _, m := range sink.Messages() {
			if strings.Contains(string(m.Raw), "Message-ID: <d.2026-03-02.") {
				out = append(out, m)
			}
		}
		return out
	}
	monday := time.Date(2026, 3, 9, 7, 0, 30, 0, time.UTC) // 8:00:30 in Berlin
	h.at(monday.Add(-time.Minute))
	h.drained()
	if n := len(digests()); n != 0 {
		t.Fatalf("%d digests before their time", n)
	}
	h.at(monday)
	h.until(func() bool { return len(digests()) == 1 }, func() string { return "no digest" })
	h.drained()
	m := digests()[0]
	if m.To != "ada@house.example" {
		t.Errorf("to %s", m.To)
	}
	p := string(m.Raw)
	for _, want := range []string{"Subject: ", "2 March to 8 March", "Anna Berg at Northwind Ltd, 1 of 5", "Got worse", "12 March: renewal of Northwind Ltd"} {
		if !strings.Contains(p, want) {
			t.Errorf("no %q in\n%s", want, p)
		}
	}
	if _, page, _ := strings.Cut(p, "text/html"); strings.Contains(page, "<b>broken") {
		t.Error("a comment is read as markup")
	}
	if err := h.store.ScheduleDigest(context.Background(), monday); err != nil {
		t.Fatal(err)
	}
	h.drained()
	if n := len(digests()); n != 1 {
		t.Errorf("told %d times", n)
	}
}
