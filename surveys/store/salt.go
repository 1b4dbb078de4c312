package store

import (
	"context"
	"fmt"
	"io"

	"barometer/surveys"
)

// Salts returns the random salts that make clients of today and yesterday. A
// salt is made at the first need of its day and gone after two, and with it
// the way from a client to a network; yesterday's is nil where there was none.
func (s *Store) Salts(ctx context.Context, day surveys.Day, random io.Reader) (today, yesterday []byte, err error) {
	fresh := make([]byte, 16)
	if _, err := io.ReadFull(random, fresh); err != nil {
		return nil, nil, err
	}
	if err := s.rdb.SetNX(ctx, saltKey(day), fresh, saltTTL).Err(); err != nil {
		return nil, nil, fmt.Errorf("salt: %w", err)
	}
	if today, err = s.rdb.Get(ctx, saltKey(day)).Bytes(); err != nil {
		return nil, nil, fmt.Errorf("salt: %w", err)
	}
	yesterday, err = s.rdb.Get(ctx, saltKey(day-1)).Bytes()
	if isNil(err) {
		return today, nil, nil
	}
	return today, yesterday, err
}
