package store

import (
	"context"
	"fmt"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// scanAtOnce is how many keys are looked at in one step through all of them.
const scanAtOnce = 1000

// fillSuppressed puts the contacts of a house before there were lists onto
// them, once. Safe to repeat, and beside another.
func (s *Store) fillSuppressed(ctx context.Context) error {
	done, err := s.rdb.Exists(ctx, suppressedFilledKey()).Result()
	if err != nil {
		return fmt.Errorf("lists of who is not mailed: %w", err)
	}
	if done > 0 {
		return nil
	}
	if err := s.eachContact(ctx, func(ids []surveys.ContactID) error {
		_, err := s.relist(ctx, ids)
		return err
	}); err != nil {
		return fmt.Errorf("fill the lists of who is not mailed: %w", err)
	}
	return s.rdb.Set(ctx, suppressedFilledKey(), 1, 0).Err()
}

// eachContact goes through all contacts, some at a time, in no order.
func (s *Store) eachContact(ctx context.Context, do func([]surveys.ContactID) error) error {
	scan := func(ctx context.Context, c redis.Cmdable) error {
		for cursor := uint64(0); ; {
			keys, next, err := c.Scan(ctx, cursor, contactKey("*"), scanAtOnce).Result()
			if err != nil {
				return err
			}
			if ids := contactsOfKeys(keys); len(ids) > 0 {
				if err := do(ids); err != nil {
					return err
				}
			}
			if cursor = next; cursor == 0 {
				return nil
			}
		}
	}
	if cluster, ok := s.rdb.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return scan(ctx, c) })
	}
	return scan(ctx, s.rdb)
}

// contactsOfKeys are the contacts whose hashes the keys are; other keys of a
// contact are left out.
func contactsOfKeys(keys []string) []surveys.ContactID {
	head, tail, _ := strings.Cut(contactKey("*"), "*")
	var out []surveys.ContactID
	for _, key := range keys {
		id, ok := strings.CutPrefix(key, head)
		if id, end := strings.CutSuffix(id, tail); ok && end && !strings.Contains(id, "}") {
			out = append(out, surveys.ContactID(id))
		}
	}
	return out
}
