package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// Declines are told together: an alarm waits a little for others, and for the
// hours in which the team wants to hear of them. One mail tells a fixed set, so
// that a repeat after a crash tells each member of the team the same once.

const (
	alarmsTold = 1000 // remembered, so that none is told twice
	alarmsAll  = "all"
)

func alarmsMember() string { return dueMember(surveys.DueAlarms, alarmsAll) }

// GroupAlarm keeps an alarm for the next mail about declines, which goes out at
// the time, or before where one is scheduled already. Safe to repeat.
func (s *Store) GroupAlarm(ctx context.Context, id surveys.AlarmID, at time.Time) error {
	keys := []string{alarmsWaitKey(), alarmsTellingKey(), alarmsToldKey(), dueKey(digestShard)}
	if err := s.run(ctx, "group_alarm", keys, string(id), s.now().UnixMilli(), alarmsMember(), at.UnixMilli()).Err(); err != nil {
		return fmt.Errorf("keep an alarm for its mail: %w", err)
	}
	return nil
}

// TakeAlarms returns the alarms that the mail about declines tells, oldest
// first; the same ones until EndAlarms.
func (s *Store) TakeAlarms(ctx context.Context) ([]surveys.AlarmID, error) {
	ids, err := s.run(ctx, "take_alarms", []string{alarmsWaitKey(), alarmsTellingKey()}).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("alarms to tell: %w", err)
	}
	out := make([]surveys.AlarmID, len(ids))
	for i, id := range ids {
		out[i] = surveys.AlarmID(id)
	}
	return out, nil
}

// EndAlarms notes that those were told; what came in meanwhile is told at next.
func (s *Store) EndAlarms(ctx context.Context, next time.Time) error {
	keys := []string{alarmsWaitKey(), alarmsTellingKey(), alarmsToldKey(), alarmsMailsKey(), dueKey(digestShard), attemptsKey(digestShard)}
	if err := s.run(ctx, "end_alarms", keys, s.now().UnixMilli(), alarmsMember(), next.UnixMilli(), alarmsTold).Err(); err != nil {
		return fmt.Errorf("end the mail about declines: %w", err)
	}
	return nil
}

// AlarmsMails returns the mails about declines by address; one that waits is
// left out.
func (s *Store) AlarmsMails(ctx context.Context) (map[string]AlertMail, error) {
	h, err := s.rdb.HGetAll(ctx, alarmsMailsKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("mails about declines: %w", err)
	}
	return readAlertMails(h, ""), nil
}

// MoveAlarms is MoveAlertMail for the mail about declines.
func (s *Store) MoveAlarms(ctx context.Context, address string, m AlertMove) (bool, error) {
	return s.moveMail(ctx, alarmsMailsKey(), "1:"+address, m, digestKept)
}
