package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// NextStep returns what the owner lets the page ask after a top rating, as
// fresh as Surveys.
func (s *Store) NextStep(ctx context.Context) (surveys.NextStep, error) {
	rules, err := s.house.rules(ctx, s)
	if err != nil {
		return surveys.NextStep{}, err
	}
	return rules.step, nil
}

// SaveNextStep keeps it. Invalid.
func (s *Store) SaveNextStep(ctx context.Context, n surveys.NextStep) error {
	if err := n.Validate(); err != nil {
		return err
	}
	text, err := json.Marshal(n)
	if err == nil {
		err = s.rdb.Set(ctx, stepKey(), text, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("save the next step: %w", err)
	}
	_ = s.house.look(ctx, s) // saved, whether it can be read again or not
	return nil
}

// StepShown notes that somebody was shown the next step, and, the first time,
// that they were asked.
func (s *Store) StepShown(ctx context.Context, inv surveys.Invitation, kind surveys.StepKind) error {
	at := s.now().Truncate(time.Second)
	if err := s.amend(ctx, contactKey(inv.Contact), contactAddress, surveys.Phrasef("there is no such contact"), contactStep, at.Unix()); err != nil {
		return err
	}
	_, err := s.ChangeConsent(ctx, inv.Contact, func(c surveys.Consent) (surveys.Consent, error) {
		if !c.May(surveys.ConsentAsked) {
			return c, nil
		}
		c.Customer, c.Kind, c.Invitation = inv.Customer, kind, inv.ID
		return c.With(surveys.ConsentLine{At: at, State: surveys.ConsentAsked}), nil
	})
	return err
}

// Consents returns what people let us do, the newest first.
func (s *Store) Consents(ctx context.Context) ([]surveys.Consent, error) {
	return readNewest(ctx, s.rdb, "consents", consentsKey(), func(c surveys.Consent) (time.Time, string) { return c.At, string(c.Contact) })
}

// Consent returns what a contact lets us do; zero: nobody asked.
func (s *Store) Consent(ctx context.Context, id surveys.ContactID) (surveys.Consent, error) {
	c, _, err := s.readConsent(ctx, id)
	return c, err
}

func (s *Store) readConsent(ctx context.Context, id surveys.ContactID) (c surveys.Consent, was string, err error) {
	c.Contact = id
	was, err = s.rdb.HGet(ctx, consentsKey(), string(id)).Result()
	if isNil(err) {
		return c, "", nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(was), &c)
	}
	if err != nil {
		return c, "", fmt.Errorf("consent: %w", err)
	}
	return c, was, nil
}

// consentTries is how often a change is tried that others overtake.
const consentTries = 5

// ChangeConsent changes what a contact lets us do; change may refuse with an
// error. One that changes nothing is not written.
func (s *Store) ChangeConsent(ctx context.Context, id surveys.ContactID, change func(surveys.Consent) (surveys.Consent, error)) (surveys.Consent, error) {
	return s.ChangeConsentTold(ctx, id, func(c surveys.Consent) (surveys.Consent, surveys.CustomerNote, error) {
		c, err := change(c)
		return c, surveys.CustomerNote{}, err
	})
}

// ChangeConsentTold is ChangeConsent with what the customer's timeline says of
// the change; nothing for a note without an id.
func (s *Store) ChangeConsentTold(ctx context.Context, id surveys.ContactID,
	change func(surveys.Consent) (surveys.Consent, surveys.CustomerNote, error)) (surveys.Consent, error) {
	for range consentTries {
		before, was, err := s.readConsent(ctx, id)
		if err != nil {
			return before, err
		}
		after, note, err := change(before)
		if err != nil {
			return before, err
		}
		if len(after.Log) == len(before.Log) {
			return before, nil
		}
		is, err := json.Marshal(after)
		if err != nil {
			return before, err
		}
		owed, err := s.owe(consentsOwedKey(), note)
		if err != nil {
			return before, err
		}
		done, err := s.run(ctx, "swap", []string{consentsKey(), owed.key}, string(id), was, string(is), owed.field, owed.text).Bool()
		if err != nil {
			return before, fmt.Errorf("change a consent: %w", err)
		}
		if done {
			s.pay(ctx, owed)
			return after, nil
		}
	}
	return surveys.Consent{}, surveys.Errorf(surveys.Unavailable, "too much is happening at once; please try again")
}

func readStep(set *redis.StringCmd) (n surveys.NextStep, err error) {
	if isNil(set.Err()) {
		return n, nil
	}
	if err := json.Unmarshal([]byte(set.Val()), &n); err != nil {
		return n, fmt.Errorf("next step: %w", err)
	}
	return n, nil
}
