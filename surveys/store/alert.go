package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// alertMailsKept is how long a case remembers which alert mails went out.
const alertMailsKept = 90 * 24 * time.Hour

// alertLetters returns the letter of each state that an alert mail can be in;
// none stands for one that waits.
func alertLetters() map[surveys.MailState]string {
	return map[surveys.MailState]string{
		surveys.MailScheduled: "", surveys.MailData: "d", surveys.MailSent: "s", surveys.MailFailed: "f",
	}
}

// AlertMail is the alert mail about a case to one recipient. In data it is on
// its way, or nobody knows: it is never sent again.
type AlertMail struct {
	State  surveys.MailState // data, sent or failed
	Reason string            // of failed
}

// AlertMails returns the alert mails of a case by address; one that waits is
// left out.
func (s *Store) AlertMails(ctx context.Context, id surveys.CaseID) (map[string]AlertMail, error) {
	h, err := s.rdb.HGetAll(ctx, alertKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("alert mails: %w", err)
	}
	out := make(map[string]AlertMail, len(h))
	for address, v := range h {
		out[address] = AlertMail{State: keyOf(alertLetters(), v[:1]), Reason: v[1:]}
	}
	return out, nil
}

// MoveAlertMail moves the alert mail to one recipient from one state to
// another; false when it is in a third one. scheduled is the state of a mail
// that nobody has begun.
func (s *Store) MoveAlertMail(ctx context.Context, id surveys.CaseID, address string, from, to surveys.MailState, reason string) (bool, error) {
	return s.moveAlert(ctx, alertKey(id), address, from, to, reason)
}

func (s *Store) moveAlert(ctx context.Context, key, field string, from, to surveys.MailState, reason string) (bool, error) {
	letters := alertLetters()
	moved, err := s.run(ctx, "alert", []string{key},
		field, letters[from], letters[to], reason, int(alertMailsKept/time.Second)).Bool()
	if err != nil {
		return false, fmt.Errorf("move the alert mail: %w", err)
	}
	return moved, nil
}

// Correction is a mail to one recipient that corrects the alert about a case:
// the answer changed at the given moment.
type Correction struct {
	Case    surveys.CaseID
	Changed time.Time // of the newest change that it tells
	Address string
}

func (c Correction) field() string { return fmt.Sprintf("%d:%s", c.Changed.UnixMilli(), c.Address) }

// MoveCorrection is MoveAlertMail for a correction.
func (s *Store) MoveCorrection(ctx context.Context, c Correction, from, to surveys.MailState, reason string) (bool, error) {
	return s.moveAlert(ctx, correctionsKey(c.Case), c.field(), from, to, reason)
}

// Corrections returns the corrections of a case that were begun, in whatever
// state: each is sent at most once.
func (s *Store) Corrections(ctx context.Context, id surveys.CaseID) ([]Correction, error) {
	fields, err := s.rdb.HKeys(ctx, correctionsKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	out := make([]Correction, 0, len(fields))
	for _, f := range fields {
		ms, address, _ := strings.Cut(f, ":")
		out = append(out, Correction{id, time.UnixMilli(int64(atoi(ms))).UTC(), address})
	}
	return out, nil
}
