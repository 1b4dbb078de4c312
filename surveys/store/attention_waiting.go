package store

import (
	"cmp"
	"context"
	"fmt"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// waiting returns the oldest case of each customer that nobody has answered. A
// complaint that was taken back waits for no answer, though its case is open.
// Only what a ranking needs is read of a case: there may be thousands.
func (s *Store) waiting(ctx context.Context) (map[surveys.CustomerID]surveys.CaseID, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	ids, _, err := s.newestCases(ctx, surveys.CaseOpen, attentionCases)
	if err != nil {
		return nil, fmt.Errorf("cases that wait: %w", err)
	}
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HMGet(ctx, caseKey(id), caseState, caseCustomer, caseWithdrawn)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("cases that wait: %w", err)
	}
	out := make(map[surveys.CustomerID]surveys.CaseID, len(ids))
	for i, id := range ids { // newest first
		customer := surveys.CustomerID(word(cmds[i], 1))
		if customer != "" && surveys.CaseState(word(cmds[i], 0)) == surveys.CaseOpen && word(cmds[i], 2) != "1" {
			out[cmp.Or(into[customer], customer)] = id
		}
	}
	return out, nil
}
