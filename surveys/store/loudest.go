package store

import (
	"context"
	"fmt"
	"strings"

	"barometer/surveys"
)

// LoudestCustomer returns the customer that most answers of a project come
// from, and their share of all of its answers, where the figures of the project
// lean on it; empty where they do not. NotFound.
func (s *Store) LoudestCustomer(ctx context.Context, id surveys.ProjectID) (surveys.CustomerID, float64, error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return "", 0, err
	}
	members, err := s.rdb.SMembers(ctx, projectCustomersKey(src.shard, src.project)).Result()
	if err != nil || len(members) == 0 {
		return "", 0, err
	}
	fields := make([]string, len(members))
	for i, m := range members {
		_, fields[i] = source{src.shard, src.project, atoi(m)}.summaryAt()
	}
	found, err := s.rdb.HMGet(ctx, customerStreamsKey(src.shard), fields...).Result()
	if err != nil {
		return "", 0, fmt.Errorf("read summaries: %w", err)
	}
	counts, total := make([]int, len(found)), 0
	for i, v := range found {
		text, _ := v.(string)
		counts[i] = answersIn(text)
		total += counts[i]
	}
	which, ok := surveys.Loudest(counts)
	if !ok {
		return "", 0, nil
	}
	n := atoi(members[which])
	names, err := s.namesOf(ctx, src.shard, []int{n})
	return surveys.CustomerID(strings.TrimPrefix(names[n], customerText)), float64(counts[which]) / float64(total), err
}
