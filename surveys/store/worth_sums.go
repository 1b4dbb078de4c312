package store

import (
	"cmp"
	"context"
	"slices"

	"barometer/surveys"
)

// worthLook is a view in which customers that were merged count for what they
// became.
type worthLook struct {
	*worthView
	customers []string
	as        []int32 // place → place of the customer that counts; nil: itself
}

func (s *Store) worthLook(ctx context.Context) (worthLook, error) {
	v, err := s.worthView(ctx)
	if err != nil {
		return worthLook{}, err
	}
	look := worthLook{worthView: v, customers: v.customers}
	into, err := s.aliasesNow(ctx)
	if err != nil || len(into) == 0 {
		return look, err
	}
	look.customers, look.as = slices.Clone(v.customers), make([]int32, len(v.customers))
	at := make(map[string]int32, len(v.customers))
	for i, text := range v.customers {
		if other, ok := into[surveys.CustomerID(text)]; ok {
			look.customers[i] = string(other)
		} else {
			at[text] = int32(i)
		}
	}
	for i, text := range look.customers {
		if _, known := at[text]; !known {
			at[text] = int32(i)
		}
		look.as[i] = at[text]
	}
	return look, nil
}

// customerPlace is the place of a customer, -1 where no entry names it.
func (v worthLook) customerPlace(id surveys.CustomerID) int32 {
	i := int32(slices.Index(v.customers, string(id)))
	if i >= 0 {
		i = v.of(i)
	}
	return i
}

// places are those of a customer and of the ones that became it; none for one
// that no entry names, nil for the empty id, which is all.
func (v worthLook) places(id surveys.CustomerID) []int32 {
	if id == "" {
		return nil
	}
	who, out := v.customerPlace(id), []int32{}
	switch {
	case who < 0:
	case v.as == nil:
		out = append(out, who)
	default:
		for i, as := range v.as {
			if as == who {
				out = append(out, int32(i))
			}
		}
	}
	return out
}

// of is the place of the customer that counts.
func (v worthLook) of(customer int32) int32 {
	if v.as == nil {
		return customer
	}
	return v.as[customer]
}

// each calls do for every month of a shard that lies in the period: of whole
// months with their lines, of parts with cells; of some customers by their
// places, of all where these are nil.
func (v worthLook) each(p surveys.Period, who []int32, do func(customer, project int32, sum surveys.Worth)) {
	for _, months := range v.months {
		for _, m := range months {
			from, to, whole := daysIn(m.month, p)
			if from > to {
				continue
			}
			switch m := m.of(who); {
			case whole:
				for _, l := range m.lines {
					do(v.of(l.customer), l.project, l.sum)
				}
			default:
				for _, c := range m.cells {
					if sum := c.within(from, to, v.rates); sum != (surveys.Worth{}) {
						do(v.of(c.customer), c.project, sum)
					}
				}
			}
		}
	}
}

// projectPlace is the place of a project; -1 for all of them, -2 for one that
// no entry names.
func (v *worthView) projectPlace(id surveys.ProjectID) int32 {
	if id == "" {
		return -1
	}
	if i := slices.Index(v.projects, string(id)); i >= 0 {
		return int32(i)
	}
	return -2
}

// CustomerWorths returns what every customer earned and cost in a period, in one
// project or, where none is named, in all. Customers without an entry in it are
// left out. The map must not be changed.
func (s *Store) CustomerWorths(ctx context.Context, p surveys.Period, project surveys.ProjectID) (map[surveys.CustomerID]surveys.Worth, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	if project == "" && v.as == nil {
		return v.sums.of(p, func() map[surveys.CustomerID]surveys.Worth { return v.customerWorths(p, project) }), nil
	}
	return v.customerWorths(p, project), nil
}

func (v worthLook) customerWorths(p surveys.Period, project surveys.ProjectID) map[surveys.CustomerID]surveys.Worth {
	only := v.projectPlace(project)
	sums, there := make([]surveys.Worth, len(v.customers)), make([]bool, len(v.customers))
	n := 0
	v.each(p, nil, func(customer, in int32, sum surveys.Worth) {
		if only != -1 && in != only {
			return
		}
		if !there[customer] {
			there[customer] = true
			n++
		}
		sums[customer] = sums[customer].Add(sum)
	})
	out := make(map[surveys.CustomerID]surveys.Worth, n)
	for i, is := range there {
		if is {
			out[surveys.CustomerID(v.customers[i])] = sums[i]
		}
	}
	return out
}

// ProjectWorths returns what projects earned and cost in a period: with one
// customer or, where none is named, with all.
func (s *Store) ProjectWorths(ctx context.Context, p surveys.Period, customer surveys.CustomerID) (map[surveys.ProjectID]surveys.Worth, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	out := map[surveys.ProjectID]surveys.Worth{}
	v.each(p, v.places(customer), func(_, project int32, sum surveys.Worth) {
		id := surveys.ProjectID(v.projects[project])
		out[id] = out[id].Add(sum)
	})
	return out, nil
}

// CustomerPeriods returns what one customer earned and cost in each of some
// periods.
func (s *Store) CustomerPeriods(ctx context.Context, id surveys.CustomerID, periods []surveys.Period) ([]surveys.Worth, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	who, out := v.places(id), make([]surveys.Worth, len(periods))
	if who == nil {
		who = []int32{}
	}
	for i, p := range periods {
		v.each(p, who, func(_, _ int32, sum surveys.Worth) { out[i] = out[i].Add(sum) })
	}
	return out, nil
}

// TimeSpent returns who spent how long in a period, most first: with one
// customer, in one project, or, where not named, with all.
func (s *Store) TimeSpent(ctx context.Context, p surveys.Period, customer surveys.CustomerID, project surveys.ProjectID) ([]surveys.PersonTime, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	who, in := v.places(customer), v.projectPlace(project)
	type hand struct{ person, role string }
	at, out := map[hand]int{}, []surveys.PersonTime(nil)
	for _, months := range v.months {
		for _, m := range months {
			from, to, _ := daysIn(m.month, p)
			if from > to {
				continue
			}
			for _, c := range m.of(who).cells {
				if string(c.counts) != countsTime || in != -1 && c.project != in {
					continue
				}
				sum := c.within(from, to, v.rates)
				if sum.Minutes == 0 {
					continue
				}
				n, known := at[hand{c.person, c.role}]
				if !known {
					n = len(out)
					at[hand{c.person, c.role}] = n
					out = append(out, surveys.PersonTime{Person: c.person, Role: c.role})
				}
				out[n].Minutes, out[n].Cost, out[n].Unpriced = out[n].Minutes+sum.Minutes, out[n].Cost+sum.Time, out[n].Unpriced+sum.Unpriced
			}
		}
	}
	slices.SortFunc(out, func(a, b surveys.PersonTime) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Role, b.Role))
	})
	return out, nil
}
