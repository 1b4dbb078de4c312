package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// MergeCustomers makes one customer of two, from the beginning: the life of
// both becomes that of into, and the id that is given up leads there from now
// on. Its projects, contacts and timeline are shown there, its figures are
// counted there; what was kept by the old id stays where it is and is found
// through it. Safe to repeat, also after a crash at any line: what was begun,
// tending ends. NotFound; Invalid for a customer and itself.
func (s *Store) MergeCustomers(ctx context.Context, id, into surveys.CustomerID) error {
	// What was begun of either is not there to be given.
	if err := errors.Join(s.payAll(ctx), s.endMergers(ctx), s.endPartings(ctx)); err != nil {
		return err
	}
	old, err := s.Canonical(ctx, id)
	if err != nil {
		return err
	}
	target, err := s.Customer(ctx, into)
	if err != nil {
		return err
	}
	switch {
	case id == into, old == target.ID && id == old:
		return surveys.InvalidField("into", "must be another customer")
	case old == target.ID: // merged before; what a crash left undone is done now
		return s.endMerger(ctx, id, target.ID)
	}
	if _, err := s.Customer(ctx, old); err != nil {
		return err
	}
	if err := s.mergeLives(ctx, old, target.ID); err != nil {
		return err
	}
	return s.endMerger(ctx, old, target.ID)
}

// mergeLives is the step that makes one of two; with it lies what parting them
// again needs.
func (s *Store) mergeLives(ctx context.Context, old, into surveys.CustomerID) error {
	defer s.aliases.forget()
	given, err := s.giving(ctx, old, into)
	if err != nil {
		return err
	}
	for range lifeTries {
		from, err := s.readLifeOf(ctx, old)
		if err != nil {
			return err
		}
		to, err := s.readLifeOf(ctx, into)
		if err != nil {
			return err
		}
		life, steps, err := writeLife(to.Merged(from.Life))
		if err != nil {
			return err
		}
		given.Of, given.To, given.Both = [2]string{from.life, from.steps}, [2]string{to.life, to.steps}, [2]string{life, steps}
		text, err := json.Marshal(given)
		if err != nil {
			return fmt.Errorf("merge customers: %w", err)
		}
		keys := []string{livesKey(), livesVersionKey(), lifeStepsKey(), aliasesKey(), joinedKey(), mergersKey()}
		done, err := s.run(ctx, "merge", keys, string(old), string(into),
			from.life, from.steps, to.life, to.steps, life, steps, text).Bool()
		if err != nil {
			return fmt.Errorf("merge customers: %w", err)
		}
		if done {
			return nil
		}
	}
	return surveys.Errorf(surveys.Conflict, "others change these customers at the same time; please try again")
}

// moveCustomer copies what lies in the slot of the old customer into that of
// the new one: projects, contacts, open cases, notes and timeline. Sets and
// sorted sets take the same again for nothing.
func (s *Store) moveCustomer(ctx context.Context, old, into surveys.CustomerID) error {
	notes, err := s.notesGiven(ctx, old, into)
	if err != nil {
		return err
	}
	pipe := s.rdb.Pipeline()
	if err := s.queueLists(ctx, pipe, old, into, notes); err != nil {
		return err
	}
	for _, n := range notes {
		pipe.HSetNX(ctx, customerNotesKey(into), n.as, n.text)
	}
	if pipe.Len() > 0 {
		if _, err := pipe.Exec(ctx); err != nil {
			return fmt.Errorf("move a customer: %w", err)
		}
	}
	if err := s.moveDays(ctx, old, into); err != nil {
		return err
	}
	if err := s.moveContacts(ctx, old, into); err != nil {
		return err
	}
	return s.foldAnew(ctx, into)
}

// queueLists gives the new customer what is on the lists of the old one, but for
// cases that were resolved since it became another.
func (s *Store) queueLists(ctx context.Context, pipe redis.Pipeliner, old, into surveys.CustomerID, notes []noteGiven) error {
	open, err := s.OpenCasesOf(ctx, old)
	if err != nil {
		return err
	}
	for _, c := range open {
		pipe.SAdd(ctx, customerCasesKey(into), int(c.ID))
	}
	from := []string{customerProjectsKey(old), customerContactsKey(old), customerQuartersKey(old)}
	to := []string{customerProjectsKey(into), customerContactsKey(into), customerQuartersKey(into)}
	for i, key := range from {
		members, err := s.rdb.SMembers(ctx, key).Result()
		if err != nil {
			return fmt.Errorf("move a customer: %w", err)
		}
		if len(members) > 0 {
			pipe.SAdd(ctx, to[i], anys(members)...)
		}
		if i == len(from)-1 {
			if err := s.moveTimeline(ctx, old, into, members, notes); err != nil {
				return err
			}
		}
	}
	return nil
}

// foldAnew puts it on the schedule to fold the signal of customers over all
// their projects.
func (s *Store) foldAnew(ctx context.Context, ids ...surveys.CustomerID) error {
	for _, id := range ids {
		due := redis.Z{Score: float64(s.now().UnixMilli()), Member: dueMember(surveys.DuePool, string(id))}
		if err := s.rdb.ZAdd(ctx, dueKey(lifeShard(id)), due).Err(); err != nil {
			return fmt.Errorf("fold a customer anew: %w", err)
		}
	}
	return nil
}

// noteGiven is a note of the old customer that the new one has not.
type noteGiven struct{ id, as, text string }

// notesGiven are the notes that the new customer gets: another note of it may
// have the same id, for many are made of a number and a second.
func (s *Store) notesGiven(ctx context.Context, old, into surveys.CustomerID) ([]noteGiven, error) {
	pipe := s.rdb.Pipeline()
	from, to := pipe.HGetAll(ctx, customerNotesKey(old)), pipe.HGetAll(ctx, customerNotesKey(into))
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("notes of a customer: %w", err)
	}
	var out []noteGiven
	for id, text := range from.Val() {
		switch known, both := to.Val()[id]; {
		case !both:
			out = append(out, noteGiven{id, id, text})
		case known != text:
			out = append(out, noteGiven{id, id + "-" + old.Key(), text})
		}
	}
	slices.SortFunc(out, func(a, b noteGiven) int { return cmp.Compare(a.id, b.id) })
	return out, nil
}

func (s *Store) moveTimeline(ctx context.Context, old, into surveys.CustomerID, quarters []string, notes []noteGiven) error {
	members := make(map[string]string, len(notes)) // of the timeline, as they will be there
	for _, n := range notes {
		members[memberNote+n.id] = memberNote + n.as
	}
	for _, q := range quarters {
		all, err := s.rdb.ZRangeWithScores(ctx, customerTimelineKey(old, atoi(q)), 0, -1).Result()
		if err != nil {
			return fmt.Errorf("move the timeline of a customer: %w", err)
		}
		if len(all) == 0 {
			continue
		}
		for i, z := range all {
			if as, given := members[z.Member.(string)]; given {
				all[i].Member = as
			}
		}
		if err := s.rdb.ZAdd(ctx, customerTimelineKey(into, atoi(q)), all...).Err(); err != nil {
			return fmt.Errorf("move the timeline of a customer: %w", err)
		}
	}
	return nil
}

// moveContacts lets the people of the old customer belong to the new one.
func (s *Store) moveContacts(ctx context.Context, old, into surveys.CustomerID) error {
	contacts, err := s.rdb.SMembers(ctx, customerContactsKey(old)).Result()
	if err != nil {
		return fmt.Errorf("move the contacts of a customer: %w", err)
	}
	for _, c := range contacts {
		err := s.amend(ctx, contactKey(surveys.ContactID(c)), contactAddress, surveys.Phrasef("there is no such contact"), contactAt, string(into))
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
	}
	paused, err := s.rdb.HGet(ctx, customerKey(old), customerPaused).Int64()
	if isNil(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("move the pause of a customer: %w", err)
	}
	if until := time.Unix(paused, 0); until.After(s.now()) {
		return s.PauseCustomer(ctx, into, until)
	}
	return nil
}

func anys[T any](all []T) []any {
	out := make([]any, len(all))
	for i, v := range all {
		out[i] = v
	}
	return out
}
