package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// satisfiedBook remembers how satisfied every customer was by days, for pages
// over thousands of them. What nobody answered since the last question is not
// read again. Safe for concurrent use.
type satisfiedBook struct {
	mu     sync.Mutex
	of     *summaries                                // that the days were read with
	shards [surveys.Shards]map[string]*satisfiedCell // by field of customerStreamsKey
	from   surveys.Day                               // first day that is remembered
	low    map[surveys.Period]lowOnes                // what was asked for since it was read
}

// satisfiedCell is a customer in a project.
type satisfiedCell struct {
	*part    // that it was read with
	customer surveys.CustomerID
	project  surveys.ProjectID
	days     []satisfiedDay // in their order
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

// CustomerLevel is how satisfied a customer is in one or several periods.
type CustomerLevel struct {
	Levels []surveys.Level // of the periods asked for
	Alarm  bool            // a decline alarm stands
}

// Forecast is the word of the first period, as of now.
func (l CustomerLevel) Forecast() surveys.Forecast { return l.Levels[0].Forecast(l.Alarm) }

// CustomerLevels returns how satisfied every customer with an answer is, in one
// project or, where none is named, in all.
func (s *Store) CustomerLevels(ctx context.Context, project surveys.ProjectID, periods ...surveys.Period) (map[surveys.CustomerID]CustomerLevel, error) {
	now := signal.Days(s.now())
	pooled, err := s.pooledStanding(ctx, now)
	if err != nil {
		return nil, err
	}
	b := s.satisfied
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshSatisfied(ctx, b, periods...); err != nil {
		return nil, err
	}
	out := b.levels(project, periods, now)
	for id := range pooled {
		if l, there := out[surveys.CustomerID(id)]; there && project == "" {
			l.Alarm = true
			out[surveys.CustomerID(id)] = l
		}
	}
	return out, nil
}

// levels sums what is remembered; customers that were merged count for what they
// became.
func (b *satisfiedBook) levels(project surveys.ProjectID, periods []surveys.Period, now float64) map[surveys.CustomerID]CustomerLevel {
	type sum struct{ n, k int32 }
	at, sums, alarms := map[surveys.CustomerID]int{}, []sum(nil), []bool(nil)
	var who []surveys.CustomerID
	for _, cells := range b.shards {
		for _, c := range cells {
			if project != "" && c.project != project {
				continue
			}
			id := cmp.Or(b.of.into[c.customer], c.customer)
			i, known := at[id]
			if !known {
				i = len(who)
				at[id] = i
				who, sums, alarms = append(who, id), append(sums, make([]sum, len(periods))...), append(alarms, false)
			}
			alarms[i] = alarms[i] || c.stands(now)
			for j, p := range periods {
				n, k := c.in(p)
				sums[i*len(periods)+j].n += n
				sums[i*len(periods)+j].k += k
			}
		}
	}
	out := make(map[surveys.CustomerID]CustomerLevel, len(who))
	for i, id := range who {
		l := CustomerLevel{Levels: make([]surveys.Level, len(periods)), Alarm: alarms[i]}
		for j := range periods {
			of := sums[i*len(periods)+j]
			l.Levels[j] = surveys.NewLevel(int(of.k), int(of.n))
		}
		out[id] = l
	}
	return out
}

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
	if from < b.from || b.of == nil {
		b.from, b.shards = from, [surveys.Shards]map[string]*satisfiedCell{}
	}
	b.of, b.low = nil, nil // in case that this breaks off
	for shard := range surveys.Shards {
		if b.shards[shard], err = s.readSatisfied(ctx, shard, b.shards[shard], all.shards[shard].customers, b.from); err != nil {
			return err
		}
	}
	b.of = all
	return nil
}

// readSatisfied reads a shard: the days of those whose summary changed.
func (s *Store) readSatisfied(ctx context.Context, shard int, known map[string]*satisfiedCell, now map[string]*part, from surveys.Day) (map[string]*satisfiedCell, error) {
	out := make(map[string]*satisfiedCell, len(now))
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
	pipe, reads := s.rdb.Pipeline(), make([]tallies, len(cells))
	for i, c := range cells {
		m, err := readSummary(c.text)
		if err != nil {
			return err
		}
		if m.last >= from && m.last > 0 {
			reads[i] = queueTallies(ctx, pipe, []source{c.source}, surveys.Period{From: max(from, m.first), To: m.last})
		}
	}
	if err := exec(ctx, pipe); err != nil {
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
