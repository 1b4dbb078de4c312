package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// projectsWalk goes back through the timelines of a project or of all. There is
// no timeline of everything: it would cost 25 bytes a response. Tallies tell how
// many days hold enough answers that the filter may want, and only those days
// are read of each project.
type projectsWalk struct {
	s        *Store
	sources  []source // one project, or every shard
	period   surveys.Period
	filter   surveys.ResponseFilter
	answered surveys.Period // first and last day with an answer
	projects [surveys.Shards][]projectSpan
	versions *[surveys.Shards]string // of the timelines, where the whole house is looked through; nil: else
}

// projectSpan is a project with the days that it has answers on.
type projectSpan struct {
	number int
	days   surveys.Period
}

func (s *Store) projectsWalk(ctx context.Context, sources []source, f surveys.ResponseFilter) (walk, error) {
	p := f.Period
	w := &projectsWalk{s: s, sources: sources, period: p, filter: f}
	from, to, err := w.readProjects(ctx)
	if err != nil {
		return nil, err
	}
	if f.Void {
		from, to = w.widen(from)
	}
	if p == (surveys.Period{}) {
		w.period = surveys.Period{From: from, To: to}
		return w, nil
	}
	w.period = surveys.Period{From: max(p.From, from), To: min(p.To, to)}
	return w, nil
}

// readProjects finds the projects of the sources that have answers, and the
// first and last day with one.
func (w *projectsWalk) readProjects(ctx context.Context) (from, to surveys.Day, err error) {
	if w.sources[0].project == 0 && !w.filter.Void {
		return w.knownProjects(ctx)
	}
	pipe := w.s.rdb.Pipeline()
	one := make([]*redis.StringCmd, len(w.sources))
	all := make([]*redis.MapStringStringCmd, len(w.sources))
	for i, src := range w.sources {
		key, field := src.summaryAt()
		if src.project != 0 {
			one[i] = pipe.HGet(ctx, key, field)
		} else {
			all[i] = pipe.HGetAll(ctx, key)
		}
	}
	if err := exec(ctx, pipe); err != nil {
		return 0, 0, fmt.Errorf("read summaries: %w", err)
	}
	for i, src := range w.sources {
		if src.project != 0 {
			w.note(src, src.project, one[i].Val())
			continue
		}
		for field, text := range all[i].Val() {
			w.note(src, atoi(field), text)
		}
	}
	return w.answered.From, w.answered.To, nil
}

// knownProjects takes all projects from what is remembered of them.
func (w *projectsWalk) knownProjects(ctx context.Context) (from, to surveys.Day, err error) {
	all, err := w.s.summariesNow(ctx)
	if err != nil {
		return 0, 0, err
	}
	w.versions = &[surveys.Shards]string{}
	for shard, known := range all.shards {
		w.versions[shard] = known.version
		for _, p := range known.projects {
			w.note(p.source, p.project, p.text)
		}
	}
	return w.answered.From, w.answered.To, nil
}

// note keeps a project that has answers, by its summary.
func (w *projectsWalk) note(src source, project int, text string) {
	days := answeredSpan(text)
	if project == 0 || days.To == 0 && !w.filter.Void {
		return
	}
	w.projects[src.shard] = append(w.projects[src.shard], projectSpan{project, days})
	if w.answered.From == 0 || days.From != 0 && days.From < w.answered.From {
		w.answered.From = days.From
	}
	w.answered.To = max(w.answered.To, days.To)
}

// voidYears is how far back an answer that does not count is looked for where
// nothing older counts.
const voidYears = 2

// widen has all projects looked at on all days: answers that do not count stand
// in no figure, so that no day says that it holds one.
func (w *projectsWalk) widen(first surveys.Day) (from, to surveys.Day) {
	to = w.s.Today()
	from = to - voidYears*366
	if first != 0 {
		from = min(from, first)
	}
	for shard := range w.projects {
		for i := range w.projects[shard] {
			w.projects[shard][i].days = surveys.Period{From: from, To: to}
		}
	}
	return from, to
}

// answeredSpan reads first and last day of a summary's text.
func answeredSpan(text string) surveys.Period {
	_, rest, _ := strings.Cut(text, "|")
	days, _, _ := strings.Cut(rest, "|")
	first, last, _ := strings.Cut(days, " ")
	return surveys.Period{From: surveys.Day(atoi(first)), To: surveys.Day(atoi(last))}
}

// back looks at one month at a time, and in it only as many days as are needed.
func (w *projectsWalk) back(ctx context.Context, before moment, want int) ([]moment, bool, error) {
	to := w.period.To
	if before.at != math.MaxInt64 {
		to = min(to, w.s.dayOf(strconv.FormatInt(before.at, 10)))
	}
	for to >= w.period.From && to > 0 {
		month := surveys.Period{From: max(w.period.From, monthStart(to.Month())), To: to}
		found, span, err := w.month(ctx, month, before, want)
		if err != nil {
			return nil, true, err
		}
		to = span.From - 1
		if len(found) > 0 {
			return found, to < w.period.From, nil
		}
	}
	return nil, true, nil
}

// month reads the newest days of a part of a month that hold enough answers;
// span is what was looked at.
func (w *projectsWalk) month(ctx context.Context, p surveys.Period, before moment, want int) (found []moment, span surveys.Period, err error) {
	hold, err := w.likely(ctx, p)
	if err != nil {
		return nil, p, err
	}
	span, n := surveys.Period{From: p.To, To: p.To}, 0
	for ; span.From > p.From; span.From-- {
		// The last day may be cut by the cursor: it counts for nothing.
		if span.From < p.To {
			n += hold(span.From)
		}
		if n >= want {
			break
		}
	}
	if n+hold(p.To)+hold(span.From) == 0 && !w.filter.Void {
		return nil, span, nil
	}
	if w.versions != nil {
		found, span.From, err = w.houseMoments(ctx, hold, span, before)
		return found, span, err
	}
	var months []projectMonth
	for shard, projects := range w.projects {
		for _, project := range projects {
			if project.days.From <= span.To && project.days.To >= span.From {
				months = append(months, projectMonth{shard, project.number, p.To.Month()})
			}
		}
	}
	keys, err := w.s.timelineKeys(ctx, months)
	if err != nil {
		return nil, span, err
	}
	last := min(before.at, (span.To+1).Start(w.s.zone).Unix()-1)
	all, err := w.s.readTimelines(ctx, keys, span.From.Start(w.s.zone).Unix(), last)
	if err != nil {
		return nil, span, err
	}
	return w.onDaysThat(hold, newestFirst(all, before)), span, nil
}

// likely tells of each day of a period how many answers the filter may want, by
// the tallies of what it names.
func (w *projectsWalk) likely(ctx context.Context, p surveys.Period) (hold func(surveys.Day) int, err error) {
	if w.filter.Void {
		return func(surveys.Day) int { return 0 }, nil
	}
	var days surveys.Days
	switch f := w.filter; {
	case f.Survey != "" && f.Agent == "":
		days, err = w.s.surveyDays(ctx, shelvesOf(w.sources, p), f.Survey, p)
	case f.Agent != "":
		days, err = w.s.AgentDays(ctx, f.Agent, p)
	case w.versions != nil:
		days, err = w.s.portfolioDays(ctx, p)
	default:
		days, err = w.s.days(ctx, w.sources, p)
	}
	return func(day surveys.Day) int { return w.filter.Choices.In(days[day]) }, err
}

// everyDay reports whether every answer of the timelines that are read is wanted.
func everyDay(f surveys.ResponseFilter) bool {
	return f.HasFigures() && f.Survey == "" && f.Agent == ""
}

// onDaysThat leaves out the answers of days that hold none of what is wanted.
func (w *projectsWalk) onDaysThat(hold func(surveys.Day) int, all []moment) []moment {
	if w.filter.Void || everyDay(w.filter) {
		return all
	}
	return slices.DeleteFunc(all, func(m moment) bool { return hold(w.s.dayOf(strconv.FormatInt(m.at, 10))) == 0 })
}
