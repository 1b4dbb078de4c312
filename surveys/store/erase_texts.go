package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// scrubTexts takes the person out of all texts that may name them, and returns
// how many did.
func (s *Store) scrubTexts(ctx context.Context, t traces) (n int, err error) {
	for _, key := range t.texts {
		kind, err := s.rdb.Type(ctx, key).Result()
		if err != nil {
			return n, fmt.Errorf("a text: %w", err)
		}
		changed := false
		switch {
		case strings.HasPrefix(key, "c:{"):
			changed, err = s.scrubNotes(ctx, t, key)
		case kind == "hash":
			changed, err = s.scrubHash(ctx, t, key)
		case kind == "list":
			changed, err = s.scrubList(ctx, t, key)
		}
		if err != nil {
			return n, err
		}
		if changed {
			n++
		}
	}
	return n, nil
}

// scrubHash clears a mail to the person and a delivery about them; of other
// hashes it takes the person out of each field.
func (s *Store) scrubHash(ctx context.Context, t traces, key string) (bool, error) {
	h, err := s.rdb.HGetAll(ctx, key).Result()
	if err != nil {
		return false, fmt.Errorf("a text: %w", err)
	}
	var set []any
	for field, text := range h {
		clean := t.needles.Scrub(text)
		switch {
		case field == deliveryBody && t.isAbout(text):
			clean = erasedBody(clean)
		case h[replyTo] == string(t.contact) && (field == replyText || field == letterSubject):
			clean = ""
		}
		if clean != text {
			set = append(set, field, clean)
		}
	}
	if len(set) == 0 {
		return false, nil
	}
	return true, s.rdb.HSet(ctx, key, set...).Err()
}

// isAbout reports a text that names the contact or one of its invitations by id.
func (t traces) isAbout(text string) bool {
	if strings.Contains(text, string(t.contact)) {
		return true
	}
	return slices.ContainsFunc(t.invitations, func(id surveys.InvitationID) bool { return strings.Contains(text, string(id)) })
}

// erasedBody takes the person and the words out of what a webhook is told, and
// leaves what can be counted.
func erasedBody(body string) string {
	var told any
	if json.Unmarshal([]byte(body), &told) != nil {
		return "" // words for a chat
	}
	blank(told)
	out, err := json.Marshal(told)
	if err != nil {
		return "{}"
	}
	return string(out)
}

func blank(v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			blank(one)
		}
	case map[string]any:
		for key, one := range v {
			if _, text := one.(string); text && slices.Contains([]string{"comment", "email", "contact_name", "text", "address", "subject"}, key) {
				v[key] = ""
			}
			blank(one)
		}
	}
}

func (s *Store) scrubList(ctx context.Context, t traces, key string) (bool, error) {
	lines, err := s.rdb.LRange(ctx, key, 0, -1).Result()
	if err != nil {
		return false, fmt.Errorf("a text: %w", err)
	}
	any := false
	for i, line := range lines {
		clean := t.needles.Scrub(line)
		if clean == line {
			continue
		}
		any = true
		if key == lettersKey() {
			clean = "" // of somebody who wrote to us: all of it goes
			if err := s.rdb.LRem(ctx, key, 0, line).Err(); err != nil {
				return any, fmt.Errorf("a letter: %w", err)
			}
			continue
		}
		if err := s.rdb.LSet(ctx, key, int64(i), clean).Err(); err != nil {
			return any, fmt.Errorf("a line of a case: %w", err)
		}
	}
	return any, nil
}

// scrubNotes takes the person out of what the house noted by itself; notes that
// somebody of the team wrote stay, unless they are to go.
func (s *Store) scrubNotes(ctx context.Context, t traces, key string) (bool, error) {
	all, err := s.rdb.HGetAll(ctx, key).Result()
	if err != nil {
		return false, fmt.Errorf("notes: %w", err)
	}
	any := false
	for id, text := range all {
		clean := t.needles.Scrub(text)
		var note keptNote
		if clean == text || json.Unmarshal([]byte(clean), &note) != nil {
			continue
		}
		if note.Kind == surveys.NoteText && !t.notes {
			continue
		}
		any = true
		if err := s.rdb.HSet(ctx, key, id, clean).Err(); err != nil {
			return any, fmt.Errorf("notes: %w", err)
		}
	}
	return any, nil
}

// dropTraces takes the contact off all lists, and out of what is kept by
// contact.
func (s *Store) dropTraces(ctx context.Context, id surveys.ContactID, e erasing) error {
	if err := s.dropImportFiles(ctx); err != nil {
		return err
	}
	if err := s.forgetContact(ctx, id, e); err != nil {
		return err
	}
	if err := s.ForgetName(ctx, id); err != nil {
		return err
	}
	return s.leaveCustomers(ctx, id)
}

func (s *Store) forgetContact(ctx context.Context, id surveys.ContactID, e erasing) error {
	pipe := s.rdb.Pipeline()
	pipe.HDel(ctx, consentsKey(), string(id))
	pipe.HDel(ctx, happyKey(), string(id))
	pipe.HDel(ctx, reportStopsKey(), string(id))
	for _, reason := range surveys.SuppressReasons() {
		pipe.ZRem(ctx, suppressedKey(reason), string(id))
	}
	if e.Address != "" {
		pipe.ZRem(ctx, suppressedLettersKey(), letters(e.Address, id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("forget a contact: %w", err)
	}
	return nil
}

// leaveCustomers takes the contact off the lists of people of customers; one
// that is a customer itself keeps its figures and loses its name.
func (s *Store) leaveCustomers(ctx context.Context, id surveys.ContactID) error {
	customers, err := s.customerIDs(ctx)
	if err != nil {
		return err
	}
	own := surveys.CustomerID(contactCustomer) + surveys.CustomerID(id)
	pipe := s.rdb.Pipeline()
	left := make([]*redis.IntCmd, 0, len(customers))
	for _, customer := range append(customers, own) {
		left = append(left, pipe.SRem(ctx, customerContactsKey(customer), string(id)))
	}
	there := pipe.Exists(ctx, customerKey(own))
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("people of customers: %w", err)
	}
	var touched []string
	for i, cmd := range left {
		if cmd.Val() > 0 {
			touched = append(touched, string(cmp.Or(append(customers, own)[i], own)))
		}
	}
	if len(touched) > 0 { // what hangs on whom there is gathered again
		if err := s.rdb.HDel(ctx, relationsKey(), touched...).Err(); err != nil {
			return fmt.Errorf("relations: %w", err)
		}
	}
	if there.Val() == 0 {
		return nil
	}
	if err := s.rdb.HSet(ctx, customerKey(own), customerName, surveys.ErasedName).Err(); err != nil {
		return fmt.Errorf("name a customer: %w", err)
	}
	return nil
}
