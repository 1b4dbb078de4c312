package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"
)

// keptNote is a note as it is kept.
type keptNote struct {
	Kind    surveys.NoteKind `json:"k"`
	Text    string           `json:"t"`
	Telling surveys.Telling  `json:"s,omitzero"`
	By      surveys.UserID   `json:"b,omitempty"`
	At      int64            `json:"a"` // Unix seconds
}

func keepNote(n surveys.CustomerNote) keptNote {
	return keptNote{n.Kind, n.Text, n.Telling, n.By, n.At.Unix()}
}

func (k keptNote) note(id string, of surveys.CustomerID) surveys.CustomerNote {
	return surveys.CustomerNote{ID: id, Customer: of, Kind: k.Kind, Text: k.Text, Telling: k.Telling, By: k.By, At: time.Unix(k.At, 0).UTC()}
}

// NoteCustomer puts a note on the timeline of a customer. Safe to repeat: the
// first of an id stays. No time: now. Invalid without a customer or a text.
func (s *Store) NoteCustomer(ctx context.Context, n surveys.CustomerNote) error {
	if err := checkNote(n); err != nil {
		return err
	}
	if n.ID == "" {
		n.ID = rand.Text()
	}
	if n.At.IsZero() {
		n.At = s.now()
	}
	text, err := json.Marshal(keepNote(n))
	if err != nil {
		return fmt.Errorf("note: %w", err)
	}
	quarter := surveys.DayOf(n.At, s.zone).Quarter()
	keys := []string{customerNotesKey(n.Customer), customerQuartersKey(n.Customer), customerTimelineKey(n.Customer, quarter)}
	if err := s.run(ctx, "note", keys, n.ID, text, quarter, n.At.Unix(), memberNote+n.ID).Err(); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return nil
}

func checkNote(n surveys.CustomerNote) error {
	if n.Customer == "" {
		return surveys.InvalidField("customer", "must not be empty")
	}
	if problem := surveys.CheckCustomerNote(n.Text); problem != "" {
		return surveys.InvalidField("text", "%s", problem)
	}
	return nil
}

// ForgetNote takes a note off the customer's timeline. Safe to repeat.
func (s *Store) ForgetNote(ctx context.Context, customer surveys.CustomerID, id string) error {
	found, err := s.customerNotes(ctx, customer, []string{id})
	if err != nil || len(found) == 0 {
		return err
	}
	quarter := surveys.DayOf(found[id].At, s.zone).Quarter()
	pipe := s.rdb.TxPipeline()
	pipe.ZRem(ctx, customerTimelineKey(customer, quarter), memberNote+id)
	pipe.HDel(ctx, customerNotesKey(customer), id)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("forget a note: %w", err)
	}
	return nil
}

// customerNotes reads notes of a customer; those that are gone are left out.
func (s *Store) customerNotes(ctx context.Context, customer surveys.CustomerID, ids []string) (map[string]surveys.CustomerNote, error) {
	out := make(map[string]surveys.CustomerNote, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	texts, err := s.rdb.HMGet(ctx, customerNotesKey(customer), ids...).Result()
	if err != nil {
		return nil, fmt.Errorf("notes of the customer: %w", err)
	}
	for i, text := range texts {
		raw, _ := text.(string)
		var kept keptNote
		if raw == "" || json.Unmarshal([]byte(raw), &kept) != nil {
			continue
		}
		out[ids[i]] = kept.note(ids[i], customer)
	}
	return out, nil
}
