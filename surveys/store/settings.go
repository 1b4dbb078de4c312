package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"barometer/surveys"
)

// Fields of the settings: both are written once and never changed.
const (
	zoneSetting   = "zone"
	secretSetting = "secret"
)

// defaultZone is fixed where nobody wished for another at the first start.
const defaultZone = "UTC"

// fixZone returns the zone that days are counted in: the one kept in Redis,
// else the wish, which is kept from now on. Days of two zones in one tally
// would never add up again, so a later wish is not followed.
func (s *Store) fixZone(ctx context.Context, wish string) (*time.Location, error) {
	if wish == "" {
		wish = defaultZone
	}
	if _, err := time.LoadLocation(wish); err != nil {
		return nil, surveys.InvalidField("timezone", "must be a time zone such as Europe/Berlin")
	}
	kept, err := s.keepFirst(ctx, zoneSetting, wish)
	if err != nil {
		return nil, fmt.Errorf("time zone: %w", err)
	}
	return time.LoadLocation(kept)
}

// Secret returns the 32-byte master secret: the one kept in Redis, or, the
// first time, what made returns, which is kept from then on.
func (s *Store) Secret(ctx context.Context, made func() ([]byte, error)) ([]byte, error) {
	kept, err := s.rdb.HGet(ctx, settingsKey(), secretSetting).Result()
	if isNil(err) {
		kept, err = s.keepSecret(ctx, made)
	}
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	return base64.StdEncoding.DecodeString(kept)
}

func (s *Store) keepSecret(ctx context.Context, made func() ([]byte, error)) (string, error) {
	secret, err := made()
	if err != nil {
		return "", err
	}
	return s.keepFirst(ctx, secretSetting, base64.StdEncoding.EncodeToString(secret))
}

// keepFirst writes a setting that is not there yet and returns the one that
// stands: of two that start at once, both get the first.
func (s *Store) keepFirst(ctx context.Context, field, value string) (string, error) {
	if err := s.rdb.HSetNX(ctx, settingsKey(), field, value).Err(); err != nil {
		return "", err
	}
	return s.rdb.HGet(ctx, settingsKey(), field).Result()
}
