package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// voices remembers, quarter by quarter, what all customers said: what is asked
// of all of them at once cannot be read from Redis customer by customer each
// time. What nobody answered since is not read again. Safe for concurrent use.
type voices struct {
	mu       sync.Mutex
	of       *summaries
	members  map[surveys.CustomerID][]source // with figures, and where those are
	quarters map[int]*quarterVoices
	joined   map[[2]int]joinedVoices // by the first and the last quarter
}

// quarterVoices are the voices of a quarter.
type quarterVoices struct {
	of    *summaries
	parts map[*part]surveys.Voices
	by    map[surveys.CustomerID]surveys.Voices
}

// joinedVoices are quarters in one.
type joinedVoices struct {
	of []*quarterVoices
	by map[surveys.CustomerID]surveys.Voices
}

// joinedMost bounds the spans that are remembered as one.
const joinedMost = 8

// Voices returns what each customer said, and when it was asked, in a period
// and around it: whole quarters. They must not be changed.
func (s *Store) Voices(ctx context.Context, p surveys.Period) (map[surveys.CustomerID]surveys.Voices, error) {
	joined, err := s.joinedVoices(ctx, p)
	return joined.by, err
}

func (s *Store) joinedVoices(ctx context.Context, p surveys.Period) (joinedVoices, error) {
	v := s.voices
	v.mu.Lock()
	defer v.mu.Unlock()
	all, err := s.summariesNow(ctx)
	if err != nil {
		return joinedVoices{}, err
	}
	quarters := bounded(p).Quarters(p.To)
	reads := make([]*quarterVoices, len(quarters))
	for i, q := range quarters {
		if reads[i], err = v.quarter(ctx, s, q, all); err != nil {
			return joinedVoices{}, err
		}
	}
	return v.join(quarters, reads), nil
}

// forget drops all that is remembered.
func (v *voices) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.of, v.members, v.quarters, v.joined = nil, nil, nil, nil
}

// join makes one of quarters that follow each other.
func (v *voices) join(quarters []int, reads []*quarterVoices) joinedVoices {
	if len(quarters) == 0 {
		return joinedVoices{}
	}
	span := [2]int{quarters[0], quarters[len(quarters)-1]}
	if known := v.joined[span]; slices.Equal(known.of, reads) {
		return known
	}
	out := map[surveys.CustomerID]surveys.Voices{}
	for _, read := range reads {
		for id, days := range read.by {
			out[id] = append(out[id][:len(out[id]):len(out[id])], days...)
		}
	}
	if v.joined == nil || len(v.joined) >= joinedMost {
		v.joined = map[[2]int]joinedVoices{}
	}
	v.joined[span] = joinedVoices{reads, out}
	return v.joined[span]
}

// known returns all customers with figures; they must not be changed.
func (s *Store) known(ctx context.Context) (map[surveys.CustomerID][]source, error) {
	v := s.voices
	v.mu.Lock()
	defer v.mu.Unlock()
	all, err := s.summariesNow(ctx)
	if err != nil || v.of == all {
		return v.members, err
	}
	v.of, v.members = all, make(map[surveys.CustomerID][]source, len(all.customers))
	for _, item := range all.customers {
		v.members[surveys.CustomerID(item.id)] = item.sources()
	}
	return v.members, nil
}

func (v *voices) quarter(ctx context.Context, s *Store, quarter int, all *summaries) (*quarterVoices, error) {
	known := v.quarters[quarter]
	if known != nil && known.of == all {
		return known, nil
	}
	read, err := s.readVoices(ctx, quarter, known, all)
	if err != nil {
		return nil, err
	}
	if v.quarters == nil {
		v.quarters = map[int]*quarterVoices{}
	}
	v.quarters[quarter] = read
	return read, nil
}

// voicesAtOnce is how many tallies are read in a pipeline.
const voicesAtOnce = 1000

// readVoices reads the tallies of a quarter that are not known.
func (s *Store) readVoices(ctx context.Context, quarter int, known *quarterVoices, all *summaries) (*quarterVoices, error) {
	out := &quarterVoices{of: all, parts: map[*part]surveys.Voices{}, by: make(map[surveys.CustomerID]surveys.Voices, len(all.customers))}
	var fresh []*part
	for _, item := range all.customers {
		for _, p := range item.parts {
			if known == nil {
				fresh = append(fresh, p)
			} else if days, there := known.parts[p]; there {
				out.parts[p] = days
			} else {
				fresh = append(fresh, p)
			}
		}
	}
	for part := range slices.Chunk(fresh, voicesAtOnce) {
		pipe := s.rdb.Pipeline()
		cmds := make([]*redis.MapStringStringCmd, len(part))
		for i, at := range part {
			cmds[i] = pipe.HGetAll(ctx, customerTallyKey(at.shard, at.project, at.customer, quarter))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("voices of a quarter: %w", err)
		}
		for i, at := range part {
			out.parts[at] = voicesOf(cmds[i].Val(), quarter)
		}
	}
	for _, item := range all.customers {
		id := surveys.CustomerID(item.id)
		for _, p := range item.parts {
			if days := out.parts[p]; len(days) > 0 {
				out.by[id] = joinVoices(out.by[id], days)
			}
		}
	}
	return out, nil
}

// voicesOf reads one tally.
func voicesOf(fields map[string]string, quarter int) surveys.Voices {
	if len(fields) == 0 {
		return nil
	}
	days := surveys.Days{}
	readTally(fields, quarterStart(quarter), func(c count) {
		sum := days[c.day]
		c.move(&sum)
		days[c.day] = sum
	})
	out := make(surveys.Voices, 0, len(days))
	for day, tally := range days {
		out = append(out, surveys.NewVoiceDay(day, tally))
	}
	slices.SortFunc(out, byDay)
	return out
}

func byDay(a, b surveys.VoiceDay) int { return cmp.Compare(a.Day, b.Day) }

// joinVoices puts the days of another project to those of a customer.
func joinVoices(a, b surveys.Voices) surveys.Voices {
	if len(a) == 0 {
		return b
	}
	all := slices.Concat(a, b) // both are remembered as they are
	slices.SortFunc(all, byDay)
	out := all[:1]
	for _, v := range all[1:] {
		if last := &out[len(out)-1]; last.Day == v.Day {
			*last = surveys.Voices{*last, v}.Sum()
		} else {
			out = append(out, v)
		}
	}
	return out
}
