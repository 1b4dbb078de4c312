package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// tendEvery is how often what nobody's answer triggers is looked after: the
// silence of those who stopped answering, and the promise about false alarms
// where streams came or went.
const tendEvery = time.Hour

// Tend looks after it now. Safe to repeat, and beside another.
func (s *Store) Tend(ctx context.Context) error {
	return errors.Join(s.keepSilences(ctx), s.keepPromise(ctx), s.fillNames(ctx), s.GatherRelations(ctx), s.fillSuppressed(ctx), s.payAll(ctx), s.recordBegun(ctx), s.endMergers(ctx), s.endPartings(ctx), s.meetWorthProjects(ctx), s.endErasures(ctx), s.fillPooled(ctx))
}

// TendInTurn tends where nobody has for an hour; of many processes one does.
func (s *Store) TendInTurn(ctx context.Context) error {
	mine, err := s.rdb.SetNX(ctx, tendedKey(), 1, tendEvery).Result()
	if err != nil {
		return fmt.Errorf("turn to tend: %w", err)
	}
	if !mine {
		return nil
	}
	if err = s.Tend(ctx); err != nil {
		err = errors.Join(err, s.rdb.Del(context.WithoutCancel(ctx), tendedKey()).Err())
	}
	return err
}
