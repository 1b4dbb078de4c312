package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// promise is one entry of promisesKey: "day alpha amonth streams". Entries are
// only ever added: what was judged by a promise stays judged by it, so that a
// rebuild raises the alarms that were raised live.
type promise struct {
	from    surveys.Day
	alpha   float64
	aMonth  float64 // 0: the default alpha
	streams int
}

type promises []promise

func (p promise) String() string {
	return fmt.Sprintf("%d %s %s %d", p.from, floatText(p.alpha), floatText(p.aMonth), p.streams)
}

func (s *Store) promises(ctx context.Context) (promises, error) {
	lines, err := s.rdb.LRange(ctx, promisesKey(), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("promises about alarms: %w", err)
	}
	out := make(promises, 0, len(lines))
	for _, line := range lines {
		w := strings.Fields(line)
		if len(w) != 4 {
			return nil, fmt.Errorf("promise %q: want 4 words", line)
		}
		alpha, err := strconv.ParseFloat(w[1], 64)
		if err != nil {
			return nil, fmt.Errorf("promise %q: %w", line, err)
		}
		aMonth, err := strconv.ParseFloat(w[2], 64)
		if err != nil {
			return nil, fmt.Errorf("promise %q: %w", line, err)
		}
		out = append(out, promise{surveys.Day(atoi(w[0])), alpha, aMonth, atoi(w[3])})
	}
	return out, nil
}

func (all promises) alphas() signal.Alphas {
	out := make([]signal.AlphaFrom, len(all))
	for i, p := range all {
		out[i] = signal.AlphaFrom{From: p.from, Alpha: p.alpha}
	}
	return signal.NewAlphas(out)
}

// last is the promise made last; the default where none was.
func (all promises) last() promise {
	if len(all) == 0 {
		return promise{alpha: signal.DefaultAlpha}
	}
	return all[len(all)-1]
}

// MostFalseAlarms bounds what may be promised a month.
const MostFalseAlarms = 1000

// AlarmBudget returns what is promised, and what that finds at the volumes of
// our own streams.
func (s *Store) AlarmBudget(ctx context.Context) (surveys.AlarmBudget, error) {
	all, err := s.promises(ctx)
	if err != nil {
		return surveys.AlarmBudget{}, err
	}
	out := surveys.AlarmBudget{AMonth: all.last().aMonth, Alpha: all.alphas().On(s.Today())}
	if p := all.last(); p.from > s.Today() {
		out.Next, out.From = p.alpha, p.from
	}
	out.Streams, out.Volumes, err = s.countStreams(ctx)
	return out, err
}

// SetAlarmBudget promises so many false alarms a month over all streams; 0
// returns to the default of 0.5 a stream and year. It holds from the next day
// on and touches nothing that came before. Invalid.
func (s *Store) SetAlarmBudget(ctx context.Context, aMonth float64) error {
	if math.IsNaN(aMonth) || aMonth < 0 || aMonth > MostFalseAlarms {
		return surveys.InvalidField("a_month", "must be a number above 0, at most %d", MostFalseAlarms)
	}
	streams, _, err := s.countStreams(ctx)
	if err != nil {
		return err
	}
	return s.promise(ctx, aMonth, streams)
}

// promiseMargin before midnight is too short for every process to hear of a
// promise before the first answer that it holds for.
const promiseMargin = 5 * time.Minute

func (s *Store) promise(ctx context.Context, aMonth float64, streams int) error {
	p := promise{from: surveys.DayOf(s.now().Add(promiseMargin), s.zone) + 1, alpha: signal.DefaultAlpha, aMonth: aMonth, streams: streams}
	if aMonth > 0 {
		p.alpha = signal.Budget(aMonth, streams)
	}
	if err := s.rdb.RPush(ctx, promisesKey(), p.String()).Err(); err != nil {
		return fmt.Errorf("promise about alarms: %w", err)
	}
	s.forgetHistory()
	return nil
}

// keepPromise divides what is promised anew where the number of streams has
// changed by more than a tenth.
func (s *Store) keepPromise(ctx context.Context) error {
	all, err := s.promises(ctx)
	if err != nil || all.last().aMonth == 0 {
		return err
	}
	streams, _, err := s.countStreams(ctx)
	if err != nil {
		return err
	}
	const enough = 0.1
	p := all.last()
	if math.Abs(signal.Budget(p.aMonth, streams)/p.alpha-1) <= enough {
		return nil
	}
	return s.promise(ctx, p.aMonth, streams)
}

// countStreams counts the streams that can alarm: those with an answer in the
// last year. A customer that has a project for itself is one stream with it,
// because they share their episodes.
func (s *Store) countStreams(ctx context.Context) (int, []surveys.Volume, error) {
	projects, err := s.rankProjects(ctx)
	if err != nil {
		return 0, nil, err
	}
	customers, err := s.rankCustomers(ctx)
	if err != nil {
		return 0, nil, err
	}
	now, volumes, streams := signal.Days(s.now()), surveys.Volumes(), 0
	for _, item := range projects.items {
		if !answeredLately(item.sums, now) {
			continue
		}
		streams++
		rate := signal.AMonth(item.sums, now)
		for i := range volumes {
			if rate >= volumes[i].From {
				volumes[i].Streams++
				break
			}
		}
	}
	return streams + sharedStreams(customers.items, now), volumes, nil
}

// sharedStreams counts the customers with an answer in the last year in
// projects that have several.
func sharedStreams(customers []*ranked, now float64) int {
	inProject := map[source][]signal.Sums{}
	for _, item := range customers {
		for _, p := range item.parts {
			at := source{shard: p.shard, project: p.project}
			inProject[at] = append(inProject[at], p.sums)
		}
	}
	streams := 0
	for _, all := range inProject {
		for _, sums := range all {
			if len(all) > 1 && answeredLately(sums, now) {
				streams++
			}
		}
	}
	return streams
}

// answeredLately reports whether a stream has an answer in the year before now,
// in days.
func answeredLately(s signal.Sums, now float64) bool { return s.SlowN > 0 && now-s.At <= 365 }
