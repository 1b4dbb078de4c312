package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// TestTheSender is kept without its password, changed by one after the other,
// and seen by another process within a second.
func TestTheSender(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	other, otherClock := storetest.OpenAt(t, rdb)
	if none, err := other.Sender(ctx); err != nil || none.Ready() || none.Revision != 0 {
		t.Fatalf("before anybody said it, the sender is %+v, %v", none, err)
	}
	typed := surveys.Sender{Name: "Jonas at Acme", Address: "jonas@acme.example", Host: "mail.acme.example", Port: 587,
		Privacy: surveys.StartTLS, User: "jonas", Password: "open sesame", Locked: "locked"}
	saved, err := s.SaveSender(ctx, typed)
	must(t, err)
	if saved.Revision != 1 || saved.Password != "" || !saved.ChangedAt.Equal(clock.Now()) {
		t.Errorf("kept as %+v", saved)
	}
	otherClock.Advance(2 * time.Second)
	if seen, err := other.Sender(ctx); err != nil || seen != saved {
		t.Errorf("the other process sees %+v, %v; want %+v", seen, err, saved)
	}
	_, err = other.SaveSender(ctx, typed) // begun before the first was kept
	wantCode(t, err, surveys.Conflict)
	if kept := rdb.Get(ctx, "x:{surveys}:sender").Val(); len(kept) == 0 || strings.Contains(kept, "sesame") {
		t.Errorf("Redis keeps %s", kept)
	}
}
