package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// trialKept is how long it is known what became of a trial.
const trialKept = 24 * time.Hour

// TrySurvey puts the mail of a trial into the schedule, due at once.
func (s *Store) TrySurvey(ctx context.Context, t surveys.Trial) (surveys.Trial, error) {
	t.Mail, t.Reason, t.At = surveys.MailScheduled, "", s.now().UTC().Truncate(time.Millisecond)
	keys := []string{trialKey(t.ID.Shard(), string(t.ID)), dueKey(t.ID.Shard())}
	err := s.run(ctx, "try_survey", keys, t.At.UnixMilli(), dueMember(surveys.DueTrial, string(t.ID)),
		trialKept.Milliseconds(), "survey", string(t.Survey), "language", t.Language, "address", t.Address,
		"mail", string(t.Mail)).Err()
	if err != nil {
		return t, fmt.Errorf("try the survey: %w", err)
	}
	return t, nil
}

// Trial returns what became of a trial. NotFound: there is none, or not any more.
func (s *Store) Trial(ctx context.Context, id surveys.TrialID) (surveys.Trial, error) {
	h, err := s.rdb.HGetAll(ctx, trialKey(id.Shard(), string(id))).Result()
	if err != nil {
		return surveys.Trial{}, fmt.Errorf("trial: %w", err)
	}
	if len(h) == 0 {
		return surveys.Trial{}, surveys.Errorf(surveys.NotFound, "there is no such test mail, or not any more")
	}
	return surveys.Trial{
		ID: id, Survey: surveys.SurveyID(h["survey"]), Language: h["language"], Address: h["address"],
		Mail: surveys.MailState(h["mail"]), Reason: h["reason"], At: time.UnixMilli(int64(atoi(h["at"]))).UTC(),
	}, nil
}

// MoveTrial moves the mail of a trial from one state to another; false when it
// is in a third one.
func (s *Store) MoveTrial(ctx context.Context, id surveys.TrialID, from, to surveys.MailState, reason string) (bool, error) {
	moved, err := s.run(ctx, "trial", []string{trialKey(id.Shard(), string(id))}, string(from), string(to), reason).Bool()
	if err != nil {
		return false, fmt.Errorf("move the trial: %w", err)
	}
	return moved, nil
}
