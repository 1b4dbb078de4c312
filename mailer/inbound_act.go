package mailer

import (
	"context"
	"time"

	"barometer/surveys"
)

// TakeFeedback writes down what is said about the mail of an invitation, and
// acts upon it: who must not be asked again is not, an open end is resolved,
// and asking pauses where too much goes wrong. An invitation that is not known
// is of a house before this one: nothing happens. Safe to repeat.
func (m *Mailer) TakeFeedback(ctx context.Context, id surveys.InvitationID, said surveys.Feedback) error {
	if said.Kind == surveys.FeedbackNone {
		return nil
	}
	inv, err := m.Store.Invitation(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	switch said.Kind {
	case surveys.FeedbackStop:
		m.Log.Info("a reader opted out by mail", "invitation", inv.ID)
		return m.Store.OptOut(ctx, inv.Contact)
	case surveys.FeedbackFailure:
		err = m.takeFailure(ctx, inv, said.Words)
	case surveys.FeedbackDelay:
		if err := m.Store.MailArrived(ctx, inv.ID); err != nil {
			return err
		}
		return m.Store.MailRemark(ctx, inv.ID, said.Words)
	case surveys.FeedbackDelivery:
		return m.Store.MailArrived(ctx, inv.ID)
	case surveys.FeedbackComplaint:
		err = m.takeComplaint(ctx, inv)
	}
	if err != nil {
		return err
	}
	_, err = m.brake.until(ctx) // a pause that is wanted now shows at once
	return err
}

// bounceLate is after how long a notification says nothing about the mailbox of
// today: servers give up after five days (RFC 5321, 4.5.4.1), and an old one that
// comes once more must not silence whom a person has let be asked again.
const bounceLate = 14 * 24 * time.Hour

// takeFailure notes that the mail came back. Only what the mailbox itself is at
// fault for silences the contact.
func (m *Mailer) takeFailure(ctx context.Context, inv surveys.Invitation, words string) error {
	bounced, err := m.Store.MailBounced(ctx, inv.ID, words)
	if err != nil || !bounced {
		return err
	}
	if inv.Mail != surveys.MailBounced { // a repeat is no further mail gone wrong
		m.brake.add(bad, words)
		m.Log.Info("a mail came back", "invitation", inv.ID)
	}
	if late := !inv.SentAt.IsZero() && m.Now().Sub(inv.SentAt) > bounceLate; late || !surveys.IsDeadBox(words) {
		return nil
	}
	if err := m.Store.BounceContact(ctx, inv.Contact, words); err != nil {
		return err
	}
	return m.Store.LiftDisproved(ctx, inv.ID, m.Now()) // its answer may have come just between
}

// complainedWords stand at a mail that its reader has complained about.
const complainedWords = "the reader marked this mail as spam and is not asked again"

func (m *Mailer) takeComplaint(ctx context.Context, inv surveys.Invitation) error {
	if err := m.Store.MailArrived(ctx, inv.ID); err != nil {
		return err
	}
	if err := m.Store.Complained(ctx, inv.Contact); err != nil {
		return err
	}
	if inv.Reason != complainedWords {
		m.brake.add(complained, "")
		m.Log.Warn("a reader marked a mail as spam", "invitation", inv.ID)
	}
	return m.Store.MailRemark(ctx, inv.ID, complainedWords)
}
