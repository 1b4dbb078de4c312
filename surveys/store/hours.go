package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"barometer/surveys"
)

// zones remembers time zones that were loaded: a mail asks for one, and reading
// it from disk takes longer than composing the mail. There are some 600.
type zones struct{ byName sync.Map }

// of returns the zone of that name, or the house's.
func (z *zones) of(name string, house *time.Location) *time.Location {
	if name == "" {
		return house
	}
	if zone, ok := z.byName.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, ok := surveys.ParseZone(name)
	if !ok {
		return house
	}
	z.byName.Store(name, zone)
	return zone
}

// hours returns when mails may go out, and whether that is ever a question.
func (s *Store) hours(ctx context.Context) (h surveys.Hours, any bool, err error) {
	p, err := s.Preferences(ctx)
	if err != nil {
		return h, false, fmt.Errorf("hours: %w", err)
	}
	return p.Hours, p.Hours.Any(), nil
}

// withinHours moves the mail of a new invitation into the hours of its contact,
// whose time zone is named; empty: the house's.
func (s *Store) withinHours(ctx context.Context, inv surveys.Invitation, zone string) (surveys.Invitation, error) {
	hours, any, err := s.hours(ctx)
	if err != nil || any {
		return inv, err
	}
	if at := hours.Next(inv.SendAt, s.zones.of(zone, s.zone)); at.After(inv.SendAt) {
		inv.SendAt, inv.Reason = at, string(surveys.WaitsForHours)
	}
	return inv, nil
}

// waitForHours puts a claimed mail back until at. The claim counts as none.
func (s *Store) waitForHours(ctx context.Context, inv surveys.Invitation, at time.Time) error {
	shard := inv.ID.Shard()
	keys := []string{dueKey(shard), attemptsKey(shard), invitationKey(inv.ID)}
	err := s.run(ctx, "wait", keys, string(inv.ID), inv.Attempts, at.UnixMilli(), string(surveys.WaitsForHours)).Err()
	if err != nil {
		return fmt.Errorf("a mail waits for its hours: %w", err)
	}
	return nil
}
