package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"barometer/surveys"
)

// RetentionList names the customers behind a figure.
type RetentionList string

// The lists; kept are those of the start who are there at the end.
const (
	ListStart   RetentionList = "start"
	ListEnd     RetentionList = "end"
	ListWon     RetentionList = "won"
	ListLost    RetentionList = "lost"
	ListKept    RetentionList = "kept"
	ListUndated RetentionList = "undated" // of whom nobody has said since when
)

// RetentionLists returns all of them.
func RetentionLists() []RetentionList {
	return []RetentionList{ListStart, ListWon, ListLost, ListEnd, ListKept, ListUndated}
}

// Counted is one customer behind a figure. One that was won twice in a period
// stands there twice.
type Counted struct {
	ID    surveys.CustomerID
	Name  string
	Day   surveys.Day // won, lost, or since when it is a customer; 0: nobody knows
	Stage surveys.Stage
}

// CountedQuery asks for a page of them.
type CountedQuery struct {
	Period        surveys.Period
	List          RetentionList
	By            surveys.Grouping // with Group: only those of one group
	Group         string
	Offset, Limit int // Limit 1..200
}

// Counted returns a page of the customers behind a figure, the newest day
// first, and how many there are.
func (s *Store) Counted(ctx context.Context, q CountedQuery) (items []Counted, total int, err error) {
	if err := q.By.Check("by"); err != nil {
		return nil, 0, err
	}
	all, err := s.allCounted(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(all, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), strings.Compare(string(a.ID), string(b.ID)))
	})
	total = len(all)
	from := min(max(0, q.Offset), total)
	items = all[from:min(total, from+min(max(1, q.Limit), 200))]
	ids := make([]surveys.CustomerID, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	names, err := s.CustomerNames(ctx, ids)
	for i := range items {
		items[i].Name = nameOr(names[items[i].ID], string(items[i].ID))
	}
	return items, total, err
}

func (s *Store) allCounted(ctx context.Context, q CountedQuery) ([]Counted, error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return nil, err
	}
	if q.List == ListUndated {
		return s.undated(ctx, all)
	}
	groupOf, err := s.grouper(ctx, q.Period, q.By)
	if err != nil {
		return nil, err
	}
	var out []Counted
	for id, life := range all {
		days := countedDays(life, q.Period, q.List)
		if len(days) == 0 || q.By != "" && groupOf(id, life) != q.Group {
			continue
		}
		for _, day := range days {
			out = append(out, Counted{ID: id, Day: day, Stage: life.Stage})
		}
	}
	return out, nil
}

// countedDays are the days by which a life is on a list.
func countedDays(l surveys.Life, p surveys.Period, list RetentionList) (out []surveys.Day) {
	add := func(is bool, day surveys.Day) {
		if is {
			out = append(out, day)
		}
	}
	for _, sp := range l.Spells {
		switch {
		case sp.Won == 0:
		case list == ListStart:
			add(sp.Has(p.From-1), sp.Won)
		case list == ListEnd:
			add(sp.Has(p.To), sp.Won)
		case list == ListKept:
			add(sp.Has(p.To) && l.IsCustomer(p.From-1), sp.Won)
		case list == ListWon:
			add(p.Has(sp.Won), sp.Won)
		case list == ListLost:
			add(sp.Lost != 0 && p.Has(sp.Lost), sp.Lost)
		}
	}
	return out
}
