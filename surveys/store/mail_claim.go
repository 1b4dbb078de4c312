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
// is paused or was asked by somebody else meanwhile makes the mail a skip. All
// that are not returned are finished in the schedule.
func (s *Store) ClaimMails(ctx context.Context, shard int, ids []surveys.InvitationID) ([]surveys.Invitation, error) {
	mails, err := s.moveMails(ctx, ids, step{from: "wc", to: surveys.MailClaimed})
	if err != nil {
		return nil, fmt.Errorf("shard %d: %w", shard, err)
	}
	var claimed []surveys.InvitationID
	for _, m := range mails {
		switch {
		case m.done():
			claimed = append(claimed, m.id)
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
	return s.stillWelcome(ctx, all)
}

// stillWelcome returns the claimed mails that may go, and ends the others as
// skips.
func (s *Store) stillWelcome(ctx context.Context, all []surveys.Invitation) ([]surveys.Invitation, error) {
	now := s.now()
	paused, answers, err := s.lookAgain(ctx, all, now)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Invitation, 0, len(all))
	for i, inv := range all {
		reason := surveys.SkipCustomerPaused
		if !paused[i].After(now) {
			if reason, err = s.reserve(ctx, inv, now, answers[i]); err != nil {
				return nil, err
			}
		}
		if reason == "" {
			out = append(out, inv)
		} else if err := s.MailSkipped(ctx, inv.ID, reason); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lookAgain reads until when the customers are paused and asks for the
// contacts once more, in one pipeline.
func (s *Store) lookAgain(ctx context.Context, all []surveys.Invitation, now time.Time) ([]time.Time, []reservation, error) {
	if len(all) == 0 {
		return nil, nil, nil
	}
	pipe := s.rdb.Pipeline()
	until, calls, cmds := make([]*redis.StringCmd, len(all)), make([]call, len(all)), make([]*redis.Cmd, len(all))
	for i, inv := range all {
		until[i] = pipe.HGet(ctx, customerKey(inv.Customer), customerPaused)
		calls[i] = s.reserveCall(inv, now)
		cmds[i] = s.queue(ctx, pipe, calls[i])
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	if err := s.runUnknown(ctx, calls, cmds); err != nil {
		return nil, nil, fmt.Errorf("reserve: %w", err)
	}
	paused, answers := make([]time.Time, len(all)), make([]reservation, len(all))
	for i := range all {
		if err := until[i].Err(); err != nil && !isNil(err) {
			return nil, nil, fmt.Errorf("pause of a customer: %w", err)
		}
		paused[i] = seconds(until[i].Val())
		var err error
		if answers[i], err = readReservation(cmds[i]); err != nil {
			return nil, nil, err
		}
	}
	return paused, answers, nil
}
