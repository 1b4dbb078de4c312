package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// voices remembers, quarter by quarter, what all customers said: what is asked
// of all of them at once cannot be read from Redis customer by customer each
// time. A house with few customers reads again whenever something was counted;
// a larger one goes by what it read a moment ago. Safe for concurrent use.
type voices struct {
	mu       sync.Mutex
	members  knownCustomers
	quarters map[int]*quarterVoices
}

// knownCustomers are the customers with figures, and where those are.
type knownCustomers struct {
	stamp
	sources map[surveys.CustomerID][]source
	n       int // sources of all
}

// quarterVoices are the voices of a quarter.
type quarterVoices struct {
	stamp
	by map[surveys.CustomerID]surveys.Voices
}

// stamp says as of when something was read: the positions of the relay, and
// the time.
type stamp struct {
	print string
	at    time.Time
}

// How long a house of more than fewSources may go by what it read: of the
// quarters that still fill up, and of those that only an import changes.
const (
	fewSources  = 1000
	voicesAge   = 30 * time.Second
	oldVoiceAge = 5 * time.Minute
)

func (st stamp) good(now stamp, sources int, most time.Duration) bool {
	if st.at.IsZero() {
		return false
	}
	age := now.at.Sub(st.at)
	return st.print == now.print || sources > fewSources && age >= 0 && age < most
}

// Voices returns what each customer said, and when it was asked, in a period
// and around it: whole quarters. They must not be changed.
func (s *Store) Voices(ctx context.Context, p surveys.Period) (map[surveys.CustomerID]surveys.Voices, error) {
	v := s.voices
	v.mu.Lock()
	defer v.mu.Unlock()
	now, err := s.stamp(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.meet(ctx, s, now); err != nil {
		return nil, err
	}
	out := make(map[surveys.CustomerID]surveys.Voices, len(v.members.sources))
	for _, q := range bounded(p).Quarters(p.To) {
		read, err := v.quarter(ctx, s, q, now)
		if err != nil {
			return nil, err
		}
		for id, days := range read.by {
			out[id] = append(out[id][:len(out[id]):len(out[id])], days...)
		}
	}
	return out, nil
}

// known returns all customers with figures.
func (s *Store) known(ctx context.Context) (map[surveys.CustomerID][]source, error) {
	v := s.voices
	v.mu.Lock()
	defer v.mu.Unlock()
	now, err := s.stamp(ctx)
	if err == nil {
		err = v.meet(ctx, s, now)
	}
	return v.members.sources, err
}

// stamp is how far the figures are, and which customers are one.
func (s *Store) stamp(ctx context.Context) (stamp, error) {
	pipe := s.rdb.Pipeline()
	at := make([]*redis.StringCmd, surveys.Shards)
	for shard := range at {
		at[shard] = pipe.Get(ctx, positionKey(shard))
	}
	count := pipe.HLen(ctx, aliasesKey())
	if err := exec(ctx, pipe); err != nil {
		return stamp{}, fmt.Errorf("positions: %w", err)
	}
	var b strings.Builder
	for _, cmd := range at {
		b.WriteString(cmd.Val() + " ")
	}
	return stamp{fmt.Sprint(b.String(), count.Val()), s.now()}, nil
}

// meet reads which customers there are.
func (v *voices) meet(ctx context.Context, s *Store, now stamp) error {
	if v.members.good(now, v.members.n, voicesAge) {
		return nil
	}
	r, err := s.rankCustomers(ctx)
	if err != nil {
		return err
	}
	next := knownCustomers{stamp: now, sources: make(map[surveys.CustomerID][]source, len(r.items))}
	for _, item := range r.items {
		sources := item.sources()
		next.sources[surveys.CustomerID(item.id)] = sources
		next.n += len(sources)
	}
	v.members = next
	return nil
}

func (v *voices) quarter(ctx context.Context, s *Store, quarter int, now stamp) (*quarterVoices, error) {
	most := voicesAge
	if quarterStart(quarter) < s.Today()-200 {
		most = oldVoiceAge
	}
	if known := v.quarters[quarter]; known != nil && known.good(now, v.members.n, most) {
		return known, nil
	}
	read, err := s.readVoices(ctx, quarter, v.members.sources)
	if err != nil {
		return nil, err
	}
	if v.quarters == nil {
		v.quarters = map[int]*quarterVoices{}
	}
	v.quarters[quarter] = &quarterVoices{stamp: now, by: read}
	return v.quarters[quarter], nil
}

// voicesAtOnce is how many tallies are read in a pipeline.
const voicesAtOnce = 1000

// readVoices reads the tallies of a quarter.
func (s *Store) readVoices(ctx context.Context, quarter int, sources map[surveys.CustomerID][]source) (map[surveys.CustomerID]surveys.Voices, error) {
	type place struct {
		id surveys.CustomerID
		source
	}
	var all []place
	for id, list := range sources {
		for _, src := range list {
			all = append(all, place{id, src})
		}
	}
	out := make(map[surveys.CustomerID]surveys.Voices, len(sources))
	for part := range slices.Chunk(all, voicesAtOnce) {
		pipe := s.rdb.Pipeline()
		cmds := make([]*redis.MapStringStringCmd, len(part))
		for i, at := range part {
			cmds[i] = pipe.HGetAll(ctx, customerTallyKey(at.shard, at.project, at.customer, quarter))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("voices of a quarter: %w", err)
		}
		for i, at := range part {
			if days := voicesOf(cmds[i].Val(), quarter); len(days) > 0 {
				out[at.id] = joinVoices(out[at.id], days)
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
	all := append(a, b...)
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
