package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// ClaimMails moves invitations of one shard from scheduled (or claimed, its
// lease being over) to claimed and returns those to be sent now. Those found in
// data become unknown. Contact and customer are looked at again: who opted out,
// is paused or was asked by somebody else meanwhile makes the mail a skip; who
// is not at work puts it back to scheduled, and no attempt is counted. Nothing
// is left to do about those that are not returned.
func (s *Store) ClaimMails(ctx context.Context, shard int, ids []surveys.InvitationID) ([]surveys.Invitation, error) {
	mails, err := s.moveMails(ctx, ids, step{from: "wc", to: surveys.MailClaimed})
	if err != nil {
		return nil, fmt.Errorf("shard %d: %w", shard, err)
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
				return nil, err
			}
		}
	}
	all, err := s.Invitations(ctx, claimed)
	if err != nil {
		return nil, err
	}
	for i, inv := range all {
		all[i].Attempts = attempts[inv.ID] // somebody else may have claimed it since
	}
	return s.stillWelcome(ctx, all)
}

// stillWelcome returns the claimed mails that may go, ends others as skips and
// puts those back whose contacts are not at work at this hour.
func (s *Store) stillWelcome(ctx context.Context, all []surveys.Invitation) ([]surveys.Invitation, error) {
	now := s.now()
	hours, _, err := s.hours(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := s.lookAgain(ctx, all, now)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Invitation, 0, len(all))
	for i, inv := range all {
		reason, err := s.whyNotNow(ctx, inv, seen[i], now)
		if err != nil {
			return nil, err
		}
		at := hours.Next(now, seen[i].zone)
		switch {
		case reason != "":
			err = s.MailSkipped(ctx, inv.ID, reason)
		case at.After(now):
			err = s.waitForHours(ctx, inv, at)
		default:
			out = append(out, inv)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
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
	paused      time.Time          // until when the customer is
	zone        *time.Location     // of the contact
	reason      surveys.SkipReason // why a reminder is not wanted any more
	reservation reservation
}

// lookAgain reads what claimed mails depend on, and asks for their contacts
// once more, in one pipeline; in another what reminders remind of.
func (s *Store) lookAgain(ctx context.Context, all []surveys.Invitation, now time.Time) ([]again, error) {
	if len(all) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	until, zone := make([]*redis.StringCmd, len(all)), make([]*redis.StringCmd, len(all))
	calls, cmds := make([]call, len(all)), make([]*redis.Cmd, len(all))
	for i, inv := range all {
		until[i] = pipe.HGet(ctx, customerKey(inv.Customer), customerPaused)
		zone[i] = pipe.HGet(ctx, contactKey(inv.Contact), contactZone)
		calls[i] = s.reserveCall(inv, now)
		cmds[i] = s.queue(ctx, pipe, calls[i])
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	if err := s.runUnknown(ctx, calls, cmds); err != nil {
		return nil, fmt.Errorf("reserve: %w", err)
	}
	out := make([]again, len(all))
	for i := range all {
		for _, cmd := range []*redis.StringCmd{until[i], zone[i]} {
			if err := cmd.Err(); err != nil && !isNil(err) {
				return nil, fmt.Errorf("customer and contact of a mail: %w", err)
			}
		}
		out[i].paused, out[i].zone = seconds(until[i].Val()), s.zones.of(zone[i].Val(), s.zone)
		var err error
		if out[i].reservation, err = readReservation(cmds[i]); err != nil {
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
