package server

import (
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// worthWords writes the figures of customers for the page.
type worthWords struct {
	worthMap
	look  worthLook
	names map[surveys.CustomerID]string
	words *templates.Locale
}

func (w worthWords) fill(page *templates.Worth, drawn, without, shown, listed []worthRow) {
	c, lines := w.money.Currency, w.money.Lines
	page.Risk, page.Year = templates.ShortMoney(c, w.risk), templates.ShortMoney(c, w.year)
	page.Target, page.Line = percentWords(lines.Margin), percentWords(lines.Satisfied)
	points := make([]templates.FieldPoint, len(drawn))
	for i, r := range drawn {
		points[i] = w.point(r)
	}
	page.Map = templates.NewFieldMap(points, lines)
	page.Without = w.without(without)
	page.Fields = w.fields()
	for _, r := range shown {
		page.Rows = append(page.Rows, w.row(r))
	}
	w.lists(page, len(listed))
	total := total(listed)
	page.Total = w.figures(total, surveys.Worth{}, entriesLook{})
	if w.look.list == "" {
		page.Total = w.figures(total, surveys.Worth{}, entriesLook{project: w.look.project, period: w.query.margin})
	}
	if w.n > 0 {
		page.Paying = w.look.listed(listYear)
	}
	page.Total.Name = w.words.Text("worth_all")
	if total.Unpriced > 0 {
		page.Unpriced = w.words.Text("worth_unpriced", "Hours", templates.HoursText(total.Unpriced))
	}
}

// lists lead from a number to the customers behind it.
func (w worthWords) lists(page *templates.Worth, n int) {
	if w.risky > 0 {
		page.Risky = templates.Link{Address: w.look.listed(listRisk),
			Text: w.words.Text("worth_risky", "N", templates.Count(w.risky), "All", templates.Count(w.n))}
	}
	if w.look.list == "" {
		return
	}
	which := "worth_name_" + w.look.list
	if w.look.list == listRisk || w.look.list == listYear {
		which = "worth_listed_" + w.look.list
	}
	page.Listed = templates.Link{Address: w.look.listed(""),
		Text: w.words.Text("worth_listed", "Which", w.words.Text(which), "Customers", w.words.Count("worth_customers", n))}
}

// percentWords writes a line: "30 %", "32.5 %".
func percentWords(p float64) string { return formatFloat(p) + "\u00a0%" }

func (w worthWords) name(id surveys.CustomerID) string { return whoOr(w.names[id], string(id)) }

func (w worthWords) point(r worthRow) templates.FieldPoint {
	margin, _ := r.worth.Margin()
	before, known := r.before.Margin()
	p := templates.FieldPoint{Name: templates.Shorten(w.name(r.id), 28), Address: customerAddress(r.id), Forecast: r.forecast, Level: r.level, Margin: margin,
		Was: r.was, Before: before, Moved: known && r.was.Reading(), Revenue: r.worth.Revenue}
	p.Text = w.words.Text("worth_point", "Name", w.name(r.id), "Forecast", w.words.Forecast(r.forecast), "Level", w.words.Figure(r.level),
		"Margin", templates.MarginText(r.worth), "Revenue", templates.ShortMoney(w.money.Currency, r.worth.Revenue))
	return p
}

// without names those that have revenue and no place in the picture.
func (w worthWords) without(rows []worthRow) string {
	if len(rows) == 0 {
		return ""
	}
	var named []string
	for _, r := range rows[:min(withoutNamed, len(rows))] {
		named = append(named, w.words.Text("worth_without_one", "Name", isolated(w.name(r.id)),
			"Revenue", templates.ShortMoney(w.money.Currency, r.worth.Revenue), "N", templates.Count(r.level.N)))
	}
	list := strings.Join(named, "; ")
	if more := len(rows) - len(named); more > 0 {
		list = w.words.Text("worth_without_more", "List", list, "More", templates.Count(more))
	}
	return w.words.Text("worth_without_n", "List", list)
}

// fields sums what stands in each field.
func (w worthWords) fields() []templates.FieldSum {
	revenue, n := map[surveys.Field]surveys.Amount{}, map[surveys.Field]int{}
	for _, r := range w.rows {
		revenue[r.field] += r.worth.Revenue
		n[r.field]++
	}
	var out []templates.FieldSum
	for _, f := range surveys.Fields() {
		address := ""
		if n[f] > 0 {
			address = w.look.listed(string(f))
		}
		out = append(out, templates.FieldSum{Address: address, Name: w.words.Text("worth_name_" + string(f)), What: w.words.Text("worth_what_" + string(f)),
			Sum: templates.ShortMoney(w.money.Currency, revenue[f]), Customers: w.words.Count("worth_customers", n[f])})
	}
	return out
}

func (w worthWords) row(r worthRow) templates.WorthRow {
	row := w.figures(r.worth, r.before, entriesLook{customer: r.id, project: w.look.project, period: w.query.margin})
	row.Name, row.Address, row.Forecast, row.Level = w.name(r.id), customerAddress(r.id), r.forecast, r.level
	if r.level.N > 0 {
		row.Behind = responsesAddress(surveys.ResponseFilter{Customer: r.id, Project: w.look.project, Period: w.query.satisfied})
	}
	if row.Field = "–"; r.placed() {
		row.Field = w.words.Text("worth_field_" + string(r.field))
	}
	return row
}

// figures are the columns that are money and hours, each leading to what it is
// made of; a look without days leads nowhere.
func (w worthWords) figures(now, before surveys.Worth, made entriesLook) templates.WorthRow {
	c := w.money.Currency
	row := templates.WorthRow{Margin: templates.Link{Text: templates.MarginText(now)}, Revenue: templates.Link{Text: templates.ShortMoney(c, now.Revenue)},
		Cost: templates.Link{Text: templates.ShortMoney(c, now.Cost())}, Hours: templates.Link{Text: w.words.Text("worth_hours_of", "Hours", templates.HoursText(now.Minutes))}}
	if made.period != (surveys.Period{}) {
		row.Margin.Address, row.Revenue.Address = made.behind(ofMargin), made.behind(ofRevenue)
		row.Cost.Address, row.Hours.Address = made.behind(ofCost), made.behind(ofTime)
	}
	if _, known := before.Margin(); known {
		row.Was.Text = w.words.Text("worth_was", "Margin", templates.MarginText(before))
		made.period = back(made.period, quarterDays)
		row.Was.Address = made.behind(ofMargin)
	}
	if now.Revenue <= 0 {
		row.Was = templates.Link{Text: w.words.Text("worth_no_revenue")}
	}
	if now.Unpriced > 0 {
		row.Hours.Text = w.words.Text("worth_hours_unpriced", "Hours", templates.HoursText(now.Minutes), "Unpriced", templates.HoursText(now.Unpriced))
	}
	return row
}
