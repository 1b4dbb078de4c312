package server

import (
	"context"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the plate of worth shows.
const (
	quartersShown     = 8
	worthEntriesShown = 10 // the newest of all kinds
	beyondShown       = 6
)

// customerWorth is the plate of what a customer earned and cost. Only for people
// who may see money.
func (s *Server) customerWorth(ctx context.Context, id surveys.CustomerID, clock templates.Clock) (*templates.CustomerWorth, error) {
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	year, quarters := store.YearOf(clock.Today()), quartersTo(clock.Today())
	sums, err := s.Store.CustomerPeriods(ctx, id, append(quarters, year))
	if err != nil {
		return nil, err
	}
	hands, err := s.Store.TimeSpent(ctx, year, id, "")
	if err != nil {
		return nil, err
	}
	p := worthPlate{money: m, words: s.words, clock: clock, made: entriesLook{customer: id, period: year}}
	out := &templates.CustomerWorth{Summary: p.summary(sums[quartersShown]), People: p.people(hands)}
	p.quarters(out, quarters, sums[:quartersShown])
	out.Pays = s.paysText(m.Currency, sums[quartersShown].Revenue)
	if n := sums[quartersShown].Unpriced; n > 0 {
		out.Unpriced = s.words.Text("worth_unpriced", "Hours", templates.HoursText(n))
	}
	if out.Entries, out.Beyond, err = s.worthLines(ctx, id, p); err != nil {
		return nil, err
	}
	out.Empty = len(out.Entries) == 0 && len(out.Beyond) == 0
	if !out.Empty {
		out.Exports = []templates.Link{{Text: s.words.Text("worth_export_entries"), Address: customerAddress(id) + "/worth.csv"}}
	}
	return out, nil
}

// projectWorth is the same plate for a project, figures only.
func (s *Server) projectWorth(ctx context.Context, id surveys.ProjectID, clock templates.Clock) (*templates.CustomerWorth, error) {
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	p := worthPlate{money: m, words: s.words, clock: clock, made: entriesLook{project: id, period: store.YearOf(clock.Today())}}
	out, all := &templates.CustomerWorth{}, append(quartersTo(clock.Today()), store.YearOf(clock.Today()))
	sums := make([]surveys.Worth, len(all))
	for i, period := range all {
		of, err := s.Store.ProjectWorths(ctx, period, "")
		if err != nil {
			return nil, err
		}
		sums[i] = of[id]
	}
	hands, err := s.Store.TimeSpent(ctx, store.YearOf(clock.Today()), "", id)
	if err != nil {
		return nil, err
	}
	out.Summary, out.People = p.summary(sums[quartersShown]), p.people(hands)
	p.quarters(out, all, sums[:quartersShown])
	if len(out.Quarters) == 0 && len(out.People) == 0 {
		return nil, nil
	}
	return out, nil
}

// quartersTo are calendar quarters, the oldest first; the last one ends with the
// day.
func quartersTo(day surveys.Day) []surveys.Period {
	out := make([]surveys.Period, quartersShown)
	y, month, _ := day.Date()
	first := surveys.DayFromDate(y, (month-1)/3*3+1, 1)
	for i := range out {
		out[quartersShown-1-i] = surveys.Period{From: first, To: day}
		day = first - 1
		y, month, _ := day.Date()
		first = surveys.DayFromDate(y, (month-1)/3*3+1, 1)
	}
	return out
}

// worthLines are the newest entries, and what is worth beyond sales.
func (s *Server) worthLines(ctx context.Context, id surveys.CustomerID, p worthPlate) ([]templates.WorthLine, []templates.WorthBeyond, error) {
	all, found, err := s.Store.NewestWorth(ctx, id, worthEntriesShown, beyondShown)
	var lines []templates.WorthLine
	for _, e := range all {
		lines = append(lines, p.line(e))
	}
	var beyond []templates.WorthBeyond
	for _, e := range found {
		beyond = append(beyond, templates.WorthBeyond{What: s.words.Text("worth_beyond_" + e.Sort), Sum: templates.WholeMoney(p.money.Currency, e.Amount),
			By: e.By, Why: e.Why, Note: e.Note, When: p.clock.Date(e.From)})
	}
	return lines, beyond, err
}

// worthPlate writes figures for a plate.
type worthPlate struct {
	money store.MoneySettings
	words *templates.Locale
	clock templates.Clock
	made  entriesLook // of the figures of the year
}

func (p worthPlate) summary(w surveys.Worth) []templates.WorthSum {
	c := p.money.Currency
	var out []templates.WorthSum
	add := func(term, of, text string) {
		out = append(out, templates.WorthSum{Term: p.words.Text(term), Sum: templates.Link{Text: text, Address: p.made.behind(of)}})
	}
	add("worth_sum_revenue", ofRevenue, templates.WholeMoney(c, w.Revenue))
	if w.Recurring != 0 {
		add("worth_sum_recurring", ofRecurring, templates.WholeMoney(c, w.Recurring))
	}
	add("worth_sum_time", ofTime, templates.WholeMoney(c, w.Time)+", "+p.words.Text("worth_hours_of", "Hours", templates.HoursText(w.Minutes)))
	if w.Purchases != 0 {
		add("worth_sum_purchases", ofPurchases, templates.WholeMoney(c, w.Purchases))
	}
	margin := templates.MarginText(w)
	if w.Revenue <= 0 {
		margin = p.words.Text("worth_no_revenue")
	}
	add("worth_sum_margin", ofMargin, margin)
	if w.Beyond != 0 {
		add("worth_sum_beyond", ofBeyond, templates.WholeMoney(c, w.Beyond))
	}
	return out
}

func (p worthPlate) people(all []surveys.PersonTime) []templates.WorthPerson {
	var out []templates.WorthPerson
	for _, one := range all {
		cost := templates.WholeMoney(p.money.Currency, one.Cost)
		if one.Unpriced == one.Minutes {
			cost = p.words.Text("worth_person_unpriced")
		}
		made := p.made
		made.hand = &one
		out = append(out, templates.WorthPerson{Name: one.Person, Role: one.Role, Cost: cost, Hours: templates.Link{Text: templates.HoursText(one.Minutes), Address: made.behind(ofTime)}})
	}
	return out
}

// The picture of the quarters.
const (
	quartersWide = 160.0
	quartersHigh = 48.0
)

// quarters draws the margins as bars from 0, from the first quarter on that
// holds anything.
func (p worthPlate) quarters(out *templates.CustomerWorth, periods []surveys.Period, sums []surveys.Worth) {
	first := slices.IndexFunc(sums, func(w surveys.Worth) bool { return w != surveys.Worth{} })
	if first < 0 {
		return
	}
	top, bottom := 10.0, 0.0
	for _, w := range sums {
		margin, _ := w.Margin()
		top, bottom = max(top, min(margin, 100)), min(bottom, max(margin, -100))
	}
	y := func(margin float64) float64 {
		return quartersHigh * (top - min(top, max(bottom, margin))) / (top - bottom)
	}
	out.Zero = y(0)
	step := quartersWide / float64(len(sums))
	for i, w := range sums {
		if i < first {
			continue
		}
		margin, known := w.Margin()
		made := p.made
		made.period = periods[i]
		year, month, _ := periods[i].From.Date()
		name := "worth_quarter_name"
		if i == len(sums)-1 {
			name = "worth_quarter_now"
		}
		q := templates.WorthQuarter{Known: known, Below: margin < 0, X: float64(i)*step + 2, Width: step - 4,
			Y: min(y(0), y(margin)), Height: max(1, max(y(0), y(margin))-min(y(0), y(margin))),
			Margin: templates.Link{Text: templates.MarginText(w), Address: made.behind(ofMargin)}, Cost: templates.Link{Text: templates.WholeMoney(p.money.Currency, w.Cost()), Address: made.behind(ofCost)},
			Revenue: templates.Link{Text: templates.WholeMoney(p.money.Currency, w.Revenue), Address: made.behind(ofRevenue)},
			Name:    p.words.Text(name, "Quarter", strconv.Itoa((int(month)+2)/3), "Year", strconv.Itoa(year))}
		out.Quarters = append(out.Quarters, q)
	}
}

// line is an entry in words.
func (p worthPlate) line(e surveys.WorthEntry) templates.WorthLine {
	out := templates.WorthLine{When: p.clock.Date(e.From), Note: e.Note, Sum: templates.ExactMoney(p.money.Currency, e.Amount)}
	if e.To != e.From {
		out.When += "–" + p.clock.Date(e.To)
	}
	switch e.Kind {
	case surveys.WorthTime:
		out.What = p.words.Text("worth_entry_time", "Person", e.Person, "Hours", templates.HoursText(e.Minutes))
		out.Sum = ""
	case surveys.WorthCost:
		out.What = p.words.Text("worth_entry_cost")
	default:
		out.What = p.words.Text("worth_entry_" + e.Sort)
	}
	if e.Sort == surveys.RevenueRefund {
		out.Sum = templates.ExactMoney(p.money.Currency, -e.Amount)
	}
	return out
}

// getCustomerWorthFile: GET /customers/:id/worth.csv and .json, every entry of a customer.
func (s *Server) getCustomerWorthFile(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"entry", "id", "customer", "project", "from", "to", "amount", "currency", "kind", "minutes", "person", "role", "note", "estimated_by", "why"}
	s.exportTable(c, "worth-entries", columns, func(yield func([]any, error) bool) {
		for _, kind := range []surveys.WorthKind{surveys.WorthRevenue, surveys.WorthCost, surveys.WorthTime, surveys.WorthBeyond} {
			if !s.eachEntry(ctx, store.WorthQuery{Kind: kind, Customer: customer.ID}, m.Currency, yield) {
				return
			}
		}
	})
}

// eachEntry yields the entries of a kind as rows; false: enough.
func (s *Server) eachEntry(ctx context.Context, q store.WorthQuery, c surveys.Currency, yield func([]any, error) bool) bool {
	for e, err := range s.Store.EachWorthEntry(ctx, q) {
		row := []any{string(e.Kind), e.ID, string(e.Customer), string(e.Project), e.From, e.To, c.Plain(e.Amount), string(c), e.Sort, nil, e.Person, e.Role, e.Note, e.By, e.Why}
		if e.Kind == surveys.WorthTime {
			row[6], row[7], row[9] = nil, nil, e.Minutes
		}
		if !yield(row, err) {
			return false
		}
	}
	return true
}
