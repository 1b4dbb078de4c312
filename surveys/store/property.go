package store

import (
	"context"
	"fmt"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Properties returns what the caller said about the interaction in words of
// its own; empty where it said nothing.
func (s *Store) Properties(ctx context.Context, id surveys.InvitationID) (map[string]string, error) {
	said, err := s.rdb.HGetAll(ctx, propertiesKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("properties: %w", err)
	}
	return said, nil
}

// queueProperties writes them. It comes before the invitation, so that a crash
// between the two is made good by the repeat.
func queueProperties(ctx context.Context, pipe redis.Pipeliner, id surveys.InvitationID, said map[string]string) {
	if len(said) > 0 {
		pipe.HSet(ctx, propertiesKey(id), said)
	}
}
