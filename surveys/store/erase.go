package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// contactErased is the field of a contact that was erased: when, s. It is the
// only one then.
const contactErased = "erased"

// erasing is what is looked for until nothing can be left.
type erasing struct {
	Address string    `json:"a,omitempty"`
	Name    string    `json:"n,omitempty"`
	Notes   bool      `json:"o,omitempty"` // notes of the team that name the person go, too
	Swept   time.Time `json:"s,omitzero"`  // when all of the house was gone through
}

// eraseAgain is when a house is gone through once more, without a name, for
// what requests wrote that were under way at the first time.
const eraseAgain = 10 * time.Minute

// EraseContact takes a person out of the house for good: address, name, words,
// visits, and what cases, mails, reports and webhooks say of them. Figures stay
// as they are. What is left is the contact's id, a hash of the address, by
// which nobody asks it again. Marked first, so that nothing more is written of
// the person; safe to repeat, also after a crash at any line: what was begun,
// tending ends. notes takes along notes of the team that name the person.
// NotFound for somebody who is not known.
func (s *Store) EraseContact(ctx context.Context, id surveys.ContactID, notes bool) (out surveys.Erasure, err error) {
	out.Contact = id
	f, err := s.rdb.HMGet(ctx, contactKey(id), contactAddress, contactName, contactErased).Result()
	if err != nil {
		return out, fmt.Errorf("erase a contact: %w", err)
	}
	address, _ := f[0].(string)
	name, _ := f[1].(string)
	if f[2] == nil && address == "" {
		return out, surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	if f[2] == nil {
		text, err := json.Marshal(erasing{Address: address, Name: name, Notes: notes})
		if err == nil {
			err = s.rdb.HSet(ctx, erasuresKey(), string(id), text).Err()
		}
		if err != nil {
			return out, fmt.Errorf("erase a contact: %w", err)
		}
	}
	if err := s.run(ctx, "erase", []string{contactKey(id)}, s.now().Unix()).Err(); err != nil {
		return out, fmt.Errorf("erase a contact: %w", err)
	}
	return s.sweep(ctx, id)
}

// isErased reports whether who stood behind the id was erased.
func (s *Store) isErased(ctx context.Context, id surveys.ContactID) (bool, error) {
	erased, err := s.rdb.HExists(ctx, contactKey(id), contactErased).Result()
	if err != nil {
		return false, fmt.Errorf("whether a contact was erased: %w", err)
	}
	return erased, nil
}

// endErasures ends what was begun, and goes through the house once more after a
// first time.
func (s *Store) endErasures(ctx context.Context) error {
	all, err := s.rdb.HKeys(ctx, erasuresKey()).Result()
	for _, id := range all {
		err = errors.Join(err, s.endErasure(ctx, surveys.ContactID(id)))
	}
	return err
}

func (s *Store) endErasure(ctx context.Context, id surveys.ContactID) error {
	if err := s.run(ctx, "erase", []string{contactKey(id)}, s.now().Unix()).Err(); err != nil {
		return fmt.Errorf("erase a contact: %w", err)
	}
	left, err := s.erasing(ctx, id)
	if err != nil || !left.Swept.IsZero() && s.now().Sub(left.Swept) < eraseAgain {
		return err
	}
	if _, err := s.sweep(ctx, id); err != nil || left.Swept.IsZero() {
		return err
	}
	return s.rdb.HDel(ctx, erasuresKey(), string(id)).Err()
}

// erasing reads what is looked for; zero for somebody who is gone altogether.
func (s *Store) erasing(ctx context.Context, id surveys.ContactID) (e erasing, err error) {
	text, err := s.rdb.HGet(ctx, erasuresKey(), string(id)).Result()
	if isNil(err) {
		return e, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &e)
	}
	if err != nil {
		return e, fmt.Errorf("erasure: %w", err)
	}
	return e, nil
}

// sweep goes through all of the house. What it looks for is found in the
// answers, so these come last: broken off, it begins anew and finds the same.
func (s *Store) sweep(ctx context.Context, id surveys.ContactID) (out surveys.Erasure, err error) {
	out.Contact = id
	if err := s.payAll(ctx); err != nil { // so that it is found on the timelines
		return out, err
	}
	looked, err := s.erasing(ctx, id)
	if err != nil {
		return out, err
	}
	found, err := s.findTraces(ctx, id)
	if err != nil {
		return out, err
	}
	found.needles = surveys.NewNeedles(looked.Address, looked.Name, found.comments)
	found.notes = looked.Notes
	if out.Texts, err = s.scrubTexts(ctx, found); err != nil {
		return out, err
	}
	more, err := s.scrubHouse(ctx, found)
	if out.Texts += more; err != nil {
		return out, err
	}
	if err := s.dropTraces(ctx, id, looked); err != nil {
		return out, err
	}
	if out.Invitations, err = s.eraseAnswers(ctx, found.invitations); err != nil {
		return out, err
	}
	if looked == (erasing{}) {
		out.Done = true
		return out, nil // a repeat, long after
	}
	text, err := json.Marshal(erasing{Swept: s.now().UTC()})
	if err == nil {
		err = s.rdb.HSet(ctx, erasuresKey(), string(id), text).Err()
	}
	if err != nil {
		return out, fmt.Errorf("erase a contact: %w", err)
	}
	out.Done = true
	return out, s.announceErasure(ctx, id)
}

// announceErasure puts the news for webhooks on the schedule.
func (s *Store) announceErasure(ctx context.Context, id surveys.ContactID) error {
	shard := surveys.ProjectID(id).Shard()
	member := dueMember(surveys.DueEvent, fmt.Sprintf("%s.0.%s", surveys.EntryErased, id))
	if err := s.rdb.ZAdd(ctx, dueKey(shard), redis.Z{Score: float64(s.now().UnixMilli()), Member: member}).Err(); err != nil {
		return fmt.Errorf("announce an erasure: %w", err)
	}
	return nil
}

// eraseAnswers takes the words out of invitations.
func (s *Store) eraseAnswers(ctx context.Context, ids []surveys.InvitationID) (int, error) {
	calls := make([]call, len(ids))
	for i, id := range ids {
		shard := id.Shard()
		calls[i] = call{"erase_answer", []string{invitationKey(id), wordsKey(id), visitsKey(id), propertiesKey(id), historyKey(id),
			saidKey(shard), saidLogKey(shard), unconfirmedKey(shard)}, []any{string(id)}}
	}
	answers, err := s.runAll(ctx, calls)
	if err != nil {
		return 0, fmt.Errorf("erase answers: %w", err)
	}
	n := 0
	for _, a := range answers {
		if done, err := a.Bool(); err == nil && done {
			n++
		}
	}
	return n, nil
}
