package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"
)

// satisfiedBook remembers how satisfied every customer was by days, for pages
// over thousands of them. What nobody answered since the last question is not
// read again. Safe for concurrent use.
type satisfiedBook struct {
	mu       sync.Mutex
	of       *summaries                                // that the days were read with
	shards   [surveys.Shards]map[string]*satisfiedCell // by field of customerStreamsKey
	from     surveys.Day                               // first day that is remembered
	inPeriod map[surveys.Period]periodLevels           // what was asked for since it was read
	asked    askedLevels
	// Tables of what cells name by number; they only grow.
	customers, projects table
}

// forget drops all that is remembered.
func (b *satisfiedBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of, b.inPeriod, b.asked = nil, nil, askedLevels{}
	b.shards = [surveys.Shards]map[string]*satisfiedCell{}
}

// satisfiedCell is a customer in a project.
type satisfiedCell struct {
	*part    // that it was read with
	customer surveys.CustomerID
	project  surveys.ProjectID
	days     []satisfiedDay // in their order

	who, what int32 // places of customer and project
}

type satisfiedDay struct {
	day  surveys.Day
	n, k int32
}

// in sums the days of a period.
func (c *satisfiedCell) in(p surveys.Period) (n, k int32) {
	at, _ := slices.BinarySearchFunc(c.days, p.From, func(d satisfiedDay, from surveys.Day) int { return int(d.day - from) })
	for _, d := range c.days[at:] {
		if d.day > p.To {
			break
		}
		n, k = n+d.n, k+d.k
	}
	return n, k
}

const (
	// satisfiedSpan is how far back days are remembered: what is asked for
	// before is read once more.
	satisfiedSpan surveys.Day = 2 * 366
	// satisfiedBatch is how many tallies are read in one pipeline.
	satisfiedBatch = 4000
)

// refreshSatisfied reads what moved. The caller holds the lock.
func (s *Store) refreshSatisfied(ctx context.Context, b *satisfiedBook, periods ...surveys.Period) error {
	from := s.Today() - satisfiedSpan
	for _, p := range periods {
		from = min(from, p.From)
	}
	all, err := s.summariesNow(ctx)
	if err != nil {
		return err
	}
	if b.of == all && from >= b.from {
		return nil
	}
	before := b.of
	if from < b.from || b.of == nil {
		before, b.from, b.shards = nil, from, [surveys.Shards]map[string]*satisfiedCell{}
	}
	b.of, b.inPeriod = nil, nil // in case that this breaks off
	for shard := range surveys.Shards {
		if before != nil && before.shards[shard].version == all.shards[shard].version {
			continue
		}
		if b.shards[shard], err = s.readSatisfied(ctx, b, shard, all.shards[shard].customers, b.from); err != nil {
			return err
		}
	}
	b.of = all
	return nil
}

// readSatisfied reads a shard: the days of those whose summary changed.
func (s *Store) readSatisfied(ctx context.Context, b *satisfiedBook, shard int, now map[string]*part, from surveys.Day) (map[string]*satisfiedCell, error) {
	known, out := b.shards[shard], make(map[string]*satisfiedCell, len(now))
	var changed []*satisfiedCell
	var projects []int
	for field, p := range now {
		c := known[field]
		if c == nil || c.part != p {
			c = &satisfiedCell{part: p, customer: surveys.CustomerID(p.id)}
			changed, projects = append(changed, c), append(projects, p.project)
		}
		out[field] = c
	}
	if len(changed) == 0 {
		return out, nil
	}
	names, err := s.namesOf(ctx, shard, projects)
	if err != nil {
		return nil, err
	}
	for _, c := range changed {
		c.project = surveys.ProjectID(strings.TrimPrefix(names[c.part.project], projectText))
		c.who, c.what = b.customers.place(string(c.customer)), b.projects.place(string(c.project))
	}
	for part := range slices.Chunk(changed, satisfiedBatch) {
		if err := s.readSatisfiedDays(ctx, part, from); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readSatisfiedDays reads the tallies of cells.
func (s *Store) readSatisfiedDays(ctx context.Context, cells []*satisfiedCell, from surveys.Day) error {
	reads, all := make([]tallies, len(cells)), []*tallyRead(nil)
	for i, c := range cells {
		m, err := readSummary(c.text)
		if err != nil {
			return err
		}
		if m.last >= from && m.last > 0 {
			reads[i] = talliesOf([]source{c.source}, surveys.Period{From: max(from, m.first), To: m.last})
			all = append(all, reads[i].reads...)
		}
	}
	if err := s.fetchTallies(ctx, all); err != nil {
		return fmt.Errorf("read tallies: %w", err)
	}
	for i, c := range cells {
		c.days = satisfiedDays(reads[i])
	}
	return nil
}

func satisfiedDays(t tallies) []satisfiedDay {
	days := surveys.Days{}
	t.each(func(c count) {
		if c.isAnswer() {
			sum := days[c.day]
			c.move(&sum)
			days[c.day] = sum
		}
	})
	out := make([]satisfiedDay, 0, len(days))
	for _, day := range slices.Sorted(maps.Keys(days)) {
		out = append(out, satisfiedDay{day, int32(days[day].N()), int32(days[day].Satisfied())})
	}
	return out
}
