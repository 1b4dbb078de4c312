package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// AskRecovery asks the contact of a resolved case once more, or notes why not.
// The person was promised an answer, so that the quiet period does not count;
// every other rule does. again: another mail to the same person is on its way,
// look later. Safe to repeat.
func (s *Store) AskRecovery(ctx context.Context, id surveys.CaseID) (again bool, err error) {
	c, err := s.Case(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return false, nil
	}
	if err != nil || c.State != surveys.CaseResolved || c.Withdrawn || c.Latest == "" || c.Recovery != "" {
		return false, err
	}
	about, err := s.Invitation(ctx, c.Latest)
	if err != nil {
		return false, err
	}
	inv := s.recoveryOf(c, about)
	found, err := s.Contacts(ctx, []surveys.ContactID{inv.Contact})
	if err != nil {
		return false, err
	}
	if surveys.CheckAddress(found[inv.Contact].Address) != "" {
		inv = orSkip(inv, surveys.SkipNoAddress)
		inv, _, err = s.invite(ctx, inv, "")
	} else {
		// Quiet means held here: the quiet period itself is left out.
		if reason, err := s.reserveNow(ctx, inv, inv.SendAt); err != nil || reason == surveys.SkipQuiet {
			return reason == surveys.SkipQuiet, err
		}
		inv, _, err = s.inviteKnown(ctx, inv)
	}
	if err != nil {
		return false, err
	}
	return false, s.noteRecovery(ctx, c, inv)
}

// recoveryOf is the invitation that asks once more about the end of a case.
func (s *Store) recoveryOf(c surveys.Case, about surveys.Invitation) surveys.Invitation {
	now, round := s.now().Truncate(time.Second).UTC(), surveys.RecoveryRound+c.Chapter-1
	return surveys.Invitation{
		ID: surveys.NewInvitationID(about.Project, about.Interaction, about.Survey, round), Round: round,
		Case: c.ID, Recovers: c.ID,
		Project: about.Project, Customer: about.Customer, Contact: about.Contact,
		Interaction: about.Interaction, Type: surveys.RecoveryType, Subject: about.Subject, Agent: about.Agent,
		Survey: about.Survey, Scale: about.Scale,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone, CreatedAt: now, SendAt: now,
	}
}

// recoveryAt is when the contact of a case is asked once more that is resolved
// now, in ms, as the survey says; "" for never.
func (s *Store) recoveryAt(ctx context.Context, c surveys.Case) (any, error) {
	if c.Latest == "" || c.Withdrawn {
		return "", nil
	}
	about, err := s.Invitation(ctx, c.Latest)
	if surveys.CodeOf(err) == surveys.NotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	all, err := s.Surveys(ctx)
	if err != nil {
		return "", err
	}
	after := all.Of(about).Recovery
	if after <= 0 {
		return "", nil
	}
	return s.now().Add(after).UnixMilli(), nil
}

// noteRecovery keeps on the case that its contact is asked once more, or why not.
func (s *Store) noteRecovery(ctx context.Context, c surveys.Case, inv surveys.Invitation) error {
	state, why := surveys.RecoveryAsked, ""
	if inv.Mail == surveys.MailSkipped {
		state, why = surveys.RecoveryNotAsked, inv.Reason
	}
	err := s.run(ctx, "recover", storyKeys(c.ID), s.now().UnixMilli(), c.Chapter, string(inv.ID), string(state), why).Err()
	if err != nil {
		return fmt.Errorf("case %d is asked about: %w", int(c.ID), err)
	}
	return nil
}
