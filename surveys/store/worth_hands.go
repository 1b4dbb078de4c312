package store

import (
	"cmp"
	"context"
	"slices"

	"barometer/surveys"
)

// TimeSpent returns who spent how long in a period, most first: with one
// customer, in one project, or, where not named, with all.
func (s *Store) TimeSpent(ctx context.Context, p surveys.Period, customer surveys.CustomerID, project surveys.ProjectID) ([]surveys.PersonTime, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	in := v.projectPlace(project)
	switch {
	case customer != "":
		return v.timeSpent(p, v.monthsOf(customer), in), nil
	case project != "":
		return v.timeSpent(p, v.allMonths(), in), nil
	}
	return slices.Clone(v.hands.of(p, func() []surveys.PersonTime { return v.timeSpent(p, v.allMonths(), in) })), nil
}

// timeSpent sums up months, of one project by its place or, for -1, of all.
func (v *worthLook) timeSpent(p surveys.Period, months []worthMonth, in int32) []surveys.PersonTime {
	all := hands{at: map[hand]int{}}
	for _, m := range months {
		from, to, whole := daysIn(m.month, p)
		if from > to {
			continue
		}
		for _, c := range m.in(in) {
			switch {
			case string(c.counts) != countsTime:
			case whole:
				all.add(c, c.sum)
			default:
				all.add(c, c.within(from, to))
			}
		}
	}
	slices.SortFunc(all.out, func(a, b surveys.PersonTime) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Role, b.Role))
	})
	return all.out
}

// hand is somebody in a role.
type hand struct{ person, role string }

// hands are the sums of everybody.
type hands struct {
	at  map[hand]int
	out []surveys.PersonTime
}

func (h *hands) add(c worthCell, sum surveys.Worth) {
	if sum.Minutes == 0 {
		return
	}
	who := hand{c.person, c.role}
	n, known := h.at[who]
	if !known {
		n = len(h.out)
		h.at[who] = n
		h.out = append(h.out, surveys.PersonTime{Person: c.person, Role: c.role})
	}
	one := &h.out[n]
	one.Minutes, one.Cost, one.Unpriced = one.Minutes+sum.Minutes, one.Cost+sum.Time, one.Unpriced+sum.Unpriced
}
