package store

import (
	"context"
	"maps"
	"slices"

	"barometer/surveys"
)

// worthLook is a view in which customers that were merged count for what they
// became, with the sums that were asked for. Safe for concurrent use.
type worthLook struct {
	*worthView
	into      map[surveys.CustomerID]surveys.CustomerID
	customers []string
	as        []int32 // place → place of the customer that counts; nil: itself

	sums      worthMemo[surveys.Period, map[surveys.CustomerID]surveys.Worth]
	inProject worthMemo[surveys.Period, map[surveys.ProjectID]surveys.Worth]
	hands     worthMemo[surveys.Period, []surveys.PersonTime]
	ofOne     worthMemo[surveys.CustomerID, []worthMonth]
}

func (s *Store) worthLook(ctx context.Context) (*worthLook, error) {
	v, err := s.worthView(ctx)
	if err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	if look := v.look.Load(); look != nil && maps.Equal(look.into, into) {
		return look, nil
	}
	look := v.mergedBy(into)
	v.look.Store(look)
	return look, nil
}

func (v *worthView) mergedBy(into map[surveys.CustomerID]surveys.CustomerID) *worthLook {
	look := &worthLook{worthView: v, into: into, customers: v.customers}
	if len(into) == 0 {
		return look
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
	return look
}

// customerPlace is the place of a customer, -1 where no entry names it.
func (v *worthLook) customerPlace(id surveys.CustomerID) int32 {
	i := int32(slices.Index(v.customers, string(id)))
	if i >= 0 {
		i = v.of(i)
	}
	return i
}

// places are those of a customer and of the ones that became it; none for one
// that no entry names.
func (v *worthLook) places(id surveys.CustomerID) (out []int32) {
	who := v.customerPlace(id)
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
func (v *worthLook) of(customer int32) int32 {
	if v.as == nil {
		return customer
	}
	return v.as[customer]
}

// each calls do for every month of a shard that lies in the period: of whole
// months with their lines, of parts with cells.
func (v *worthLook) each(p surveys.Period, do func(customer, project int32, sum surveys.Worth)) {
	for _, m := range v.allMonths() {
		v.eachOf(m, p, do)
	}
}

func (v *worthLook) eachOf(m worthMonth, p surveys.Period, do func(customer, project int32, sum surveys.Worth)) {
	from, to, whole := daysIn(m.month, p)
	switch {
	case from > to:
	case whole:
		for _, l := range m.lines {
			do(v.of(l.customer), l.project, l.sum)
		}
	default:
		for _, c := range m.cells {
			if sum := c.within(from, to); sum != (surveys.Worth{}) {
				do(v.of(c.customer), c.project, sum)
			}
		}
	}
}

// allMonths are the months of every shard.
func (v *worthView) allMonths() []worthMonth {
	var out []worthMonth
	for _, months := range v.months {
		for _, m := range months {
			out = append(out, m)
		}
	}
	return out
}

// monthsOf are those of a customer, each of all shards together. They must not be
// changed.
func (v *worthLook) monthsOf(id surveys.CustomerID) []worthMonth {
	return v.ofOne.of(id, func() []worthMonth {
		who, at := v.places(id), map[int]int{}
		var out []worthMonth
		for _, months := range v.months {
			for month, m := range months {
				if !slices.ContainsFunc(who, m.has) {
					continue
				}
				n, known := at[month]
				if !known {
					n = len(out)
					at[month] = n
					out = append(out, worthMonth{month: month})
				}
				out[n].join(m, who)
			}
		}
		return out
	})
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
	if project == "" {
		return v.sums.of(p, func() map[surveys.CustomerID]surveys.Worth { return v.customerWorths(p, project) }), nil
	}
	return v.customerWorths(p, project), nil
}

func (v *worthLook) customerWorths(p surveys.Period, project surveys.ProjectID) map[surveys.CustomerID]surveys.Worth {
	only := v.projectPlace(project)
	sums, there := make([]surveys.Worth, len(v.customers)), make([]bool, len(v.customers))
	n := 0
	v.each(p, func(customer, in int32, sum surveys.Worth) {
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
// customer or, where none is named, with all. The map must not be changed.
func (s *Store) ProjectWorths(ctx context.Context, p surveys.Period, customer surveys.CustomerID) (map[surveys.ProjectID]surveys.Worth, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	if customer == "" {
		return v.inProject.of(p, func() map[surveys.ProjectID]surveys.Worth { return v.projectWorths(p) }), nil
	}
	out := map[surveys.ProjectID]surveys.Worth{}
	for _, m := range v.monthsOf(customer) {
		v.eachOf(m, p, func(_, project int32, sum surveys.Worth) {
			id := surveys.ProjectID(v.projects[project])
			out[id] = out[id].Add(sum)
		})
	}
	return out, nil
}

func (v *worthLook) projectWorths(p surveys.Period) map[surveys.ProjectID]surveys.Worth {
	sums, there := make([]surveys.Worth, len(v.projects)), make([]bool, len(v.projects))
	v.each(p, func(_, project int32, sum surveys.Worth) {
		sums[project], there[project] = sums[project].Add(sum), true
	})
	out := map[surveys.ProjectID]surveys.Worth{}
	for i, is := range there {
		if is {
			out[surveys.ProjectID(v.projects[i])] = sums[i]
		}
	}
	return out
}

// CustomerPeriods returns what one customer earned and cost in each of some
// periods.
func (s *Store) CustomerPeriods(ctx context.Context, id surveys.CustomerID, periods []surveys.Period) ([]surveys.Worth, error) {
	v, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	months, out := []worthMonth(nil), make([]surveys.Worth, len(periods))
	if id != "" {
		months = v.monthsOf(id)
	}
	for i, p := range periods {
		for _, m := range months {
			v.eachOf(m, p, func(_, _ int32, sum surveys.Worth) { out[i] = out[i].Add(sum) })
		}
	}
	return out, nil
}
