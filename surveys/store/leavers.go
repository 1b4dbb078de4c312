package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// lowMood is the satisfied share, in percent, below which a customer's answers
// are low: where the dial shows storm.
func lowMood() float64 { return surveys.CutPoints()[0] }

// Leavers returns all customers of a period as the audit sees them: those who
// left in it and did not come back, as of the day that they left, and those
// who are there at its end, as of the middle one of those days, so that both
// are looked at in the same season. They must not be changed.
func (s *Store) Leavers(ctx context.Context, p surveys.Period) ([]surveys.Looked, error) {
	all, err := s.livesNow(ctx)
	if err != nil {
		return nil, err
	}
	first := p.From - surveys.SaidDays
	voices, err := s.joinedVoices(ctx, surveys.Period{From: first, To: p.To})
	if err != nil {
		return nil, err
	}
	cases, err := s.casesBetween(ctx, first, p.To)
	if err != nil {
		return nil, err
	}
	return s.leavers.of(p, audited{lives: all, voices: voices, cases: cases}, s.zone), nil
}

// leaversBook remembers the customers of some periods as the audit sees them,
// by what that was read from. Safe for concurrent use.
type leaversBook struct {
	mu sync.Mutex
	by map[surveys.Period]audited
}

// leaversMost bounds the periods.
const leaversMost = 4

// audited is what the audit of a period was read from, and what it found.
type audited struct {
	lives  *allLives
	voices joinedVoices
	cases  map[surveys.CustomerID][]surveys.Case
	found  []surveys.Looked
}

func (a audited) is(b audited) bool {
	return a.lives == b.lives && slices.Equal(a.voices.of, b.voices.of) && reflect.DeepEqual(a.cases, b.cases)
}

func (b *leaversBook) of(p surveys.Period, from audited, zone *time.Location) []surveys.Looked {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, there := b.by[p]
	if there && known.is(from) {
		return known.found
	}
	from.found = from.audit(p, zone)
	if b.by == nil || len(b.by) >= leaversMost {
		b.by = map[surveys.Period]audited{}
	}
	b.by[p] = from
	return from.found
}

// forget drops all that is remembered.
func (b *leaversBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.by = nil
}

func (a audited) audit(p surveys.Period, zone *time.Location) []surveys.Looked {
	out := looked(a.lives.by, p)
	for i, l := range out {
		out[i].Traits = traitsOf(l, a.lives.by[l.Customer], a.voices.by[l.Customer], a.cases[l.Customer], zone)
	}
	slices.SortFunc(out, func(a, b surveys.Looked) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Customer, b.Customer))
	})
	return out
}

func looked(all map[surveys.CustomerID]surveys.Life, p surveys.Period) []surveys.Looked {
	var out []surveys.Looked
	var days []surveys.Day
	for id, life := range all {
		day, left := leftIn(life, p)
		switch {
		case life.IsCustomer(p.To):
			out = append(out, surveys.Looked{Customer: id})
		case left:
			out = append(out, surveys.Looked{Customer: id, Left: true, Day: day})
			days = append(days, day)
		}
	}
	middle := p.To
	if slices.Sort(days); len(days) > 0 {
		middle = days[len(days)/2]
	}
	for i := range out {
		if !out[i].Left {
			out[i].Day = middle
		}
	}
	return out
}

func traitsOf(l surveys.Looked, life surveys.Life, voices surveys.Voices, cases []surveys.Case, zone *time.Location) map[string]string {
	out := map[string]string{surveys.TraitSaid: string(voices.Said(l.Day))}
	for key, value := range life.Attributes {
		out[surveys.TraitAttribute+key] = value
	}
	sum := voices.Between(l.Day-surveys.LeaverDays, l.Day).Sum()
	if n := int(sum.Satisfied) + int(sum.Neutral) + int(sum.Complaint); n > 0 {
		out[surveys.TraitMood], out[surveys.TraitComplaint] = "", ""
		if 100*float64(sum.Satisfied) < lowMood()*float64(n) {
			out[surveys.TraitMood] = "low"
		}
		if sum.Complaint > 0 {
			out[surveys.TraitComplaint] = "yes"
		}
	}
	if response := responseTo(cases, l.Day, zone); response != "" {
		out[surveys.TraitResponse] = string(response)
	}
	return out
}

// responseTo is how the cases of a customer were answered in the time before
// the day: the worst counts.
func responseTo(cases []surveys.Case, before surveys.Day, zone *time.Location) surveys.Response {
	worst := surveys.Response("")
	for _, c := range cases {
		since := c.Since
		if since.IsZero() {
			since = c.OpenedAt
		}
		if day := surveys.DayOf(since, zone); day >= before || day < before-surveys.LeaverDays {
			continue
		}
		switch gone := before.Start(zone); {
		case c.ActedAt.IsZero() && c.State == surveys.CaseOpen, c.ActedAt.After(gone):
			return surveys.NeverDone
		case c.ActedAt.Sub(since) > 24*time.Hour:
			worst = surveys.LaterOn
		case worst == "":
			worst = surveys.WithinADay
		}
	}
	return worst
}

// casesBetween returns the cases that were opened, or opened again, on days of
// a span, by customer.
func (s *Store) casesBetween(ctx context.Context, from, to surveys.Day) (map[surveys.CustomerID][]surveys.Case, error) {
	between := &redis.ZRangeBy{Min: strconv.FormatInt(from.Start(s.zone).UnixMilli(), 10),
		Max: "(" + strconv.FormatInt((to+1).Start(s.zone).UnixMilli(), 10)}
	pipe := s.rdb.Pipeline()
	var found []*redis.StringSliceCmd
	for shard := range surveys.Shards {
		for _, state := range surveys.CaseStates() {
			found = append(found, pipe.ZRangeByScore(ctx, casesKey(shard, state), between))
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("cases of a span: %w", err)
	}
	var ids []surveys.CaseID
	for _, cmd := range found {
		for _, id := range cmd.Val() {
			ids = append(ids, surveys.CaseID(atoi(id)))
		}
	}
	cases, err := s.casesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("cases of a span: %w", err)
	}
	into, err := s.aliasesNow(ctx)
	out := map[surveys.CustomerID][]surveys.Case{}
	for _, id := range ids {
		c, there := cases[id]
		if !there {
			continue
		}
		if other, ok := into[c.Customer]; ok {
			c.Customer = other
		}
		out[c.Customer] = append(out[c.Customer], c)
	}
	return out, err
}

// secondsAt is a score in seconds as a time.
func secondsAt(score float64) time.Time { return time.Unix(int64(math.Round(score)), 0) }

// Described names customers of the audit, at most so many: those who left with
// the day, the others with the day since when they are customers.
func (s *Store) Described(ctx context.Context, all []surveys.Looked, most int) ([]Counted, error) {
	lives, err := s.Lives(ctx)
	if err != nil {
		return nil, err
	}
	all = all[:min(most, len(all))]
	ids := make([]surveys.CustomerID, len(all))
	for i, l := range all {
		ids[i] = l.Customer
	}
	names, err := s.CustomerNames(ctx, ids)
	out := make([]Counted, len(all))
	for i, l := range all {
		life := lives[l.Customer]
		out[i] = Counted{ID: l.Customer, Name: nameOr(names[l.Customer], string(l.Customer)), Day: life.WonOn(), Stage: life.Stage}
		if l.Left {
			out[i].Day = l.Day
		}
	}
	return out, err
}
