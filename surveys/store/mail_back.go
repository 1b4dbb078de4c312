package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// What comes back after a mail has left. A mail whose end was open has one then.

// MailBounced notes that the mail came back, with the words of whoever sent it
// back; before that it counts as sent. One that was answered has arrived and
// stays as it is: bounced is false. Safe to repeat. NotFound.
func (s *Store) MailBounced(ctx context.Context, id surveys.InvitationID, words string) (bounced bool, err error) {
	if err := s.MailArrived(ctx, id); err != nil {
		return false, err
	}
	mails, err := s.moveMails(ctx, []surveys.InvitationID{id}, step{from: "s", to: surveys.MailBounced, reason: words})
	if err != nil {
		return false, err
	}
	m := mails[0]
	return m.done() || m.before == surveys.MailBounced, nil
}

// MailArrived notes that a mail whose end was open was taken after all, as a
// server on the way or the reader says. Other mails stay as they are. NotFound.
func (s *Store) MailArrived(ctx context.Context, id surveys.InvitationID) error {
	return s.endMail(ctx, id, step{from: "du", to: surveys.MailSent})
}

// LiftDisproved lets a contact be asked again whose mail has arrived, as its
// deliberate answer shows, although a server said that there is no such mailbox:
// what it said then silences nobody any more. What was said of another mail, or
// at a later time than the given one, stands, and so does what the contact asked
// for. It is noted on the customer's timeline, and the contact counts as asked,
// which the refusal had taken back. Safe to repeat.
//
// A reminder's bounce stands: its links are those of the first mail, so a tap
// does not say which of the two was in hand. Whoever kept the first one can
// answer it from a mailbox that takes no mail any more.
func (s *Store) LiftDisproved(ctx context.Context, id surveys.InvitationID, until time.Time) error {
	inv, err := s.Invitation(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && inv.Returned == "" {
		return nil
	}
	if err != nil {
		return err
	}
	to, err := s.Contact(ctx, inv.Contact)
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		return err
	}
	if silenced := !to.BouncedAt.IsZero() && to.BounceReason == inv.Returned && !to.BouncedAt.After(until); silenced {
		// Before it is lifted, so that it is not lost where the process dies between.
		err := s.NoteCustomer(ctx, surveys.CustomerNote{ID: "arrived-" + string(id), Customer: inv.Customer, Kind: surveys.NoteAsking, At: until}.
			Told(surveys.Arrived()))
		if err != nil {
			return err
		}
	}
	if err := s.run(ctx, "lift_bounce", []string{contactKey(inv.Contact)}, inv.Returned, until.Unix()).Err(); err != nil {
		return fmt.Errorf("lift a bounce: %w", err)
	}
	if err := s.unholdContact(ctx, inv.Contact, id, inv.SentAt, false); err != nil {
		return err
	}
	_, err = s.relist(ctx, []surveys.ContactID{inv.Contact})
	return err
}

// liftDisproved does so for the answers of a batch, before the figures follow.
func (s *Store) liftDisproved(ctx context.Context, b Batch) error {
	for _, e := range b.entries {
		if e.Kind != surveys.EntryArrived && e.Kind != surveys.EntryTaken {
			continue
		}
		if err := s.LiftDisproved(ctx, e.Invitation, e.At); err != nil {
			return err
		}
	}
	return nil
}

// MailRemark keeps what was said about a sent mail that has not come back, such
// as that it is late. The last one stays.
func (s *Store) MailRemark(ctx context.Context, id surveys.InvitationID, words string) error {
	err := s.run(ctx, "remark", []string{invitationKey(id)}, mailLetter(surveys.MailSent), fieldReason, words).Err()
	if err != nil {
		return fmt.Errorf("remark on a mail: %w", err)
	}
	return nil
}
