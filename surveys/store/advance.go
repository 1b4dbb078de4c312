package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// secondThoughts is how long the alert of a rating waits that the page
// confirmed by itself, and every correction of an alert.
const secondThoughts = 2 * time.Minute

// Advance moves everything that is derived from the responses by a batch, in
// two writes. First what lies in the slots of customers: safe to repeat, and
// repeated where the relay dies before the second. Then all of the shard in one
// script, with the position: each entry moves it exactly once. ok is false when
// the position was another, because another relay was faster; the shard is as
// it was and the batch must be read again.
func (s *Store) Advance(ctx context.Context, b Batch) (ok bool, err error) {
	if b.Len() == 0 {
		return true, nil
	}
	if err := s.numberSurveys(ctx, b); err != nil {
		return false, fmt.Errorf("numbers of surveys: %w", err)
	}
	if err := s.liftDisproved(ctx, b); err != nil {
		return false, err
	}
	history, err := s.historyFor(ctx, b)
	if err != nil {
		return false, err
	}
	was, err := s.gather(ctx, b)
	if err != nil {
		return false, fmt.Errorf("read what shard %d stands at: %w", b.Shard, err)
	}
	listened, err := s.hasListeners(ctx)
	if err != nil {
		return false, err
	}
	all, err := s.Surveys(ctx)
	if err != nil {
		return false, err
	}
	st := newSteps(b)
	for _, e := range b.entries {
		was.apply(st, e, history)
		st.remindLater(e, all)
		if listened {
			st.notify(e, s.now())
		}
	}
	was.write(st)
	call := st.call()
	if ok, err = s.run(ctx, call.script, call.keys, call.args...).Bool(); ok && b.touchesPast(s.Today()) {
		s.forgetHistory()
	}
	if !ok {
		// Another relay was faster, or Redis lost writes, and names with them.
		s.nums.shards[b.Shard].forget()
	}
	if ok && err == nil {
		s.tell(ctx, b)
	}
	return ok, err
}

// historyFor returns the priors for the answers of a batch; none are read
// where no signal moves.
func (s *Store) historyFor(ctx context.Context, b Batch) (past, error) {
	var newest surveys.Day
	for _, e := range b.entries {
		if e.Kind == surveys.EntryAnswered {
			newest = max(newest, e.Day)
		}
	}
	if newest == 0 {
		return past{}, nil
	}
	return s.history(ctx, newest)
}

// touchesPast reports whether a tally of a day before today is moved.
func (b Batch) touchesPast(today surveys.Day) bool {
	for _, e := range b.entries {
		if e.Day != 0 && e.Day < today {
			return true
		}
	}
	return false
}

// apply moves the figures by one entry. Only an answer that counts for the first
// time steps the signals; whatever changes history makes its project dirty, and
// its signals are folded anew when the outboxes are at their ends.
func (g *gathered) apply(st *steps, e entry, history past) {
	project, customer := g.projects[strconv.Itoa(e.project)], g.customers[customerField(e)]
	whole := g.projects[portfolioField]
	counts := countsOf(e.Entry)
	st.tally(e, counts)
	for _, m := range []*summary{project, customer, whole} {
		for _, c := range counts {
			c.move(&m.total)
		}
	}
	st.add(projectCustomersKey(g.shard, e.project), e.customer)
	switch e.Kind { // days with answers: a void one is taken out by the rebuild
	case surveys.EntryAnswered, surveys.EntryImported, surveys.EntryRestored:
		for _, m := range []*summary{project, customer, whole} {
			m.spans(e.Day)
		}
	}
	switch e.Kind {
	case surveys.EntryAnswered:
		if late := signal.Days(e.answered) < project.stream.At; late {
			// A tap that was held back and settled stands where it was given.
			st.add(dirtyKey(g.shard), e.project)
		}
		g.step(st, e, history, project, customer)
		g.answered(e)
	case surveys.EntryImported:
		g.answered(e)
		st.add(dirtyKey(g.shard), e.project)
	case surveys.EntryChanged, surveys.EntryVoided, surveys.EntryRestored:
		st.add(dirtyKey(g.shard), e.project)
	}
	g.pool(st, e)
	g.follow(st, e)
}

// pool has the signal of a customer over all its projects folded anew: soon
// after an answer, later where the projects are rebuilt first.
func (g *gathered) pool(st *steps, e entry) {
	if n := g.projectsOf[e.Customer]; !e.movesAnswers() || n == nil || n.Val() < 2 {
		return
	}
	wait := poolSoon
	if e.Kind != surveys.EntryAnswered {
		wait = poolLater
	}
	st.pool(e.Customer, e.At.Add(wait).UnixMilli())
}

// step advances the two signals that the answer belongs to, and keeps what
// alarmed. What opens an episode of a customer wants a case.
func (g *gathered) step(st *steps, e entry, history past, project, customer *summary) {
	scale, ok := surveys.ScaleByID(e.Scale)
	if !ok {
		return
	}
	a := answer{id: e.Invitation, by: e.By, customer: e.customer, contact: e.Contact, day: e.Day,
		rating: signal.NewRating(scale, e.Choice, e.answered)}
	for _, n := range stepBoth(project, customer, a, history.Before(e.Day), history.alphas.On(e.Day)) {
		st.alarm(e.project, n, e.At)
	}
}

// answered puts the answer on the timeline of its project and month.
func (g *gathered) answered(e entry) {
	field := chunksField(e.project, e.Day.Month())
	a := g.answers[field]
	if a == nil {
		a = &answers{project: e.project, month: e.Day.Month()}
		g.answers[field] = a
	}
	a.members = append(a.members, e.answered.Unix(), timelineMember(e.Invitation))
}

// follow keeps the list of open cases of the project, and schedules the alert
// of a complaint: at once where a person acted, after second thoughts where the
// page confirmed by itself, never for what was imported. A change after the
// alert schedules its correction.
func (g *gathered) follow(st *steps, e entry) {
	glance, ok := g.cases[e.Case]
	if !ok {
		return
	}
	switch e.Kind {
	case surveys.EntryAnswered, surveys.EntryChanged, surveys.EntryVoided, surveys.EntryRestored:
		// What is changed back within the time needs no mail.
		st.correct(e.Case, e.At.Add(secondThoughts).UnixMilli())
	}
	key := projectCasesKey(g.shard, e.project)
	if glance.state == surveys.CaseResolved {
		st.step("remove", key, int(e.Case))
		return
	}
	st.step("add", key, int(e.Case))
	switch {
	case glance.withdrawn || e.By == "" || e.By == surveys.ByImported:
	case e.By == surveys.ByAuto && e.Kind != surveys.EntryCase:
		st.alert(e.Case, e.At.Add(secondThoughts).UnixMilli())
	default:
		st.alert(e.Case, e.At.UnixMilli())
	}
}

// write puts the summaries and timelines into the steps.
func (g *gathered) write(st *steps) {
	set := func(key string, summaries map[string]*summary) {
		args := make([]any, 0, 2*len(summaries))
		for field, m := range summaries {
			args = append(args, field, m.String())
		}
		st.step("set", key, args...)
	}
	set(projectStreamsKey(g.shard), g.projects)
	set(customerStreamsKey(g.shard), g.customers)
	for field, a := range g.answers {
		st.timeline(field, g.chunks[field], a.members, func(chunk int) string {
			return timelineKey(g.shard, a.project, a.month, chunk)
		})
	}
}
