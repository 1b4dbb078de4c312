package store

import (
	"context"
	"fmt"
	"strconv"
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
		surveys.MailUnknown: "u",
	}
}

// AlertMail is the alert mail about a case to one recipient. In data it is on
// its way, or nobody knows: only whoever marked it may move it on, and it is
// never sent again.
type AlertMail struct {
	News   int               // number of the newest reason that it tells
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
	return readAlertMails(h, ""), nil
}

// readAlertMails reads the mails of one kind, each recipient's newest.
func readAlertMails(h map[string]string, kind string) map[string]AlertMail {
	out := make(map[string]AlertMail, len(h))
	for field, v := range h {
		number, address, _ := strings.Cut(field, ":")
		news, err := strconv.Atoi(strings.TrimPrefix(number, kind))
		if err != nil || !strings.HasPrefix(number, kind) || news < out[address].News {
			continue
		}
		m := AlertMail{News: news, State: keyOf(alertLetters(), v[:1])}
		if m.State == surveys.MailFailed {
			m.Reason = v[1:]
		}
		out[address] = m
	}
	return out
}

// escalation begins the fields of mails to founders; the chapter follows.
const escalation = "e"

// Escalations returns the mails to founders about a case by address, with the
// chapter as their news.
func (s *Store) Escalations(ctx context.Context, id surveys.CaseID) (map[string]AlertMail, error) {
	h, err := s.rdb.HGetAll(ctx, alertKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("mails to founders: %w", err)
	}
	return readAlertMails(h, escalation), nil
}

// MoveEscalation is MoveAlertMail for a mail to a founder.
func (s *Store) MoveEscalation(ctx context.Context, id surveys.CaseID, address string, m AlertMove) (bool, error) {
	return s.moveAlert(ctx, alertKey(id), fmt.Sprintf("%s%d:%s", escalation, max(1, m.News), address), m)
}

// AlertMove takes a mail to the team from one state to another. scheduled is
// the state of a mail that nobody has begun.
type AlertMove struct {
	News     int    // number of what it tells; 0: the first
	By       string // who moves it: one claim of the work, and no other
	From, To surveys.MailState
	Reason   string // of failed
}

// MoveAlertMail moves the alert mail to one recipient; false when it is in
// another state, or is somebody else's. Safe to repeat.
func (s *Store) MoveAlertMail(ctx context.Context, id surveys.CaseID, address string, m AlertMove) (bool, error) {
	return s.moveAlert(ctx, alertKey(id), fmt.Sprintf("%d:%s", max(1, m.News), address), m)
}

func (s *Store) moveAlert(ctx context.Context, key, field string, m AlertMove) (bool, error) {
	return s.moveMail(ctx, key, field, m, alertMailsKept)
}

// moveMail moves a mail about a case; kept is how long its state is, 0 for ever.
func (s *Store) moveMail(ctx context.Context, key, field string, m AlertMove, kept time.Duration) (bool, error) {
	letters := alertLetters()
	moved, err := s.run(ctx, "alert", []string{key},
		field, letters[m.From], letters[m.To], m.Reason, int(kept/time.Second), m.By).Bool()
	if err != nil {
		return false, fmt.Errorf("move the mail about a case: %w", err)
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
func (s *Store) MoveCorrection(ctx context.Context, c Correction, m AlertMove) (bool, error) {
	return s.moveAlert(ctx, correctionsKey(c.Case), c.field(), m)
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
