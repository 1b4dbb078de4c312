package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

// readNewest reads all values of a hash of JSON, the newest first; at says when
// one is from and, among those of one moment, what it is sorted by. what names
// them in an error.
func readNewest[T any](ctx context.Context, rdb redis.Cmdable, what, key string, at func(T) (time.Time, string)) ([]T, error) {
	kept, err := rdb.HVals(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	out := make([]T, len(kept))
	for i, text := range kept {
		if err := json.Unmarshal([]byte(text), &out[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
	}
	slices.SortFunc(out, func(a, b T) int {
		atA, textA := at(a)
		atB, textB := at(b)
		return cmp.Or(atB.Compare(atA), cmp.Compare(textA, textB))
	})
	return out, nil
}

// readHashes reads the hashes whose ids are in a set, those that are there.
func readHashes(ctx context.Context, rdb redis.Cmdable, set string, key func(id string) string) (map[string]map[string]string, error) {
	ids, err := rdb.SMembers(ctx, set).Result()
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	pipe := rdb.Pipeline()
	found := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		found[i] = pipe.HGetAll(ctx, key(id))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	out := make(map[string]map[string]string, len(ids))
	for i, id := range ids {
		if f := found[i].Val(); len(f) > 0 {
			out[id] = f
		}
	}
	return out, nil
}
