package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
)

// restsKeptFor is how long what domains have said is kept after the last of them
// spoke; a rest is shorter.
const restsKeptFor = 24 * time.Hour

// keptRest is a domain's rest as it lies in Redis.
type keptRest struct {
	Until int64  `json:"until"` // s
	Times int    `json:"times"`
	Words string `json:"words,omitempty"`
}

// NoteRest notes for people to see that a domain gets no mail for a while.
func (s *Store) NoteRest(ctx context.Context, r surveys.DomainRest) error {
	text, err := json.Marshal(keptRest{r.Until.Unix(), r.Times, withoutAddresses(r.Words)})
	if err != nil {
		return fmt.Errorf("the rest of a domain: %w", err)
	}
	pipe := s.rdb.TxPipeline()
	pipe.HSet(ctx, restsKey(), r.Domain, text)
	pipe.Expire(ctx, restsKey(), restsKeptFor)
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("note the rest of a domain: %w", err)
	}
	return nil
}

// withoutAddresses takes out whom a server speaks of: what it says of a domain
// belongs to no contact, so that erasing one would not find it.
func withoutAddresses(words string) string {
	all := strings.Fields(words)
	for i, word := range all {
		if strings.Contains(word, "@") {
			all[i] = "…"
		}
	}
	return strings.Join(all, " ")
}

// Rests returns the domains that get no mail now, the longest rest first, and
// drops those whose rest is over.
func (s *Store) Rests(ctx context.Context) ([]surveys.DomainRest, error) {
	rows, err := s.rdb.HGetAll(ctx, restsKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("rests of domains: %w", err)
	}
	var out []surveys.DomainRest
	var over []string
	for domain, text := range rows {
		var k keptRest
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return nil, fmt.Errorf("rests of domains: %w", err)
		}
		r := surveys.DomainRest{Domain: domain, Until: time.Unix(k.Until, 0).UTC(), Times: k.Times, Words: k.Words}
		if !r.Until.After(s.now()) {
			over = append(over, domain)
			continue
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b surveys.DomainRest) int {
		return cmp.Or(b.Until.Compare(a.Until), cmp.Compare(a.Domain, b.Domain))
	})
	if len(over) == 0 {
		return out, nil
	}
	if err := s.rdb.HDel(ctx, restsKey(), over...).Err(); err != nil {
		return nil, fmt.Errorf("rests of domains: %w", err)
	}
	return out, nil
}
