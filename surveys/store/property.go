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

// ReadReferences fills in which mail each invitation follows, in the words of
// the caller, in one pipeline. A reminder follows what the first asking did.
func (s *Store) ReadReferences(ctx context.Context, all []surveys.Invitation) error {
	pipe := s.rdb.Pipeline()
	said := map[int]*redis.SliceCmd{}
	for i, inv := range all {
		if inv.Follows {
			said[i] = pipe.HMGet(ctx, propertiesKey(inv.Asks()), surveys.References()...)
		}
	}
	if len(said) == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("mails that ours follow: %w", err)
	}
	for i, cmd := range said {
		for _, v := range cmd.Val() {
			text, _ := v.(string)
			if id, ok := surveys.ParseMessageID(text); ok && all[i].Reference == "" {
				all[i].Reference = id
			}
		}
	}
	return nil
}
