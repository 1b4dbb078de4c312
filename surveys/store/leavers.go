package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
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
// are looked at in the same season.
func (s *Store) Leavers(ctx context.Context, p surveys.Period) ([]surveys.Looked, error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return nil, err
	}
	out := looked(all, p)
	first := p.From - surveys.SaidDays
	voices, err := s.Voices(ctx, surveys.Period{From: first, To: p.To})
	if err != nil {
		return nil, err
	}
	cases, err := s.casesBetween(ctx, first, p.To)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Traits = traitsOf(out[i], all[out[i].Customer], voices[out[i].Customer], cases[out[i].Customer], s.zone)
	}
	slices.SortFunc(out, func(a, b surveys.Looked) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Customer, b.Customer))
	})
	return out, nil
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
	for _, c := range cases {
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
