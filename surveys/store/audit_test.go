package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
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
	must(t, s.Record(ctx, surveys.AuditEntry{ByToken: "helpdesk", Act: "webhook.made", Subject: "webhook w1", Detail: surveys.Plain("two\nlines")}))

	all, next, err := s.Audit(ctx, surveys.AuditFilter{}, "", 3)
	must(t, err)
	if len(all) != 3 || all[0].ByToken != "helpdesk" || all[0].Detail.Plain != "two lines" || all[1].Subject != "case 6" || !all[0].At.Equal(clock.Now()) {
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

// A detail that is told lies in the record as it was given, what people wrote in
// it on one line and not too long; one that cannot be read loses its line nothing.
func TestTheRecordKeepsWhatIsTold(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	must(t, s.Record(ctx, surveys.AuditEntry{Act: "contact.lifted", Detail: surveys.Tell("changes_until", "Who", strings.Repeat("a\nb", 300), "Day", s.Today())}))
	clock.Advance(time.Minute)
	must(t, rdb.XAdd(ctx, &redis.XAddArgs{Stream: "x:{settings}:changes", Values: []any{"act", "case.changed", "tell", "of later times"}}).Err())
	lines, _, err := s.Audit(ctx, surveys.AuditFilter{}, "", 10)
	must(t, err)
	if len(lines) != 2 || lines[0].Act != "case.changed" || !lines[0].Detail.IsZero() {
		t.Errorf("%+v", lines)
	}
	told := lines[1].Detail
	if who := told.With["Who"].Plain; told.ID != "changes_until" || told.With["Day"].Day != s.Today() || !strings.HasPrefix(who, "a ba b") || len([]rune(who)) > surveys.MaxAuditDetail {
		t.Errorf("%+v", told)
	}
}
