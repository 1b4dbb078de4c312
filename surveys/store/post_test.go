package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestAPostForgetsItsSecretAtItsEnd(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	id := surveys.NewPostID([10]byte{0x7a, 1})
	post := surveys.Post{ID: id, Kind: surveys.PostReset, To: "alf@firm.example", Name: "Alf", Secret: "secret"}
	must(t, s.PostNone(ctx, post))
	_, err := s.PostOf(ctx, id)
	wantCode(t, err, surveys.NotFound)
	must(t, s.Post(ctx, post))
	post.Secret = "another"
	must(t, s.Post(ctx, post)) // a repeat
	due, err := s.Claim(ctx, 7, time.Minute, 10)
	if err != nil || len(due) != 1 || due[0].Kind != surveys.DuePost || due[0].ID != string(id) {
		t.Fatalf("due %+v, %v", due, err)
	}
	for _, move := range []struct {
		from, to surveys.MailState
		moved    bool
		secret   string
	}{
		{surveys.MailData, surveys.MailSent, false, "secret"},
		{surveys.MailScheduled, surveys.MailData, true, "secret"},
		{surveys.MailData, surveys.MailScheduled, true, "secret"},
		{surveys.MailScheduled, surveys.MailData, true, "secret"},
		{surveys.MailData, surveys.MailSent, true, ""},
	} {
		moved, err := s.MovePost(ctx, id, move.from, move.to, "")
		must(t, err)
		now, err := s.PostOf(ctx, id)
		must(t, err)
		if moved != move.moved || now.Secret != move.secret {
			t.Errorf("%s to %s: moved %t, secret %q", move.from, move.to, moved, now.Secret)
		}
	}
}
