package mailer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// fall brings in a project that was praised and then was not, and returns the
// alarms that this raises.
func (h *house) fall(projects ...surveys.ProjectID) []surveys.Alarm {
	h.Helper()
	ctx := context.Background()
	var rows []store.Imported
	for _, project := range projects {
		for i := range 30 {
			choice := 5
			if i >= 24 {
				choice = 1
			}
			at := h.clock.Now().Add(time.Duration(i-30) * 48 * time.Hour)
			rows = append(rows, store.Imported{Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(),
				Interaction: storetest.Interaction(storetest.ID(fmt.Sprintf("i-%s-%d", project, i)), storetest.At(at),
					storetest.For(surveys.ProjectRef{ID: project, Name: "Project " + string(project)}, storetest.Northwind()))})
		}
	}
	if _, err := h.store.Import(ctx, rows); err != nil {
		h.Fatal(err)
	}
	h.relay()
	all, _, err := h.store.Alarms(ctx, store.AlarmQuery{Limit: 50})
	if err != nil || len(all) < len(projects) {
		h.Fatalf("%d alarms (%v)", len(all), err)
	}
	return all
}

// mailsOf returns the mails about declines.
func mailsOf(sink *smtptest.Server) (out []smtptest.Message) {
	for _, m := range sink.Messages() {
		if strings.Contains(string(m.Raw), "Message-ID: <a.") {
			out = append(out, m)
		}
	}
	return out
}

// Two declines of one hour are one mail, to each member once, also where the
// same alarms are kept again; a later one is a mail of its own.
func TestDeclinesAreToldTogether(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, alertTo("ada@house.example", "ben@house.example"))
	all := h.fall("mill", "dock")
	ctx, at := context.Background(), h.clock.Now().Add(10*time.Minute)
	keep := func(id surveys.AlarmID, at time.Time) {
		t.Helper()
		if err := h.store.GroupAlarm(ctx, id, at); err != nil {
			t.Fatal(err)
		}
	}
	keep(all[0].ID, at)
	keep(all[1].ID, at.Add(time.Hour))
	keep(all[0].ID, at)
	h.drained()
	if n := len(mailsOf(sink)); n != 0 {
		t.Fatalf("%d mails before their time", n)
	}
	h.at(at)
	h.until(func() bool { return len(mailsOf(sink)) == 2 }, func() string { return fmt.Sprint(len(mailsOf(sink)), " mails") })
	h.drained()
	raw := string(mailsOf(sink)[0].Raw)
	for _, want := range []string{"Subject: 2 declines were noticed\r\n", "Project mill", "Project dock", "/alarms/" + string(all[0].ID)} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %q in\n%s", want, raw)
		}
	}
	for _, a := range all[:2] {
		keep(a.ID, h.clock.Now())
	}
	h.drained()
	if n := len(mailsOf(sink)); n != 2 {
		t.Errorf("told again: %d mails", n)
	}
}
