package mailer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// declines has a customer that was glad for two months answer three mails with
// the worst choice, each by a press of the button.
func (h *house) declines(project surveys.ProjectID) {
	h.Helper()
	ctx := context.Background()
	var rows []store.Imported
	for i := range 30 {
		at := h.clock.Now().Add(time.Duration(i-31) * 48 * time.Hour)
		rows = append(rows, store.Imported{Scale: surveys.CSAT5, Choice: 5, AnsweredAtMS: at.UnixMilli(),
			Interaction: storetest.Interaction(storetest.ID(fmt.Sprintf("was-%s-%d", project, i)), storetest.At(at),
				storetest.For(surveys.ProjectRef{ID: project}, storetest.Northwind()))})
	}
	if _, err := h.store.Import(ctx, rows); err != nil {
		h.Fatal(err)
	}
	h.relay()
	for i := range 3 {
		h.later(15 * 24 * time.Hour)
		inv := storetest.Ask(h.T, h.store, storetest.ID(fmt.Sprintf("now-%s-%d", project, i)), storetest.At(h.clock.Now()),
			storetest.For(surveys.ProjectRef{ID: project}, storetest.Northwind()))
		h.await(inv.ID, surveys.MailSent)
		h.press(inv.ID, 1, surveys.Words{})
	}
}

// An alarm of live answers opens a case, or joins the one that their complaints
// opened, once, and leaves the schedule.
func TestAnAlarmIsFollowedUp(t *testing.T) {
	h, ctx := open(t, smtptest.Start(t), nil), context.Background()
	h.declines("support")
	alarms, _, err := h.store.Alarms(ctx, store.AlarmQuery{Limit: 10})
	if err != nil || len(alarms) != 1 {
		t.Fatalf("alarms %+v (%v), want one", alarms, err)
	}
	member := "alarm:" + string(alarms[0].ID)
	h.until(func() bool { _, waits := h.dueAt(member); return !waits }, func() string { return member + " still waits" })
	cases, n, err := h.store.Cases(ctx, surveys.CaseOpen, 10)
	if err != nil || n != 1 || cases[0].Customer != "northwind" {
		t.Fatalf("cases %+v (%v), want one story of three complaints and an alarm", cases, err)
	}
	file, err := h.store.CaseFile(ctx, cases[0].ID)
	told := slices.ContainsFunc(file.Log, func(l surveys.CaseLine) bool { return strings.Contains(l.Text, "satisfied since") })
	if err != nil || !told {
		t.Errorf("the case says nothing of the alarm: %+v (%v)", file.Log, err)
	}
}
