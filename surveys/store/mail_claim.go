package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// ClaimMails moves invitations of one shard from scheduled (or claimed, its
// lease being over) to claimed and returns those to be sent now, without what
// was answered, and their contacts. Those found in data become unknown. Contact
// and customer are looked at again: who opted out, is paused or was asked by
// somebody else meanwhile makes the mail a skip; who is not at work puts it back
// to scheduled, and no attempt is counted. Nothing is left to do about those
// that are not returned.
func (s *Store) ClaimMails(ctx context.Context, shard int, ids []surveys.InvitationID) ([]surveys.Invitation, map[surveys.ContactID]surveys.Contact, error) {
	mails, err := s.moveMails(ctx, ids, step{from: "wc", to: surveys.MailClaimed})
	if err != nil {
		return nil, nil, fmt.Errorf("shard %d: %w", shard, err)
	}
	var claimed []surveys.InvitationID
	attempts := map[surveys.InvitationID]int{}
	for _, m := range mails {
		switch {
		case m.done():
			claimed = append(claimed, m.id)
			attempts[m.id] = m.attempt
		case m.before == surveys.MailData:
			if err := s.MailUnknown(ctx, m.id, "nobody knows whether the mail server took it"); err != nil {
				return nil, nil, err
			}
		}
	}
	all, err := s.invitationsAsked(ctx, claimed)
	if err != nil {
		return nil, nil, err
	}
	for i, inv := range all {
		all[i].Attempts = attempts[inv.ID] // somebody else may have claimed it since
	}
	return s.stillWelcome(ctx, all)
}

// MailPutBack is MailRetry for a mail that was not tried: it waits for its turn,
// or its domain rests. The claim of its work counts no longer. NotFound.
func (s *Store) MailPutBack(ctx context.Context, claimed surveys.Invitation, at time.Time, reason string) error {
	return s.endMail(ctx, claimed.ID, step{from: "cd", to: surveys.MailScheduled, due: at, reason: reason, untried: true, attempts: []int{claimed.Attempts}})
}

// invitationsAsked is Invitations without the words of an answer.
func (s *Store) invitationsAsked(ctx context.Context, ids []surveys.InvitationID) ([]surveys.Invitation, error) {
	pipe := s.rdb.Pipeline()
	found := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		found[i] = pipe.HGetAll(ctx, invitationKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read claimed invitations: %w", err)
	}
	rows := make([]invitationRow, 0, len(ids))
	for i, id := range ids {
		if len(found[i].Val()) > 0 {
			rows = append(rows, invitationRow{id: id, fields: found[i].Val()})
		}
	}
	return s.decodeInvitations(ctx, rows)
}

// stillWelcome returns the claimed mails that may go with their contacts, ends
// others as skips and puts those back whose contacts are not at work at this
// hour.
func (s *Store) stillWelcome(ctx context.Context, all []surveys.Invitation) ([]surveys.Invitation, map[surveys.ContactID]surveys.Contact, error) {
	now := s.now()
	hours, _, err := s.hours(ctx)
	if err != nil {
		return nil, nil, err
	}
	seen, err := s.lookAgain(ctx, all, now)
	if err != nil {
		return nil, nil, err
	}
	out := make([]surveys.Invitation, 0, len(all))
	contacts := make(map[surveys.ContactID]surveys.Contact, len(all))
	for i, inv := range all {
		reason, err := s.whyNotNow(ctx, inv, seen[i], now)
		if err != nil {
			return nil, nil, err
		}
		at := hours.Next(now, s.zones.of(seen[i].contact.TimeZone, s.zone))
		switch {
		case reason != "":
			err = s.MailSkipped(ctx, inv.ID, reason)
		case at.After(now):
			err = s.waitForHours(ctx, inv, at)
		default:
			out, contacts[inv.Contact] = append(out, inv), seen[i].contact
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return out, contacts, nil
}

// whyNotNow says why a claimed mail must not go any more; empty: it may.
func (s *Store) whyNotNow(ctx context.Context, inv surveys.Invitation, seen again, now time.Time) (surveys.SkipReason, error) {
	switch {
	case seen.paused.After(now):
		return surveys.SkipCustomerPaused, nil
	case seen.reason != "":
		return seen.reason, nil
	}
	return s.reserve(ctx, inv, now, seen.reservation)
}

// again is what a claimed mail finds when it is looked at once more.
type again struct {
	paused      time.Time // until when the customer is
	contact     surveys.Contact
	reason      surveys.SkipReason // why a reminder is not wanted any more
	reservation reservation
}

// lookAgain reads what claimed mails depend on in one pipeline, in another what
// reminders remind of, and asks for those contacts once more that are not
// plainly theirs any more.
func (s *Store) lookAgain(ctx context.Context, all []surveys.Invitation, now time.Time) ([]again, error) {
	if len(all) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	contacts := make([]*redis.MapStringStringCmd, len(all))
	until := make(map[surveys.CustomerID]*redis.StringCmd)
	for i, inv := range all {
		contacts[i] = pipe.HGetAll(ctx, contactKey(inv.Contact))
		if until[inv.Customer] == nil {
			until[inv.Customer] = pipe.HGet(ctx, customerKey(inv.Customer), customerPaused)
		}
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("customers and contacts of mails: %w", err)
	}
	out := make([]again, len(all))
	var calls []call
	var places []int
	for i, inv := range all {
		f := contacts[i].Val()
		out[i] = again{paused: seconds(until[inv.Customer].Val()), contact: decodeContact(inv.Contact, f)}
		if s.holds(inv, f, now) {
			out[i].reservation.code = reserved
		} else {
			calls, places = append(calls, s.reserveCall(inv, now)), append(places, i)
		}
	}
	answers, err := s.runAll(ctx, calls)
	if err != nil {
		return nil, fmt.Errorf("reserve: %w", err)
	}
	for n, i := range places {
		if out[i].reservation, err = readReservation(answers[n]); err != nil {
			return nil, err
		}
	}
	return out, s.lookAtReminded(ctx, all, out, now)
}

// lookAtReminded finds the reminders that nobody needs any more.
func (s *Store) lookAtReminded(ctx context.Context, all []surveys.Invitation, out []again, now time.Time) error {
	var ids []surveys.InvitationID
	for _, inv := range all {
		if inv.Reminds != "" {
			ids = append(ids, inv.Reminds)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.Invitations(ctx, ids)
	if err != nil {
		return err
	}
	catalogue, err := s.Surveys(ctx)
	if err != nil {
		return err
	}
	why := make(map[surveys.InvitationID]surveys.SkipReason, len(found))
	for _, original := range found {
		survey, _ := catalogue.Get(original.Survey)
		why[original.ID] = original.WhyNotRemind(survey, now)
	}
	for i, inv := range all {
		out[i].reason = why[inv.Reminds]
	}
	return nil
}
