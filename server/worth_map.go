package server

import (
	"cmp"
	"context"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// worthMapQuery says what satisfaction and margin are read from.
type worthMapQuery struct {
	satisfied surveys.Period
	margin    surveys.Period
	project   surveys.ProjectID // empty: all
	today     surveys.Day
}

// quarterDays is how far back the way of a customer in the picture begins.
const quarterDays surveys.Day = 91

// worthMap is every customer that earned or cost something, by satisfaction and
// margin.
type worthMap struct {
	query worthMapQuery
	money store.MoneySettings
	rows  []worthRow // most revenue first
	year  surveys.Amount
	risk  surveys.Amount // of the year: customers in rain or storm
	risky int            // how many these are
	n     int            // customers with revenue in the year
}

// worthRow is one customer.
type worthRow struct {
	id       surveys.CustomerID
	worth    surveys.Worth // of the margin's period
	before   surveys.Worth // of the same period a quarter ago
	year     surveys.Amount
	level    surveys.Level
	was      surveys.Level // a quarter ago
	forecast surveys.Forecast
	field    surveys.Field
}

// back is the period so many days earlier.
func back(p surveys.Period, days surveys.Day) surveys.Period {
	return surveys.Period{From: p.From - days, To: p.To - days}
}

// monthsTo are the n months that end with a day.
func monthsTo(n int, to surveys.Day) surveys.Period {
	y, m, d := to.Date()
	return surveys.Period{From: surveys.DayFromDate(y, m-time.Month(n), d) + 1, To: to}
}

// readWorthMap puts the figures of all customers together.
func (s *Server) readWorthMap(ctx context.Context, q worthMapQuery) (b worthMap, err error) {
	b.query = q
	if b.money, err = s.Store.MoneySettings(ctx); err != nil {
		return b, err
	}
	now, err := s.Store.CustomerWorths(ctx, q.margin, q.project)
	if err != nil {
		return b, err
	}
	before, err := s.Store.CustomerWorths(ctx, back(q.margin, quarterDays), q.project)
	if err != nil {
		return b, err
	}
	year := now
	if q.margin != store.YearOf(q.today) {
		if year, err = s.Store.CustomerWorths(ctx, store.YearOf(q.today), q.project); err != nil {
			return b, err
		}
	}
	levels, err := s.Store.CustomerLevels(ctx, q.project, surveys.Last(levelDays, q.today), q.satisfied, back(q.satisfied, quarterDays))
	if err != nil {
		return b, err
	}
	lives, err := s.Store.Lives(ctx)
	if err != nil {
		return b, err
	}
	sameYear := q.margin == store.YearOf(q.today)
	b.rows = make([]worthRow, 0, len(now))
	for _, id := range byRevenue(now) {
		row, level := worthRow{id: id, worth: now[id], before: before[id], year: year[id].Revenue, forecast: surveys.NoReading}, store.CustomerLevel{}
		l, heard := levels[id]
		if heard {
			row.level, row.was = l.Levels[1], l.Levels[2]
		}
		if lives[id].Stage != surveys.Lost { // nothing is left to save there
			row.field, level = b.money.Lines.Field(row.level, row.worth), l
			if heard {
				row.forecast = l.Forecast()
			}
		}
		if b.rows = append(b.rows, row); sameYear {
			b.countYear(row.year, level)
		}
	}
	if sameYear {
		return b, nil
	}
	for id, w := range year {
		if lives[id].Stage == surveys.Lost {
			b.countYear(w.Revenue, store.CustomerLevel{})
			continue
		}
		b.countYear(w.Revenue, levels[id])
	}
	return b, nil
}

// byRevenue returns customers, those with the most revenue first.
func byRevenue(sums map[surveys.CustomerID]surveys.Worth) []surveys.CustomerID {
	type paying struct {
		id   surveys.CustomerID
		paid surveys.Amount
	}
	all := make([]paying, 0, len(sums))
	for id, w := range sums {
		all = append(all, paying{id, w.Revenue})
	}
	slices.SortFunc(all, func(x, y paying) int { return cmp.Or(cmp.Compare(y.paid, x.paid), cmp.Compare(x.id, y.id)) })
	out := make([]surveys.CustomerID, len(all))
	for i, one := range all {
		out[i] = one.id
	}
	return out
}

// countYear adds a customer's revenue of twelve months, and to what is at risk
// where its forecast is rain or storm; one that has left has no forecast, and who
// got more back than it paid leaves nothing to save.
func (b *worthMap) countYear(revenue surveys.Amount, level store.CustomerLevel) {
	if revenue == 0 {
		return
	}
	b.year += revenue
	b.n++
	if revenue < 0 || len(level.Levels) == 0 {
		return
	}
	if f := level.Forecast(); f == surveys.Rain || f == surveys.Storm {
		b.risk += revenue
		b.risky++
	}
}

// listed are the rows of a field, of revenue at risk, of revenue in the year, or,
// for no list, all.
func (b worthMap) listed(list string) (out []worthRow) {
	if list == "" {
		return b.rows
	}
	for _, r := range b.rows {
		risky := r.year > 0 && (r.forecast == surveys.Rain || r.forecast == surveys.Storm)
		if list == string(r.field) || list == listRisk && risky || list == listYear && r.year != 0 {
			out = append(out, r)
		}
	}
	return out
}

// total sums rows.
func total(rows []worthRow) (sum surveys.Worth) {
	for _, r := range rows {
		sum = sum.Add(r.worth)
	}
	return sum
}

// placed reports whether a customer has a place in the picture.
func (r worthRow) placed() bool { return r.field != surveys.NoField }
