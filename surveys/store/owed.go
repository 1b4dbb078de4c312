package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"barometer/surveys"
)

// owed is what a customer's timeline is to say of a change. A timeline lies in
// another slot than most of what it tells of, so the script that makes a change
// keeps the line with it (see owe.lua); it is paid after the change, and where
// the process dies before that, by tending.
type owed struct {
	key, field, text string
	note             surveys.CustomerNote
}

// keptOwed is an owed line as it lies in Redis.
type keptOwed struct {
	ID       string             `json:"id"`
	Customer surveys.CustomerID `json:"c"`
	Note     keptNote           `json:"n"`
}

// owe makes ready what is to be said; of a note without an id nothing is. key is
// where it is owed. No time: now. Invalid.
func (s *Store) owe(key string, n surveys.CustomerNote) (owed, error) {
	if n.ID == "" {
		return owed{key: key}, nil
	}
	if n.At.IsZero() {
		n.At = s.now()
	}
	if err := checkNote(n); err != nil {
		return owed{}, err
	}
	text, err := json.Marshal(keptOwed{n.ID, n.Customer, keepNote(n)})
	return owed{key: key, field: owedField(n.Customer, n.ID), text: string(text), note: n}, err
}

// owedField is an owed line in its hash: ids are a customer's own.
func owedField(c surveys.CustomerID, id string) string { return c.Key() + " " + id }

// pay puts the line on the timeline. What cannot be paid now is paid by tending,
// so that a change which is made never looks as if it were not.
func (s *Store) pay(ctx context.Context, o owed) {
	if o.field != "" {
		_ = s.payNow(context.WithoutCancel(ctx), o)
	}
}

func (s *Store) payNow(ctx context.Context, o owed) error {
	id, err := s.Canonical(ctx, o.note.Customer)
	if err != nil {
		return err
	}
	o.note.Customer = id
	if err := s.NoteCustomer(ctx, o.note); err != nil {
		return err
	}
	return s.rdb.HDel(ctx, o.key, o.field).Err()
}

// payAll pays all that is owed.
func (s *Store) payAll(ctx context.Context) error {
	keys := []string{consentsOwedKey(), livesOwedKey()}
	for shard := range surveys.Shards {
		keys = append(keys, owedKey(shard))
	}
	var failed error
	for _, key := range keys {
		all, err := s.rdb.HGetAll(ctx, key).Result()
		if err != nil {
			return fmt.Errorf("what timelines are to say: %w", err)
		}
		for _, field := range slices.Sorted(maps.Keys(all)) {
			failed = errors.Join(failed, s.payKept(ctx, key, field, all[field]))
		}
	}
	return failed
}

func (s *Store) payKept(ctx context.Context, key, field, text string) error {
	var k keptOwed
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return fmt.Errorf("what a timeline is to say: %w", err)
	}
	return s.payNow(ctx, owed{key: key, field: field, note: k.Note.note(k.ID, k.Customer)})
}
