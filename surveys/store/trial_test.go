package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestATrialIsDueOnceAndMovesStepByStep(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	id := surveys.NewTrialID([10]byte{0x71, 2, 3})
	trial := surveys.Trial{ID: id, Survey: "csat5", Language: "ar", Address: "marta@house.example"}
	for range 2 {
		if _, err := s.TrySurvey(ctx, trial); err != nil {
			t.Fatal(err)
		}
	}
	due, err := s.Claim(ctx, id.Shard(), time.Minute, 10)
	if err != nil || len(due) != 1 || due[0].Kind != surveys.DueTrial || due[0].ID != string(id) || id.Shard() != 7 {
		t.Fatalf("due: %+v, %v", due, err)
	}
	for _, step := range []struct {
		from, to surveys.MailState
		moved    bool
	}{
		{surveys.MailData, surveys.MailSent, false},
		{surveys.MailScheduled, surveys.MailData, true},
		{surveys.MailScheduled, surveys.MailData, false},
		{surveys.MailData, surveys.MailFailed, true},
	} {
		if moved, err := s.MoveTrial(ctx, id, step.from, step.to, "no such user"); err != nil || moved != step.moved {
			t.Errorf("%s to %s: %v, %v", step.from, step.to, moved, err)
		}
	}
	got, err := s.Trial(ctx, id)
	if err != nil || got.Mail != surveys.MailFailed || got.Reason != "no such user" || got.Language != "ar" || got.Survey != "csat5" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.Trial(ctx, surveys.NewTrialID([10]byte{1})); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("a trial that is none: %v", err)
	}
}
