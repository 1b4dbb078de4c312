package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// facts are what sentences about customers and projects are made of, read one
// kind after the other for all of them: one by one would cost a page hundreds
// of round trips.
type facts struct {
	s     *Store
	into  map[surveys.CustomerID]surveys.CustomerID
	items []fact
}

// fact is one that is shown, with what is read on the way to its facts.
type fact struct {
	*surveys.Attention
	gone     bool // nobody is there any more
	contacts []surveys.ContactID
	projects []surveys.ProjectID // of a customer whose alarm stands
	older    bool                // there are answers before the newest
}

func (f fact) isCustomer() bool { return f.Kind == surveys.CustomerNeeds }

// fillIn reads what a sentence is made of, of those that are shown.
func (s *Store) fillIn(ctx context.Context, items []surveys.Attention) error {
	if len(items) == 0 {
		return nil
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return err
	}
	f := &facts{s: s, into: into, items: make([]fact, len(items))}
	for i := range items {
		f.items[i].Attention = &items[i]
	}
	for _, read := range []func(context.Context) error{f.readCases, f.readWho, f.readAnswers, f.readAlarms, f.readWorst, f.readPeople} {
		if err := read(ctx); err != nil {
			return fmt.Errorf("facts of who needs us: %w", err)
		}
	}
	for _, one := range f.items {
		if one.isCustomer() && !one.gone {
			one.Silences = append(one.Silences, s.unheard(*one.Attention, !one.older)...)
		}
	}
	return nil
}

// readCases puts the whole case in the place of its number.
func (f *facts) readCases(ctx context.Context) error {
	var ids []surveys.CaseID
	for _, one := range f.items {
		if one.Case.ID != 0 {
			ids = append(ids, one.Case.ID)
		}
	}
	found, err := f.s.casesByID(ctx, ids)
	for _, one := range f.items {
		one.Case = found[one.Case.ID]
	}
	return err
}

// readWho reads the contacts of customers, and the projects of those with an
// alarm.
func (f *facts) readWho(ctx context.Context) error {
	pipe := f.s.rdb.Pipeline()
	there := make([]*redis.BoolCmd, len(f.items))
	contacts, projects := make([]*redis.StringSliceCmd, len(f.items)), make([]*redis.StringSliceCmd, len(f.items))
	for i, one := range f.items {
		if !one.isCustomer() {
			continue
		}
		id := surveys.CustomerID(one.ID)
		there[i], contacts[i] = pipe.HExists(ctx, customerKey(id), customerID), pipe.SMembers(ctx, customerContactsKey(id))
		if one.Standing.Alarm {
			projects[i] = pipe.SMembers(ctx, customerProjectsKey(id))
		}
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("contacts of customers: %w", err)
	}
	for i := range f.items {
		if there[i] == nil {
			continue
		}
		one := &f.items[i]
		one.gone = !there[i].Val()
		for _, id := range slices.Sorted(slices.Values(contacts[i].Val())) {
			one.contacts = append(one.contacts, surveys.ContactID(id))
		}
		if projects[i] != nil {
			for _, id := range slices.Sorted(slices.Values(projects[i].Val())) {
				one.projects = append(one.projects, surveys.ProjectID(id))
			}
		}
	}
	return nil
}

// readWorst reads the lowest voice of each with its words: the other answers
// are without.
func (f *facts) readWorst(ctx context.Context) error {
	var ids []surveys.InvitationID
	for i := range f.items {
		one := &f.items[i]
		one.Worst = surveys.WorstOf(one.Recent, one.Period.From.Start(f.s.zone))
		if one.Worst.ID != "" {
			ids = append(ids, one.Worst.ID)
		}
	}
	found, err := f.s.Invitations(ctx, ids)
	for _, inv := range found {
		for _, one := range f.items {
			if one.Worst.ID == inv.ID {
				inv.Customer, one.Worst = one.Worst.Customer, inv
			}
		}
	}
	return err
}

// readPeople reads everybody who may be named.
func (f *facts) readPeople(ctx context.Context) error {
	var all []surveys.ContactID
	for i := range f.items {
		one := &f.items[i]
		for _, id := range []surveys.ContactID{one.Worst.Contact, one.Case.Contact} {
			if id != "" && !one.gone {
				one.contacts = append(one.contacts, id)
			}
		}
		all = append(all, one.contacts...)
	}
	slices.Sort(all)
	people, err := f.s.Contacts(ctx, slices.Compact(all))
	for _, one := range f.items {
		if one.gone {
			continue
		}
		one.People = make(map[surveys.ContactID]surveys.Contact, len(one.contacts))
		for _, id := range one.contacts {
			if p, known := people[id]; known {
				one.People[id] = p
			}
		}
	}
	return err
}

// readAlarms reads the newest alarm that stands of each: of a project its own.
func (f *facts) readAlarms(ctx context.Context) error {
	found, err := f.keptAlarms(ctx)
	if err != nil {
		return err
	}
	var of []int // whose alarm each is
	var newest []kept
	for i, all := range found {
		slices.SortFunc(all, func(a, b kept) int { return b.moment().compare(a.moment()) })
		all = all[:min(len(all), alarmsLooked)]
		at := slices.IndexFunc(all, func(k kept) bool {
			return k.ended(f.s.now()).IsZero() && (f.items[i].isCustomer() || k.pooled == "" && k.customer == 0)
		})
		if at >= 0 {
			of, newest = append(of, i), append(newest, all[at])
		}
	}
	if err := f.s.nameRaisers(ctx, newest); err != nil {
		return err
	}
	alarms, err := f.s.describeAlarms(ctx, newest)
	for i, a := range alarms {
		f.items[of[i]].Alarm = a
	}
	return err
}

// alarmsLooked is how many of the newest alarms of each are looked at for one
// that stands.
const alarmsLooked = 10

// keptAlarms reads the alarms of those where one stands, by their place.
func (f *facts) keptAlarms(ctx context.Context) (map[int][]kept, error) {
	sources := map[int][]source{}
	pipe := f.s.rdb.Pipeline()
	houses := map[source]*redis.MapStringStringCmd{} // of projects, for all their customers
	pooled := map[int]*redis.MapStringStringCmd{}
	for i, one := range f.items {
		if !one.Standing.Alarm || one.gone {
			continue
		}
		var err error
		if sources[i], err = f.sourcesOf(ctx, one); err != nil {
			return nil, err
		}
		for _, src := range sources[i] {
			if at := (source{shard: src.shard, project: src.project}); houses[at] == nil {
				houses[at] = pipe.HGetAll(ctx, projectAlarmsKey(at.shard, at.project))
			}
		}
		if one.isCustomer() {
			pooled[i] = pipe.HGetAll(ctx, customerAlarmsKey(surveys.CustomerID(one.ID)))
		}
	}
	if len(sources) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	notes := map[source][]alarmNote{}
	for at, cmd := range houses {
		var err error
		if notes[at], err = readAlarms(cmd.Val()); err != nil {
			return nil, err
		}
	}
	out := map[int][]kept{}
	for i, of := range sources {
		for _, src := range of {
			for _, n := range notes[source{shard: src.shard, project: src.project}] {
				if !f.items[i].isCustomer() || !n.joined && n.rater == src.customer {
					out[i] = append(out[i], keptAt(n, src.shard, src.project))
				}
			}
		}
		if pooled[i] == nil {
			continue
		}
		over, err := readAlarms(pooled[i].Val())
		if err != nil {
			return nil, err
		}
		for _, n := range over {
			if !n.joined {
				out[i] = append(out[i], kept{alarmNote: n, pooled: surveys.CustomerID(f.items[i].ID), sources: of})
			}
		}
	}
	return out, nil
}

// sourcesOf returns where the alarms of one are.
func (f *facts) sourcesOf(ctx context.Context, one fact) (out []source, err error) {
	if one.isCustomer() {
		out, err = f.s.customerSources(ctx, surveys.CustomerID(one.ID), one.projects)
	} else {
		out = make([]source, 1)
		out[0], err = f.s.projectSource(ctx, surveys.ProjectID(one.ID))
	}
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil, nil
	}
	return out, err
}

// unheard returns the decision makers who have said nothing for half a year,
// where the newest answers reach back so far.
func (s *Store) unheard(a surveys.Attention, complete bool) []surveys.Silence {
	if n := len(a.Recent); !complete && s.now().Sub(a.Recent[n-1].AnsweredAt).Hours() < 24*surveys.UnheardDays {
		return nil
	}
	var people []surveys.Contact
	for _, p := range a.People {
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b surveys.Contact) int { return strings.Compare(string(a.ID), string(b.ID)) })
	all := surveys.Silences(surveys.CustomerID(a.ID), people, a.Recent, s.now())
	return slices.DeleteFunc(all, func(one surveys.Silence) bool { return one.Calls() })
}
