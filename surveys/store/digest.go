package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// How much a digest holds.
const (
	digestProjects = 200 // looked at
	digestChanged  = 5   // better, and worse
	digestSaid     = 6
	digestWaiting  = 5
	digestCases    = 200 // looked at in a state
	digestSure     = .8  // probability of a change that is told
	digestKept     = 60 * 24 * time.Hour
)

// Digest gathers what the team should know of a week.
func (s *Store) Digest(ctx context.Context, week surveys.Period) (surveys.Digest, error) {
	d := surveys.Digest{Week: week}
	span := surveys.Last(surveys.DigestSpan, week.To)
	var err error
	if d.Portfolio, err = s.Portfolio(ctx, span); err != nil {
		return d, fmt.Errorf("digest: %w", err)
	}
	days, err := s.PortfolioDays(ctx, week)
	if err != nil {
		return d, fmt.Errorf("digest: %w", err)
	}
	d.Sum = days.Sum(week)
	projects, _, err := s.ProjectStandings(ctx, ListQuery{Period: span, Limit: digestProjects})
	if err != nil {
		return d, fmt.Errorf("digest: %w", err)
	}
	d.Better = changed(projects, func(st surveys.Standing) float64 { return 1 - st.Worse })
	d.Worse = changed(projects, func(st surveys.Standing) float64 { return st.Worse })
	for _, fill := range []func(context.Context, *surveys.Digest) error{s.digestVoices, s.digestCases, s.digestRest, s.digestNames} {
		if err := fill(ctx, &d); err != nil {
			return d, fmt.Errorf("digest: %w", err)
		}
	}
	return d, nil
}

// changed returns those whose change is sure enough, the surest first.
func changed(all []surveys.Standing, sure func(surveys.Standing) float64) []surveys.Standing {
	var out []surveys.Standing
	for _, st := range all {
		if st.Compared && sure(st) >= digestSure {
			out = append(out, st)
		}
	}
	slices.SortStableFunc(out, func(a, b surveys.Standing) int { return cmp.Compare(sure(b), sure(a)) })
	return out[:min(len(out), digestChanged)]
}

// digestVoices are the newest words of the week, complaints first.
func (s *Store) digestVoices(ctx context.Context, d *surveys.Digest) error {
	said, err := s.Said(ctx, 10*digestSaid)
	for _, inv := range said {
		if d.Week.Has(surveys.DayOf(inv.AnsweredAt, s.zone)) && inv.Words.Comment != "" {
			d.Said = append(d.Said, inv)
		}
	}
	bad := func(inv surveys.Invitation) int {
		if scale, _ := surveys.ScaleByID(inv.Scale); scale.IsComplaint(inv.Choice) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(d.Said, func(a, b surveys.Invitation) int { return cmp.Compare(bad(a), bad(b)) })
	d.Said = d.Said[:min(len(d.Said), digestSaid)]
	return err
}

func (s *Store) digestCases(ctx context.Context, d *surveys.Digest) error {
	for _, state := range surveys.CaseStates() {
		cases, total, err := s.CasesInBrief(ctx, state, digestCases, 0)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if d.Week.Has(surveys.DayOf(c.OpenedAt, s.zone)) {
				d.Opened++
			}
		}
		if state == surveys.CaseOpen {
			d.Open, d.Waiting = total, cases
		}
	}
	slices.SortStableFunc(d.Waiting, func(a, b surveys.Case) int { return a.OpenedAt.Compare(b.OpenedAt) })
	d.Waiting = d.Waiting[:min(len(d.Waiting), digestWaiting)]
	var ids []surveys.CaseID
	for _, c := range d.Waiting {
		ids = append(ids, c.ID)
	}
	found, err := s.casesByID(ctx, ids)
	for i, id := range ids {
		if c, there := found[id]; there {
			d.Waiting[i] = c
		}
	}
	return err
}

func (s *Store) digestRest(ctx context.Context, d *surveys.Digest) error {
	alarms, _, err := s.Alarms(ctx, AlarmQuery{Limit: 50})
	if err != nil {
		return err
	}
	for _, a := range alarms {
		if d.Week.Has(surveys.DayOf(a.At, s.zone)) {
			d.Alarms = append(d.Alarms, a)
		}
	}
	if d.Lessons, err = s.Lessons(ctx, LessonQuery{Period: d.Week}); err != nil {
		return err
	}
	d.Days, err = s.UpcomingDays(ctx, surveys.Period{From: d.Week.To + 1, To: d.Week.To + surveys.DigestAhead})
	return err
}

func (s *Store) digestNames(ctx context.Context, d *surveys.Digest) error {
	var customers []surveys.CustomerID
	var projects []surveys.ProjectID
	var contacts []surveys.ContactID
	note := func(c surveys.CustomerID, p surveys.ProjectID, u surveys.ContactID) {
		customers, projects, contacts = append(customers, c), append(projects, p), append(contacts, u)
	}
	for _, inv := range d.Said {
		note(inv.Customer, inv.Project, inv.Contact)
	}
	for _, c := range d.Waiting {
		note(c.Customer, c.Project, c.Contact)
	}
	for _, a := range d.Alarms {
		note(a.Customer, a.Project, "")
	}
	for _, l := range d.Lessons {
		note("", l.Project, "")
	}
	for _, day := range d.Days {
		note(day.Customer, "", "")
	}
	var err error
	if d.Customers, err = s.CustomerNames(ctx, distinct(customers)); err != nil {
		return err
	}
	if d.Projects, err = s.ProjectNames(ctx, distinct(projects)); err != nil {
		return err
	}
	d.Contacts, err = s.Contacts(ctx, distinct(contacts))
	return err
}

// distinct returns each id once, empty ones not at all.
func distinct[T ~string](all []T) []T {
	out := slices.DeleteFunc(all, func(id T) bool { return id == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// ScheduleDigest puts the next digest on the schedule, once a week whoever
// asks. Safe to repeat.
func (s *Store) ScheduleDigest(ctx context.Context, at time.Time) error {
	week := surveys.WeekBefore(surveys.DayOf(at, s.zone))
	member := dueMember(surveys.DueDigest, week.From.String())
	done, err := s.rdb.Exists(ctx, digestKey(week.From)).Result()
	if err != nil || done > 0 {
		return err
	}
	if err := s.rdb.ZAddNX(ctx, dueKey(digestShard), redis.Z{Score: float64(at.UnixMilli()), Member: member}).Err(); err != nil {
		return fmt.Errorf("schedule the digest: %w", err)
	}
	return nil
}

// DigestMails returns the mails of a week's digest by address; one that waits
// is left out.
func (s *Store) DigestMails(ctx context.Context, monday surveys.Day) (map[string]AlertMail, error) {
	h, err := s.rdb.HGetAll(ctx, digestKey(monday)).Result()
	if err != nil {
		return nil, fmt.Errorf("mails of the digest: %w", err)
	}
	return readAlertMails(h, ""), nil
}

// MoveDigest is MoveAlertMail for the digest of a week.
func (s *Store) MoveDigest(ctx context.Context, monday surveys.Day, address string, m AlertMove) (bool, error) {
	return s.moveMail(ctx, digestKey(monday), "1:"+address, m, digestKept)
}
