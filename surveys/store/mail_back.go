package store

import (
	"context"
	"fmt"

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

// MailRemark keeps what was said about a sent mail that has not come back, such
// as that it is late. The last one stays.
func (s *Store) MailRemark(ctx context.Context, id surveys.InvitationID, words string) error {
	err := s.run(ctx, "remark", []string{invitationKey(id)}, mailLetter(surveys.MailSent), fieldReason, words).Err()
	if err != nil {
		return fmt.Errorf("remark on a mail: %w", err)
	}
	return nil
}
