package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// satisfiedBook remembers how satisfied every customer was by days, for pages
// over thousands of them. Each question first compares the positions of the
// shards: what nobody answered since is not read again. Safe for concurrent use.
type satisfiedBook struct {
	mu        sync.Mutex
	positions [surveys.Shards]string
	shards    [surveys.Shards]map[string]satisfiedCell // by field of customerStreamsKey
	pooled    map[surveys.CustomerID]signal.Stream     // of customers with several projects
	looked    time.Time                                // at everything, last
	from      surveys.Day                              // first day that is remembered
}

// satisfiedCell is a customer in a project.
type satisfiedCell struct {
	text     string // the summary that it was read with
	customer surveys.CustomerID
	project  surveys.ProjectID
	stream   signal.Stream
	days     []satisfiedDay
}

type satisfiedDay struct {
	day  surveys.Day
	n, k int32
}

const (
	// satisfiedAge is how long a process goes by what it read where no position
	// moved: a rebuild moves none.
	satisfiedAge = 10 * time.Second
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
	from := s.Today() - satisfiedSpan
	for _, p := range periods {
		from = min(from, p.From)
	}
	b := s.satisfied
	b.mu.Lock()
	defer b.mu.Unlock()
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.refreshSatisfied(ctx, b, from, into); err != nil {
		return nil, err
	}
	return b.levels(project, periods, into, signal.Days(s.now())), nil
}

// levels sums what is remembered; customers that were merged count for what they
// became.
func (b *satisfiedBook) levels(project surveys.ProjectID, periods []surveys.Period, into map[surveys.CustomerID]surveys.CustomerID, now float64) map[surveys.CustomerID]CustomerLevel {
	type sum struct{ n, k int32 }
	at, sums, alarms := map[surveys.CustomerID]int{}, []sum(nil), []bool(nil)
	var who []surveys.CustomerID
	for _, cells := range b.shards {
		for _, c := range cells {
			if project != "" && c.project != project {
				continue
			}
			id := cmp.Or(into[c.customer], c.customer)
			i, known := at[id]
			if !known {
				i = len(who)
				at[id] = i
				who, sums, alarms = append(who, id), append(sums, make([]sum, len(periods))...), append(alarms, false)
			}
			alarms[i] = alarms[i] || signal.Standing(c.stream, now)
			for _, d := range c.days {
				for j, p := range periods {
					if p.Has(d.day) {
						sums[i*len(periods)+j].n += d.n
						sums[i*len(periods)+j].k += d.k
					}
				}
			}
		}
	}
	out := make(map[surveys.CustomerID]CustomerLevel, len(who))
	for i, id := range who {
		l := CustomerLevel{Levels: make([]surveys.Level, len(periods)), Alarm: alarms[i]}
		if stream, ok := b.pooled[id]; ok && project == "" {
			l.Alarm = l.Alarm || signal.Standing(stream, now)
		}
		for j := range periods {
			of := sums[i*len(periods)+j]
			l.Levels[j] = surveys.NewLevel(int(of.k), int(of.n))
		}
		out[id] = l
	}
	return out
}

// refreshSatisfied reads what moved. The caller holds the lock.
func (s *Store) refreshSatisfied(ctx context.Context, b *satisfiedBook, from surveys.Day, into map[surveys.CustomerID]surveys.CustomerID) error {
	positions, err := s.positions(ctx)
	if err != nil {
		return err
	}
	age := s.now().Sub(b.looked)
	all := b.looked.IsZero() || age < 0 || age >= satisfiedAge || from < b.from
	if from < b.from {
		b.shards = [surveys.Shards]map[string]satisfiedCell{}
	}
	if b.from == 0 || from < b.from {
		b.from = from
	}
	for shard := range surveys.Shards {
		if all || positions[shard] != b.positions[shard] {
			if b.shards[shard], err = s.readSatisfied(ctx, shard, b.shards[shard], b.from); err != nil {
				return err
			}
		}
	}
	if all {
		if b.pooled, err = s.readPooled(ctx, b, into); err != nil {
			return err
		}
		b.looked = s.now()
	}
	b.positions = positions
	return nil
}

func (s *Store) positions(ctx context.Context) (out [surveys.Shards]string, err error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringCmd
	for shard := range cmds {
		cmds[shard] = pipe.Get(ctx, positionKey(shard))
	}
	if err := exec(ctx, pipe); err != nil {
		return out, fmt.Errorf("positions: %w", err)
	}
	for shard, cmd := range cmds {
		out[shard] = cmd.Val()
	}
	return out, nil
}

// readSatisfied reads a shard: the days of those whose summary changed.
func (s *Store) readSatisfied(ctx context.Context, shard int, known map[string]satisfiedCell, from surveys.Day) (map[string]satisfiedCell, error) {
	summaries, err := s.rdb.HGetAll(ctx, customerStreamsKey(shard)).Result()
	if err != nil {
		return nil, fmt.Errorf("read summaries: %w", err)
	}
	out := make(map[string]satisfiedCell, len(summaries))
	var changed []string
	for field, text := range summaries {
		if c, ok := known[field]; ok && c.text == text {
			out[field] = c
			continue
		}
		changed = append(changed, field)
	}
	if len(changed) == 0 {
		return out, nil
	}
	var numbers []int
	for _, field := range changed {
		src, _ := customerInField(shard, field)
		numbers = append(numbers, src.project, src.customer)
	}
	names, err := s.namesOf(ctx, shard, numbers)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(changed, satisfiedBatch) {
		if err := s.readSatisfiedDays(ctx, shard, part, summaries, names, from, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readSatisfiedDays reads the tallies of fields into out.
func (s *Store) readSatisfiedDays(ctx context.Context, shard int, fields []string, summaries map[string]string,
	names map[int]string, from surveys.Day, out map[string]satisfiedCell,
) error {
	pipe, reads := s.rdb.Pipeline(), make([]tallies, len(fields))
	cells := make([]satisfiedCell, len(fields))
	for i, field := range fields {
		src, _ := customerInField(shard, field)
		m, err := readSummary(summaries[field])
		if err != nil {
			return err
		}
		cells[i] = satisfiedCell{text: summaries[field], stream: m.stream,
			customer: surveys.CustomerID(strings.TrimPrefix(names[src.customer], customerText)), project: surveys.ProjectID(strings.TrimPrefix(names[src.project], projectText))}
		if m.last >= from && m.last > 0 {
			reads[i] = queueTallies(ctx, pipe, []source{src}, surveys.Period{From: max(from, m.first), To: m.last})
		}
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("read tallies: %w", err)
	}
	for i, field := range fields {
		cells[i].days = satisfiedDays(reads[i])
		out[field] = cells[i]
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

// readPooled reads the signals of customers over all their projects.
func (s *Store) readPooled(ctx context.Context, b *satisfiedBook, into map[surveys.CustomerID]surveys.CustomerID) (map[surveys.CustomerID]signal.Stream, error) {
	parts := map[surveys.CustomerID]int{}
	for _, cells := range b.shards {
		for _, c := range cells {
			parts[cmp.Or(into[c.customer], c.customer)]++
		}
	}
	pipe, cmds := s.rdb.Pipeline(), map[surveys.CustomerID]*redis.StringCmd{}
	for id, n := range parts {
		if n > 1 {
			cmds[id] = pipe.HGet(ctx, customerKey(id), customerPool)
		}
	}
	if len(cmds) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("signals over all projects: %w", err)
	}
	out := make(map[surveys.CustomerID]signal.Stream, len(cmds))
	for id, cmd := range cmds {
		text, _, _ := strings.Cut(cmd.Val(), "|")
		stream, err := signal.Unmarshal(text)
		if err != nil {
			return nil, fmt.Errorf("signal over all projects: %w", err)
		}
		out[id] = stream
	}
	return out, nil
}
