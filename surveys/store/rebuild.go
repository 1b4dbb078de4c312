package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// Dirty counts the projects of a shard whose signals must be rebuilt.
func (s *Store) Dirty(ctx context.Context, shard int) (int, error) {
	n, err := s.rdb.SCard(ctx, dirtyKey(shard)).Result()
	return int(n), err
}

// RebuildDirty folds the signals of every project of the shard anew whose
// history changed, and returns how many. One that moved meanwhile stays dirty.
// It wants the tallies of the portfolio to be complete: see CaughtUp.
func (s *Store) RebuildDirty(ctx context.Context, shard int) (int, error) {
	dirty, err := s.rdb.SMembers(ctx, dirtyKey(shard)).Result()
	if err != nil || len(dirty) == 0 {
		return 0, err
	}
	s.forgetHistory()
	done := 0
	for _, project := range dirty {
		ok, err := s.rebuild(ctx, shard, atoi(project))
		if err != nil {
			return done, fmt.Errorf("rebuild project %s of shard %d: %w", project, shard, err)
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// rebuild folds the signals of a project, and of its customers in it, from its
// responses in the order of their answers. Tallies stay as they are. false when
// the figures moved meanwhile.
func (s *Store) rebuild(ctx context.Context, shard, project int) (bool, error) {
	f, err := s.refold(ctx, shard, project)
	if err != nil {
		return false, err
	}
	return s.replace(ctx, shard, project, f)
}

// refold reads a project and folds it in memory.
func (s *Store) refold(ctx context.Context, shard, project int) (folding, error) {
	history, err := s.history(ctx, 0)
	if err != nil {
		return folding{}, err
	}
	f, err := s.unfold(ctx, shard, project)
	if err != nil {
		return folding{}, err
	}
	answers, err := s.answersOf(ctx, shard, project, f.project.first, f.project.last)
	if err != nil {
		return folding{}, err
	}
	f.clear()
	for _, a := range answers {
		f.fold(a, history)
	}
	return f, nil
}

// replace writes what was folded, unless the figures moved meanwhile.
func (s *Store) replace(ctx context.Context, shard, project int, f folding) (bool, error) {
	args := []any{f.position, project, f.project.String(), 2 * len(f.customers)}
	for customer, m := range f.customers {
		_, field := source{shard, project, customer}.summaryAt()
		args = append(args, field, m.String())
	}
	args = append(args, f.alarmArgs(shard, project, s.now())...)
	return s.run(ctx, "rebuild", []string{
		positionKey(shard), projectStreamsKey(shard), customerStreamsKey(shard), dirtyKey(shard),
		projectAlarmsKey(shard, project), alarmsKey(shard), dueKey(shard), attemptsKey(shard), rebuildsKey(shard),
	}, args...).Bool()
}

// folding is a project that is folded anew.
type folding struct {
	position  string
	project   *summary
	customers map[int]*summary
	before    []alarmNote // the alarms that are kept
	alarms    []alarmNote // those that the fold raised
}

// unfold reads the position and then the summaries of a project and its
// customers: what moves after the position is noticed when the fold is written.
func (s *Store) unfold(ctx context.Context, shard, project int) (folding, error) {
	f := folding{customers: map[int]*summary{}}
	pipe := s.rdb.Pipeline()
	position := pipe.Get(ctx, positionKey(shard))
	members := pipe.SMembers(ctx, projectCustomersKey(shard, project))
	if err := exec(ctx, pipe); err != nil {
		return f, err
	}
	f.position = cmp.Or(position.Val(), beginning)
	own := map[string]*summary{strconv.Itoa(project): nil}
	theirs := map[string]*summary{}
	for _, m := range members.Val() {
		theirs[strconv.Itoa(project)+":"+m] = nil
	}
	pipe = s.rdb.Pipeline()
	read := []func() error{
		readSummaries(ctx, pipe, projectStreamsKey(shard), own),
		readSummaries(ctx, pipe, customerStreamsKey(shard), theirs),
	}
	alarms := pipe.HGetAll(ctx, projectAlarmsKey(shard, project))
	if _, err := pipe.Exec(ctx); err != nil {
		return f, err
	}
	var err error
	if f.before, err = readAlarms(alarms.Val()); err != nil {
		return f, err
	}
	for _, r := range read {
		if err := r(); err != nil {
			return f, err
		}
	}
	f.project = own[strconv.Itoa(project)]
	for _, m := range members.Val() {
		f.customers[atoi(m)] = theirs[strconv.Itoa(project)+":"+m]
	}
	return f, nil
}

// clear forgets all but the sums of tallies.
func (f folding) clear() {
	*f.project = summary{total: f.project.total}
	for _, m := range f.customers {
		*m = summary{total: m.total}
	}
}

// fold advances the project and the customer by an answer.
func (f *folding) fold(a answer, history past) {
	customer := f.customers[a.customer]
	f.project.spans(a.day)
	if customer != nil {
		customer.spans(a.day)
	}
	raised := stepBoth(f.project, customer, a, history.Before(a.day), history.alphas.On(a.day))
	f.alarms = withAlarms(f.alarms, raised)
}

// answer is a response as the signal sees it.
type answer struct {
	id       surveys.InvitationID
	by       surveys.Evidence
	customer int
	contact  surveys.ContactID
	day      surveys.Day
	rating   signal.Rating
}

// answersOf reads the answers of a project that count, oldest first. The days
// of a summary bound the months that are read: between two folds they only
// widen, so that none is missed.
func (s *Store) answersOf(ctx context.Context, shard, project int, from, to surveys.Day) ([]answer, error) {
	if to == 0 {
		return nil, nil
	}
	var months []projectMonth
	for _, m := range from.Months(to) {
		months = append(months, projectMonth{shard, project, m})
	}
	keys, err := s.timelineKeys(ctx, months)
	if err != nil {
		return nil, err
	}
	all, err := s.readTimelines(ctx, keys, math.MinInt64, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	out := make([]answer, 0, len(all))
	const most = 1000 // answers of one pipeline
	for at := 0; at < len(all); at += most {
		part, err := s.readAnswers(ctx, shard, all[at:min(at+most, len(all))])
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
	}
	return out, nil
}

// readAnswers reads those of some invitations whose answer counts.
func (s *Store) readAnswers(ctx context.Context, shard int, at []moment) ([]answer, error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.SliceCmd, len(at))
	for i, m := range at {
		cmds[i] = pipe.HMGet(ctx, invitationKey(surveys.InvitationID(m.id)),
			fieldAnswer, fieldChoice, fieldKind, fieldCustomer, fieldContact, fieldAnswered, fieldBy)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	wanted := make([]int, 0, 2*len(at))
	for _, cmd := range cmds {
		wanted = append(wanted, atoi(word(cmd, 2)), atoi(word(cmd, 3)))
	}
	names, err := s.namesOf(ctx, shard, wanted)
	if err != nil {
		return nil, err
	}
	out := make([]answer, 0, len(at))
	for i, cmd := range cmds {
		// One that was taken back and given anew stands where it was given
		// before, too.
		if a, ok := s.decodeAnswer(cmd, names); ok && seconds(word(cmd, 5)).Unix() == at[i].at {
			a.id = surveys.InvitationID(at[i].id)
			out = append(out, a)
		}
	}
	return out, nil
}

// decodeAnswer reads what readAnswers asked for; ok is false for an answer
// that does not count.
func (s *Store) decodeAnswer(cmd *redis.SliceCmd, names map[int]string) (a answer, ok bool) {
	_, scaleID, _ := splitKind(names[atoi(word(cmd, 2))])
	scale, known := surveys.ScaleByID(scaleID)
	if word(cmd, 0) != "" || word(cmd, 1) == "" || !known {
		return answer{}, false
	}
	at := seconds(word(cmd, 5))
	a = answer{
		by:       evidenceByLetter(word(cmd, 6)),
		customer: atoi(word(cmd, 3)),
		contact:  surveys.ContactID(word(cmd, 4)),
		day:      surveys.DayOf(at, s.zone),
		rating:   signal.NewRating(scale, atoi(word(cmd, 1)), at),
	}
	if a.contact == "" {
		a.contact = contactOf(surveys.CustomerID(strings.TrimPrefix(names[a.customer], customerText)))
	}
	return a, true
}

// word returns the n-th value of an answer, empty where there is none.
func word(cmd *redis.SliceCmd, n int) string {
	if n >= len(cmd.Val()) {
		return ""
	}
	text, _ := cmd.Val()[n].(string)
	return text
}
