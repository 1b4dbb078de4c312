package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// A contact is held by one invitation at a time: from the moment that its mail
// is decided until the mail has ended. The contact and the invitation lie in
// different slots, so a process may die between the two. Then the state of the
// invitation decides, whenever somebody else finds the contact held: a mail on
// its way keeps the hold, one that ended ends it, and an invitation that was
// never written loses it after holdFor.
const holdFor = time.Hour

// Codes that reserve.lua returns.
const (
	reserved = 1 + iota
	reservedOptedOut
	reservedBounced
	reservedPaused
	reservedQuiet
	reservedHeld
	reservedErased
)

// reservation is the answer of reserve.lua.
type reservation struct {
	code   int
	holder surveys.InvitationID
	since  time.Time
}

// reserveCall asks whether inv may be mailed to its contact at due. A reminder
// may, within the quiet period of what it reminds of; asking once more about a
// case that was resolved may at any time.
func (s *Store) reserveCall(inv surveys.Invitation, due time.Time, profile ...any) call {
	quiet := s.rules.QuietPeriod
	if inv.Recovers != 0 {
		quiet = 0
	}
	args := append([]any{string(inv.ID), s.now().Unix(), due.Unix(), int64(quiet / time.Second), string(inv.Reminds)}, profile...)
	return call{"reserve", []string{contactKey(inv.Contact)}, args}
}

// holds reports that reserve.lua would change nothing and answer reserved, as it
// does for nearly every mail that is claimed: the contact is the invitation's,
// and nothing about it asks for a closer look.
func (s *Store) holds(inv surveys.Invitation, contact map[string]string, now time.Time) bool {
	asked := contact[contactAskedAt]
	return contact[contactHeld] == string(inv.ID) && contact[contactOptedOut] == "" &&
		contact[contactBounced] == "" && contact[contactPaused] == "" &&
		(asked == "" || !seconds(asked).Add(s.rules.QuietPeriod).After(now))
}

func readReservation(cmd *redis.Cmd) (reservation, error) {
	v, err := cmd.Slice()
	if err != nil {
		return reservation{}, fmt.Errorf("reserve: %w", err)
	}
	if len(v) != 3 {
		return reservation{}, fmt.Errorf("reserve: %d values, want 3", len(v))
	}
	code, _ := v[0].(int64)
	holder, _ := v[1].(string)
	since, _ := v[2].(int64)
	return reservation{int(code), surveys.InvitationID(holder), time.Unix(since, 0)}, nil
}

// reserveNow asks for the contact of one invitation.
func (s *Store) reserveNow(ctx context.Context, inv surveys.Invitation, due time.Time) (surveys.SkipReason, error) {
	c := s.reserveCall(inv, due)
	r, err := readReservation(s.run(ctx, c.script, c.keys, c.args...))
	if err != nil {
		return "", err
	}
	return s.reserve(ctx, inv, due, r)
}

// reserve settles what readReservation could not: where another invitation
// holds the contact, it looks at that one, ends a hold that has lost its
// ground and asks again. It returns why the mail may not go, "" if it may.
func (s *Store) reserve(ctx context.Context, inv surveys.Invitation, due time.Time, r reservation) (surveys.SkipReason, error) {
	// Each turn ends one hold; more than a few mean that many want this contact
	// right now, and one of them has it.
	for range 4 {
		if r.code != reservedHeld {
			return r.reason(), nil
		}
		ended, err := s.endHold(ctx, inv.Contact, r)
		if err != nil {
			return "", err
		}
		if !ended {
			return surveys.SkipQuiet, nil
		}
		c := s.reserveCall(inv, due)
		if r, err = readReservation(s.run(ctx, c.script, c.keys, c.args...)); err != nil {
			return "", err
		}
	}
	return r.reason(), nil
}

func (r reservation) reason() surveys.SkipReason {
	switch r.code {
	case reserved:
		return ""
	case reservedOptedOut:
		return surveys.SkipOptedOut
	case reservedErased:
		return surveys.SkipErased
	case reservedBounced:
		return surveys.SkipBounced
	case reservedPaused:
		return surveys.SkipContactPaused
	}
	return surveys.SkipQuiet
}

// endHold ends a hold whose invitation does not stand behind it any more.
func (s *Store) endHold(ctx context.Context, contact surveys.ContactID, r reservation) (ended bool, err error) {
	v, err := s.rdb.HMGet(ctx, invitationKey(r.holder), fieldMail, fieldSent, fieldSendAt, fieldReminds).Result()
	if err != nil {
		return false, fmt.Errorf("holder of a contact: %w", err)
	}
	get := func(i int) string { text, _ := v[i].(string); return text }
	at, ended := askedAt(mailByLetter(get(0)), seconds(get(1)), seconds(get(2)))
	if get(0) == "" {
		ended = !s.now().Before(r.since.Add(holdFor))
	}
	if !ended {
		return false, nil
	}
	return true, s.unholdContact(ctx, contact, r.holder, at, get(3) != "")
}

// askedAt says whether a mail has ended, and when it asked its contact: the
// zero time for one that surely did not. The end of an unknown one is open, so
// it counts from when it was due.
func askedAt(mail surveys.MailState, sent, due time.Time) (at time.Time, ended bool) {
	switch mail {
	case surveys.MailSent, surveys.MailBounced:
		return sent, true
	case surveys.MailUnknown:
		return due, true
	case surveys.MailSkipped, surveys.MailFailed, surveys.MailNone:
		return time.Time{}, true
	}
	return time.Time{}, false
}

// unholdContact ends the hold of an invitation: the contact was asked at the
// time, or, with the zero time, is given back. Safe to repeat.
func (s *Store) unholdContact(ctx context.Context, contact surveys.ContactID, id surveys.InvitationID, asked time.Time, reminds bool) error {
	c := unholdCall(contact, id, asked, reminds)
	if err := s.run(ctx, c.script, c.keys, c.args...).Err(); err != nil {
		return fmt.Errorf("unhold the contact: %w", err)
	}
	return nil
}

func unholdCall(contact surveys.ContactID, id surveys.InvitationID, asked time.Time, reminds bool) call {
	at := any("")
	if !asked.IsZero() {
		at = asked.Unix()
	}
	return call{"unhold", []string{contactKey(contact)}, []any{string(id), at, reminds}}
}
