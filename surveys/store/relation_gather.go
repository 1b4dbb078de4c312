package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"barometer/surveys"
)

// acquainted is what one walk over all customers finds.
type acquainted struct {
	hanging    []any // customer, JSON, …
	happy      []any // contact, JSON, …
	candidates []surveys.FounderCandidate
	unheard    []any // contact who decides, JSON, …
	deciders   int   // at all customers
}

// GatherRelations looks at every customer who was ever asked or heard and keeps
// what pages show of all of them: what hangs on one person, who is happy for
// good, and whom a founder might write to. Part of tending.
func (s *Store) GatherRelations(ctx context.Context) error {
	worth, err := s.worths(ctx)
	if err != nil {
		return err
	}
	var g acquainted
	for offset := 0; ; offset += 200 {
		page, total, err := s.CustomerStandings(ctx, ListQuery{Period: surveys.Last(levelSpan, s.Today()), Order: OrderName, Offset: offset, Limit: 200})
		if err != nil {
			return err
		}
		for _, st := range page {
			if err := s.gatherOne(ctx, st, worth, &g); err != nil {
				return err
			}
		}
		if offset+200 >= total {
			break
		}
	}
	return s.keepGathered(ctx, g)
}

func (s *Store) gatherOne(ctx context.Context, st surveys.Standing, worth *worths, g *acquainted) error {
	look, err := s.LookAt(ctx, surveys.CustomerID(st.ID))
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	look.past.worded = math.MaxInt // whom a founder writes to depends on words
	r, err := look.relation(ctx, st)
	if err != nil {
		return err
	}
	life, err := s.Life(ctx, surveys.CustomerID(st.ID))
	if err != nil || life.Stage == surveys.Lost {
		return err // who left is another list
	}
	if won := life.WonOn(); won > 0 {
		r.Since = won
	}
	r.Worth = worth.known(surveys.CustomerID(st.ID))
	if err := g.noteUnheard(r.Coverage, s.now()); err != nil {
		return err
	}
	if len(r.Threads) > 0 {
		text, err := json.Marshal(hangingOf(r))
		if err != nil {
			return err
		}
		g.hanging = append(g.hanging, st.ID, string(text))
	}
	for _, h := range r.Happy(s.now()) {
		h.Customer = surveys.CustomerID(st.ID)
		text, err := json.Marshal(h)
		if err != nil {
			return err
		}
		g.happy = append(g.happy, string(h.Contact), string(text))
	}
	if c, ok := r.Founder(s.now(), s.Today()); ok {
		g.candidates = append(g.candidates, c)
	}
	return nil
}

func hangingOf(r surveys.Relation) Hanging {
	heard, deciders, decidersHeard := r.Coverage.Voices()
	return Hanging{Threads: r.Threads, Forecast: r.Standing.Forecast, Worth: r.Worth,
		People: len(r.Coverage.People), Heard: heard, Deciders: [2]int{decidersHeard, deciders}}
}

func (s *Store) keepGathered(ctx context.Context, g acquainted) error {
	if err := s.run(ctx, "replace", []string{relationsKey()}, g.hanging...).Err(); err != nil {
		return fmt.Errorf("keep relations: %w", err)
	}
	if err := s.run(ctx, "replace", []string{happyKey()}, g.happy...).Err(); err != nil {
		return fmt.Errorf("keep happy people: %w", err)
	}
	if err := s.keepCandidates(ctx, g.candidates); err != nil {
		return err
	}
	if err := s.keepUnheard(ctx, g); err != nil {
		return err
	}
	if err := s.rdb.Set(ctx, relationsAtKey(), s.now().UnixMilli(), 0).Err(); err != nil {
		return fmt.Errorf("keep relations: %w", err)
	}
	return nil
}

// How long one process has to gather before another may, and how long who asks
// waits for that.
const (
	gatherLock = 10 * time.Minute
	gatherWait = time.Second
)

// GatherFirst gathers where that has never been done, by one process at a time.
// With thousands of customers it goes on by itself, and there is nothing yet.
func (s *Store) GatherFirst(ctx context.Context) error {
	done, err := s.rdb.Exists(ctx, relationsAtKey()).Result()
	if err != nil || done > 0 {
		return err
	}
	mine, err := s.rdb.SetNX(ctx, relationsTurnKey(), 1, gatherLock).Result()
	if err != nil || !mine {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		ctx := context.WithoutCancel(ctx)
		err := s.GatherRelations(ctx)
		if err != nil {
			err = errors.Join(err, s.rdb.Del(ctx, relationsTurnKey()).Err())
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-time.After(gatherWait):
		return nil
	}
}
