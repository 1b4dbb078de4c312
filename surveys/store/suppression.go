package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
)

// Who is not mailed stands in the contact's own hash, which asking reads. The
// lists of all of them lie in a slot of their own: a contact is put on a list
// before its hash changes, and taken off after, so that whatever dies between
// leaves a line too many, which reading drops, and never one too few.

// OptOut notes that the contact itself asked not to be asked again. Safe to
// repeat: the first time stays. A mail that waits is skipped when it is claimed.
func (s *Store) OptOut(ctx context.Context, id surveys.ContactID) error {
	return s.optOut(ctx, id, surveys.SuppressOptedOut, surveys.OptOutItself, "", "")
}

// Complained notes that the contact marked a mail of ours as spam: it is not
// asked again. Safe to repeat.
func (s *Store) Complained(ctx context.Context, id surveys.ContactID) error {
	return s.optOut(ctx, id, surveys.SuppressComplained, surveys.OptOutComplaint, "", "")
}

// DoNotAsk notes that an address must not be asked, whether it is known or not;
// why is what somebody of the team wrote. Safe to repeat: what stands, stays.
func (s *Store) DoNotAsk(ctx context.Context, address, why string) (surveys.ContactID, error) {
	id := surveys.NewContactID(address)
	return id, s.optOut(ctx, id, surveys.SuppressByHand, surveys.OptOutHand, why, address)
}

func (s *Store) optOut(ctx context.Context, id surveys.ContactID, reason surveys.SuppressReason, how surveys.OptOutHow, why, address string) error {
	if erased, err := s.isErased(ctx, id); err != nil || erased {
		return err // who is never asked again needs no list, and has no address
	}
	if err := s.list(ctx, id, reason, s.now(), address); err != nil {
		return err
	}
	if err := s.run(ctx, "opt_out", []string{contactKey(id)}, s.now().Unix(), string(how), why, address).Err(); err != nil {
		return fmt.Errorf("opt out: %w", err)
	}
	// Who was not mailed before keeps their first time, on the lists too.
	_, err := s.relist(ctx, []surveys.ContactID{id})
	return err
}

// BounceContact notes that mail to the contact comes back.
func (s *Store) BounceContact(ctx context.Context, id surveys.ContactID, reason string) error {
	if erased, err := s.isErased(ctx, id); err != nil || erased {
		return err
	}
	if err := s.list(ctx, id, surveys.SuppressBounced, s.now(), ""); err != nil {
		return err
	}
	err := s.rdb.HSet(ctx, contactKey(id), contactBounced, s.now().Unix(), contactBounceReason, reason).Err()
	if err != nil {
		return fmt.Errorf("bounce: %w", err)
	}
	return nil
}

// listPause lists a contact as paused, before the pause is written.
func (s *Store) listPause(ctx context.Context, id surveys.ContactID, until time.Time) error {
	if !until.After(s.now()) {
		return nil // reading drops what has ended
	}
	return s.list(ctx, id, surveys.SuppressPaused, until, "")
}

// list puts a contact on the list of one reason.
func (s *Store) list(ctx context.Context, id surveys.ContactID, reason surveys.SuppressReason, at time.Time, address string) error {
	if id == "" {
		return nil
	}
	if address == "" {
		var err error
		if address, err = s.rdb.HGet(ctx, contactKey(id), contactAddress).Result(); err != nil && !isNil(err) {
			return fmt.Errorf("address of the contact: %w", err)
		}
	}
	pipe := s.rdb.TxPipeline()
	queueListed(ctx, pipe, id, reason, at, address)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("list the contact: %w", err)
	}
	return nil
}

// relist lists contacts as their hashes say, and returns those that are not
// mailed, by their ids.
func (s *Store) relist(ctx context.Context, ids []surveys.ContactID) (map[surveys.ContactID]surveys.Contact, error) {
	found, err := s.Contacts(ctx, ids)
	if err != nil {
		return nil, err
	}
	keys := []string{suppressedLettersKey()}
	for _, reason := range surveys.SuppressReasons() {
		keys = append(keys, suppressedKey(reason))
	}
	var calls []call
	for _, id := range ids {
		calls = append(calls, call{"list_suppressed", keys, listing(id, found[id], s.now())})
		if len(found[id].Suppressions(s.now())) == 0 {
			delete(found, id)
		}
	}
	if _, err := s.runAll(ctx, calls); err != nil {
		return nil, fmt.Errorf("list contacts: %w", err)
	}
	return found, nil
}

// listing are the arguments of list_suppressed.
func listing(id surveys.ContactID, c surveys.Contact, now time.Time) []any {
	at := map[surveys.SuppressReason]any{}
	for _, one := range c.Suppressions(now) {
		at[one.Reason] = scoreOf(one)
	}
	args := []any{string(id), letters(c.Address, id)}
	for _, reason := range surveys.SuppressReasons() {
		if score, ok := at[reason]; ok {
			args = append(args, score)
		} else {
			args = append(args, "")
		}
	}
	return args
}

func scoreOf(one surveys.Suppression) int64 {
	if one.Reason == surveys.SuppressPaused {
		return one.Until.Unix()
	}
	return one.Since.Unix()
}

// letters is a contact as a member of the list that is searched by letters.
func letters(address string, id surveys.ContactID) string {
	return strings.ToLower(address) + " " + string(id)
}

// LiftSuppression lets a contact be mailed again, as far as the reason goes.
// NotFound.
func (s *Store) LiftSuppression(ctx context.Context, id surveys.ContactID, reason surveys.SuppressReason) error {
	fields := []any{contactOptedOut, "", contactOptedHow, "", contactOptedWhy, ""}
	switch reason {
	case surveys.SuppressBounced:
		fields = []any{contactBounced, "", contactBounceReason, ""}
	case surveys.SuppressPaused:
		fields = []any{contactPaused, ""}
	}
	if err := s.amend(ctx, contactKey(id), contactAddress, surveys.Phrasef("there is no such contact"), fields...); err != nil {
		return err
	}
	_, err := s.relist(ctx, []surveys.ContactID{id})
	return err
}
