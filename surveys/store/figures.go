package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// source is one place in a shard that figures come from: a customer in a
// project; with customer 0 a project; with project 0 too the whole shard.
type source struct{ shard, project, customer int }

// summaryAt returns the hash and field of the source's summary.
func (src source) summaryAt() (key, field string) {
	if src.customer != 0 {
		return customerStreamsKey(src.shard), fmt.Sprintf("%d:%d", src.project, src.customer)
	}
	return projectStreamsKey(src.shard), fmt.Sprint(src.project)
}

// span is a tally hash with the first day that it covers.
type span struct {
	key   string
	first surveys.Day
}

// spans returns the source's tally hashes of a period.
func (src source) spans(p surveys.Period) []span {
	if src.customer != 0 {
		return quarters(p, func(q int) string { return customerTallyKey(src.shard, src.project, src.customer, q) })
	}
	var out []span
	for _, m := range bounded(p).Months(p.To) {
		key := portfolioTallyKey(src.shard, m)
		if src.project != 0 {
			key = projectTallyKey(src.shard, src.project, m)
		}
		out = append(out, span{key, monthStart(m)})
	}
	return out
}

// quarters returns the tally hashes of a period that cover a quarter each.
func quarters(p surveys.Period, key func(quarter int) string) []span {
	var out []span
	for _, q := range bounded(p).Quarters(p.To) {
		out = append(out, span{key(q), quarterStart(q)})
	}
	return out
}

// longestPeriod bounds what one question reads, in days: forty years.
const longestPeriod = 40 * 366

// bounded returns the first day of the period that is read.
func bounded(p surveys.Period) surveys.Day { return max(p.From, p.To-longestPeriod) }

// wholeHouse is every shard, for the portfolio.
func wholeHouse() []source {
	out := make([]source, surveys.Shards)
	for shard := range out {
		out[shard].shard = shard
	}
	return out
}

// tallies reads the tallies of sources in a pipeline; each calls do for every
// count that lies in the period, after the pipeline has run.
type tallies struct {
	spans []span
	cmds  []*redis.MapStringStringCmd
}

func queueTallies(ctx context.Context, pipe redis.Pipeliner, sources []source, p surveys.Period) tallies {
	var t tallies
	for _, src := range sources {
		t.queue(ctx, pipe, src.spans(p)...)
	}
	return t
}

func (t *tallies) queue(ctx context.Context, pipe redis.Pipeliner, spans ...span) {
	for _, sp := range spans {
		t.spans = append(t.spans, sp)
		t.cmds = append(t.cmds, pipe.HGetAll(ctx, sp.key))
	}
}

func (t tallies) each(do func(count)) {
	for i, cmd := range t.cmds {
		readTally(cmd.Val(), t.spans[i].first, do)
	}
}

// days sorts what lies in the period by day.
func (t tallies) days(p surveys.Period) surveys.Days {
	out := surveys.Days{}
	t.each(func(c count) {
		if p.Has(c.day) {
			sum := out[c.day]
			c.move(&sum)
			out[c.day] = sum
		}
	})
	return out
}

// days reads the daily tallies of sources, summed, in one pipeline.
func (s *Store) days(ctx context.Context, sources []source, p surveys.Period) (surveys.Days, error) {
	if len(sources) == 0 || p.To < p.From {
		return surveys.Days{}, nil
	}
	pipe := s.rdb.Pipeline()
	read := queueTallies(ctx, pipe, sources, p)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	return read.days(p), nil
}

// figures are the summaries of some sources together.
type figures struct {
	sums        signal.Sums
	total       surveys.Tally
	first, last surveys.Day
	alarm       bool
}

// with joins one more summary: a customer is the sum over its projects, and an
// alarm stands where it stands in one of them.
func (f figures) with(m summary, now float64) figures {
	f.sums = signal.Add(f.sums, m.stream.Sums)
	f.total.Add(m.total)
	if m.first != 0 && (f.first == 0 || m.first < f.first) {
		f.first = m.first
	}
	f.last = max(f.last, m.last)
	f.alarm = f.alarm || signal.Standing(m.stream, now)
	return f
}

// subject is a project or customer to be described.
type subject struct {
	id, name string
	sources  []source
	casesKey string // set of its cases that are not resolved; empty: none is kept
}

// standings describes subjects in one pipeline: from summaries and from the
// tallies of the period and of the one before.
func (s *Store) standings(ctx context.Context, subjects []subject, p surveys.Period) ([]surveys.Standing, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	history, err := s.history(ctx, 0)
	if err != nil {
		return nil, err
	}
	pipe := s.rdb.Pipeline()
	reads := make([]subjectRead, len(subjects))
	for i, sub := range subjects {
		reads[i] = queueSubject(ctx, pipe, sub, p)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	out := make([]surveys.Standing, len(subjects))
	for i, r := range reads {
		if out[i], err = r.standing(s.now(), history, history.Before(s.Today()), p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// subjectRead is what is read of a subject.
type subjectRead struct {
	subject
	summaries []*redis.StringCmd
	tallies   tallies
	cases     *redis.IntCmd
	pool      *redis.StringCmd // of a customer with several projects; nil: there is none
}

func queueSubject(ctx context.Context, pipe redis.Pipeliner, sub subject, p surveys.Period) subjectRead {
	r := subjectRead{subject: sub}
	for _, src := range sub.sources {
		key, field := src.summaryAt()
		r.summaries = append(r.summaries, pipe.HGet(ctx, key, field))
	}
	r.tallies = queueTallies(ctx, pipe, sub.sources, surveys.Period{From: p.Before().From, To: p.To})
	if sub.casesKey != "" {
		r.cases = pipe.SCard(ctx, sub.casesKey)
	}
	if len(sub.sources) > 1 { // of a project there is one
		r.pool = pipe.HGet(ctx, customerKey(surveys.CustomerID(sub.id)), customerPool)
	}
	return r
}

func (r subjectRead) figures(now float64) (figures, error) {
	var f figures
	for _, cmd := range r.summaries {
		m, err := readSummary(cmd.Val())
		if err != nil {
			return figures{}, err
		}
		f = f.with(m, now)
	}
	if r.pool == nil {
		return f, nil
	}
	over, err := pooledStands(r.pool.Val(), now)
	f.alarm = f.alarm || over
	return f, err
}

// standing puts together what was read.
func (r subjectRead) standing(now time.Time, all past, prior signal.Priors, p surveys.Period) (surveys.Standing, error) {
	at := signal.Days(now)
	f, err := r.figures(at)
	if err != nil {
		return surveys.Standing{}, err
	}
	var in, before surveys.Tally
	earlier := p.Before()
	r.tallies.each(func(c count) {
		switch {
		case p.Has(c.day):
			c.move(&in)
		case earlier.Has(c.day):
			c.move(&before)
		}
	})
	out := surveys.Standing{
		ID: r.id, Name: nameOr(r.name, r.id),
		Total: f.total, Period: p,
		Level: in.Level(), Before: before.Level(), Response: in.ResponseRate(), Asked: before.ResponseRate(),
		Alarm: f.alarm, Forecast: in.Level().Forecast(f.alarm),
		Risk: signal.Risk(f.sums, at, prior), HasRisk: f.sums.SlowN > 0,
		First: f.first, Last: f.last,
	}
	if out.Level.Reading() && out.Before.Reading() {
		change := signal.NewChange(out.Level, out.Before, all.satisfied)
		out.Worse, out.Compared = change.Worse, change.Known
	}
	if r.cases != nil {
		out.Cases = int(r.cases.Val())
	}
	return out, nil
}
