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
	read := talliesOf(sources, p)
	if err := s.readTallies(ctx, s.rdb.Pipeline(), read); err != nil {
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
	known    []*part // the summaries of the sources, where they are remembered
	casesKey string  // set of its cases that are not resolved; empty: none is kept
}

// subject is the item, to be described.
func (r *ranked) subject(name, casesKey string) subject {
	return subject{id: r.id, name: name, sources: r.sources(), known: r.parts, casesKey: casesKey}
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
	reads, read := make([]subjectRead, len(subjects)), make([]tallies, len(subjects))
	for i, sub := range subjects {
		reads[i] = queueSubject(ctx, pipe, sub)
		read[i] = talliesOf(sub.sources, surveys.Period{From: p.Before().From, To: p.To})
	}
	if err := s.readTallies(ctx, pipe, read...); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	out := make([]surveys.Standing, len(subjects))
	satisfied := satisfiedCodes()
	for i, r := range reads {
		in, before := read[i].sums(p, satisfied), read[i].sums(p.Before(), satisfied)
		if out[i], err = r.standing(s.now(), history, history.Before(s.Today()), p, in, before, s.changes.change); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sums are what the levels of a period are made of.
type sums struct{ n, satisfied, sent, bounced, answered int }

func (t sums) level() surveys.Level        { return surveys.NewLevel(t.satisfied, t.n) }
func (t sums) responseRate() surveys.Level { return surveys.NewLevel(t.answered, t.sent-t.bounced) }

func sumsOf(t surveys.Tally) sums {
	return sums{t.N(), t.Satisfied(), t.Sent, t.Bounced, t.Answered}
}

// satisfiedCodes tells the codes of satisfied choices: to ask a scale for every
// count of a long list would be slow.
func satisfiedCodes() (out [codes]bool) {
	for code := range out {
		if id, choice, ok := choiceOf(code); ok {
			scale, _ := surveys.ScaleByID(id)
			out[code] = scale.IsSatisfied(choice)
		}
	}
	return out
}

// sums adds up a period.
func (t tallies) sums(p surveys.Period, satisfied [codes]bool) (out sums) {
	t.each(func(c count) {
		if p.Has(c.day) {
			out.move(c, satisfied[c.code])
		}
	})
	return out
}

func (t *sums) move(c count, satisfied bool) {
	switch c.code {
	case codeSilent:
		t.sent += c.by
	case codeBounced:
		t.bounced += c.by
	case codeAnswered:
		t.sent += c.by
		t.answered += c.by
	default:
		if _, _, ok := choiceOf(c.code); ok {
			t.n += c.by
		}
		if satisfied {
			t.satisfied += c.by
		}
	}
}

// subjectRead is what is read of a subject.
type subjectRead struct {
	subject
	summaries []*redis.StringCmd
	cases     *redis.IntCmd
	pool      *redis.StringCmd // of a customer with several projects; nil: there is none
}

func queueSubject(ctx context.Context, pipe redis.Pipeliner, sub subject) subjectRead {
	r := subjectRead{subject: sub}
	if sub.known == nil {
		for _, src := range sub.sources {
			key, field := src.summaryAt()
			r.summaries = append(r.summaries, pipe.HGet(ctx, key, field))
		}
	}
	if sub.casesKey != "" {
		r.cases = pipe.SCard(ctx, sub.casesKey)
	}
	if len(sub.sources) > 1 { // of a project there is one
		r.pool = pipe.HGet(ctx, customerKey(surveys.CustomerID(sub.id)), customerPool)
	}
	return r
}

// texts are the summaries as they lie in Redis.
func (r subjectRead) texts() []string {
	var out []string
	for _, p := range r.known {
		out = append(out, p.text)
	}
	for _, cmd := range r.summaries {
		out = append(out, cmd.Val())
	}
	return out
}

func (r subjectRead) figures(now float64) (figures, error) {
	var f figures
	for _, text := range r.texts() {
		m, err := readSummary(text)
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

// standing puts together what was read; in and before are what was counted in
// the period and in the one before.
func (r subjectRead) standing(now time.Time, all past, prior signal.Priors, p surveys.Period, in, before sums, compare func(surveys.Level, surveys.Level, float64) signal.Change) (surveys.Standing, error) {
	at := signal.Days(now)
	f, err := r.figures(at)
	if err != nil {
		return surveys.Standing{}, err
	}
	out := surveys.Standing{
		ID: r.id, Name: nameOr(r.name, r.id),
		Total: f.total, Period: p,
		Level: in.level(), Before: before.level(), Response: in.responseRate(), Asked: before.responseRate(),
		Alarm: f.alarm, Forecast: in.level().Forecast(f.alarm),
		Risk: signal.Risk(f.sums, at, prior), HasRisk: f.sums.SlowN > 0,
		First: f.first, Last: f.last,
	}
	if out.Level.Reading() && out.Before.Reading() {
		change := compare(out.Level, out.Before, all.satisfied)
		out.Worse, out.Compared = change.Worse, change.Known
	}
	if r.cases != nil {
		out.Cases = int(r.cases.Val())
	}
	return out, nil
}
