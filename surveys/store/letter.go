package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"
)

// Letters are for a person to look at, not an archive.
const (
	lettersKept   = 20
	letterKeptFor = 30 * 24 * time.Hour // from the newest
)

// keptLetter is a letter as it lies in Redis.
type keptLetter struct {
	Box     string `json:"box"`
	From    string `json:"from,omitempty"`
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
	At      int64  `json:"at"` // s
}

// KeepLetter keeps a letter; the oldest goes where there are too many.
func (s *Store) KeepLetter(ctx context.Context, l surveys.Letter) error {
	text, err := json.Marshal(keptLetter{l.Box, l.From, l.Subject, l.Text, l.At.Unix()})
	if err != nil {
		return fmt.Errorf("a letter: %w", err)
	}
	err = s.run(ctx, "letter", []string{lettersKey()}, text, lettersKept, int64(letterKeptFor.Seconds())).Err()
	if err != nil {
		return fmt.Errorf("keep a letter: %w", err)
	}
	return nil
}

// Letters returns those that are kept, newest first.
func (s *Store) Letters(ctx context.Context) ([]surveys.Letter, error) {
	rows, err := s.rdb.LRange(ctx, lettersKey(), 0, lettersKept-1).Result()
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	out := make([]surveys.Letter, 0, len(rows))
	for _, row := range rows {
		var k keptLetter
		if err := json.Unmarshal([]byte(row), &k); err != nil {
			return nil, fmt.Errorf("letters: %w", err)
		}
		out = append(out, surveys.Letter{Box: k.Box, From: k.From, Subject: k.Subject, Text: k.Text, At: time.Unix(k.At, 0).UTC()})
	}
	return out, nil
}
