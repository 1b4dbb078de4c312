package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// houseAge is how long a process goes by what it read of the surveys: another
// one may have changed them.
const houseAge = time.Second

// house remembers the surveys and preferences, which every visit and every mail
// asks for. Safe for concurrent use.
type house struct {
	now atomic.Pointer[houseRules]
	one sync.Mutex // one looks at a time
}

// houseRules never change; a change makes others.
type houseRules struct {
	surveys     surveys.Catalogue
	preferences surveys.Preferences
	sender      surveys.Sender
	step        surveys.NextStep
	at          time.Time // when they were read, or last could not be
}

// Surveys returns all surveys of the house, as they stood a second ago at the
// latest; where Redis does not answer, as they were last seen.
func (s *Store) Surveys(ctx context.Context) (surveys.Catalogue, error) {
	rules, err := s.house.rules(ctx, s)
	if err != nil {
		return surveys.Catalogue{}, err
	}
	return rules.surveys, nil
}

// Preferences returns what the owner sets for all surveys, as fresh as Surveys.
func (s *Store) Preferences(ctx context.Context) (surveys.Preferences, error) {
	rules, err := s.house.rules(ctx, s)
	if err != nil {
		return surveys.Preferences{}, err
	}
	return rules.preferences, nil
}

// rules returns what is known, looking again where it is old. While one looks,
// the others go by what they have.
func (h *house) rules(ctx context.Context, s *Store) (*houseRules, error) {
	known := h.now.Load()
	if known.fresh(s.now()) {
		return known, nil
	}
	if known == nil {
		h.one.Lock()
	} else if !h.one.TryLock() {
		return known, nil
	}
	defer h.one.Unlock()
	if known = h.now.Load(); known.fresh(s.now()) {
		return known, nil
	}
	soon, cancel := ctx, func() {}
	if known != nil {
		soon, cancel = context.WithTimeout(ctx, houseAge)
	}
	defer cancel()
	err := h.read(soon, s)
	if err == nil {
		return h.now.Load(), nil
	}
	if known == nil {
		return nil, err
	}
	// The next second asks again, so that not every tap waits for Redis.
	h.now.Store(&houseRules{known.surveys, known.preferences, known.sender, known.step, s.now()})
	return known, nil
}

func (r *houseRules) fresh(now time.Time) bool {
	if r == nil {
		return false
	}
	age := now.Sub(r.at)
	return age >= 0 && age < houseAge
}

// look reads them now: after a change of one's own.
func (h *house) look(ctx context.Context, s *Store) error {
	h.one.Lock()
	defer h.one.Unlock()
	return h.read(ctx, s)
}

// read asks Redis once. The caller holds the lock, so that an older answer
// never takes the place of a newer one.
func (h *house) read(ctx context.Context, s *Store) error {
	at, pipe := s.now(), s.rdb.Pipeline()
	kept, set, from := pipe.HGetAll(ctx, surveysKey()), pipe.Get(ctx, preferencesKey()), pipe.Get(ctx, senderKey())
	next := pipe.Get(ctx, stepKey())
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("read the surveys: %w", err)
	}
	own, err := readSurveys(kept.Val())
	if err != nil {
		return err
	}
	preferences, err := readPreferences(set)
	if err != nil {
		return err
	}
	sender, err := readSender(from)
	if err != nil {
		return err
	}
	step, err := readStep(next)
	if err != nil {
		return err
	}
	h.now.Store(&houseRules{surveys.NewCatalogue(own, preferences.Survey), preferences, sender, step, at})
	return nil
}

func readSurveys(texts map[string]string) ([]surveys.Survey, error) {
	out := make([]surveys.Survey, 0, len(texts))
	for id, text := range texts {
		var k keptSurvey
		if err := json.Unmarshal([]byte(text), &k); err != nil {
			return nil, fmt.Errorf("survey %s: %w", id, err)
		}
		out = append(out, k.survey(surveys.SurveyID(id)))
	}
	return out, nil
}

func readPreferences(set *redis.StringCmd) (surveys.Preferences, error) {
	var k keptPreferences
	if isNil(set.Err()) {
		return surveys.Preferences{}, nil
	}
	if err := json.Unmarshal([]byte(set.Val()), &k); err != nil {
		return surveys.Preferences{}, fmt.Errorf("preferences: %w", err)
	}
	return k.preferences(), nil
}
