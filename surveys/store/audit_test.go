package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// TestTheRecordOfChanges keeps who did what, newest first, page by page, and
// by person, token and act.
func TestTheRecordOfChanges(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	marta, jonas := surveys.NewUserID("marta@house.example"), surveys.NewUserID("jonas@house.example")
	for i := range 7 {
		by := []surveys.UserID{marta, jonas}[i%2]
		must(t, s.Record(ctx, surveys.AuditEntry{By: by, Act: "case.changed", Subject: fmt.Sprintf("case %d", i)}))
		clock.Advance(time.Minute)
	}
	must(t, s.Record(ctx, surveys.AuditEntry{ByToken: "helpdesk", Act: "webhook.made", Subject: "webhook w1", Detail: "two\nlines"}))

	all, next, err := s.Audit(ctx, surveys.AuditFilter{}, "", 3)
	must(t, err)
	if len(all) != 3 || all[0].ByToken != "helpdesk" || all[0].Detail != "two lines" || all[1].Subject != "case 6" || !all[0].At.Equal(clock.Now()) {
		t.Errorf("the newest are %+v", all)
	}
	var seen int
	for pages := 1; next != ""; pages++ {
		var more []surveys.AuditEntry
		if more, next, err = s.Audit(ctx, surveys.AuditFilter{}, next, 3); err != nil || pages > 3 {
			t.Fatal("paging does not end:", err)
		}
		seen += len(more)
	}
	if seen != 5 {
		t.Errorf("the other pages have %d lines, want 5", seen)
	}
	for _, tt := range []struct {
		filter surveys.AuditFilter
		want   int
	}{
		{surveys.AuditFilter{By: marta}, 4}, {surveys.AuditFilter{By: jonas}, 3}, {surveys.AuditFilter{ByToken: "helpdesk"}, 1},
		{surveys.AuditFilter{Act: "case.changed"}, 7}, {surveys.AuditFilter{Act: "case"}, 7}, {surveys.AuditFilter{Act: "cas"}, 0},
		{surveys.AuditFilter{By: marta, Act: "webhook.made"}, 0},
	} {
		if found, next, err := s.Audit(ctx, tt.filter, "", 50); err != nil || len(found) != tt.want || next != "" {
			t.Errorf("%+v finds %d lines, next %q, %v; want %d", tt.filter, len(found), next, err, tt.want)
		}
	}
	acts, err := s.AuditActs(ctx)
	must(t, err)
	if len(acts) != 2 || acts[0] != "case.changed" || acts[1] != "webhook.made" {
		t.Errorf("acts %v", acts)
	}
	_, _, err = s.Audit(ctx, surveys.AuditFilter{}, "(0-1", 5)
	wantCode(t, err, surveys.Invalid)
}
