package server

import (
	"strconv"

	"barometer/surveys"
	"barometer/templates"
)

// page says what an amount is made of.
func (f entriesFile) page(layout templates.Layout, shown []surveys.WorthEntry, last int) templates.Entries {
	say := f.words.Text
	layout.Title = say("worth_of_" + f.look.of)
	page := templates.Entries{Layout: layout, Links: templates.KeepingLinks(layout, templates.WorthSection().Address),
		Heading: say("worth_behind", "What", layout.Title, "Sum", f.total()), Line: f.line(), Rule: f.rule(), Total: f.total(), Of: f.look.customer != ""}
	for _, of := range []string{ofRevenue, ofRecurring, ofCost, ofTime, ofPurchases, ofMargin, ofBeyond} {
		page.Kinds = append(page.Kinds, templates.Link{Text: say("worth_of_" + of), Address: f.look.behind(of), Current: of == f.look.of})
	}
	for _, e := range shown {
		page.Rows = append(page.Rows, f.row(e))
	}
	for n := 1; n <= last && last > 1; n++ {
		if n == 1 || n == last || n >= f.look.page-2 && n <= f.look.page+2 {
			then := f.look
			then.page = n
			page.Pages = append(page.Pages, templates.Link{Text: templates.Count(n), Address: then.address(), Current: n == f.look.page})
		}
	}
	return page
}

// total is the figure to the minor unit.
func (f entriesFile) total() string {
	c := f.money.Currency
	amount := map[string]surveys.Amount{ofRevenue: f.sum.Revenue, ofRecurring: f.sum.Recurring, ofCost: f.sum.Cost(), ofTime: f.sum.Time,
		ofPurchases: f.sum.Purchases, ofMargin: f.sum.Left(), ofBeyond: f.sum.Beyond}[f.look.of]
	return templates.ExactMoney(c, amount)
}

// line says whose amount it is, of which days, and of how many entries.
func (f entriesFile) line() string {
	n := f.words.Count("worth_behind_n", len(f.entries))
	if !f.all {
		n = f.words.Text("worth_behind_newest", "N", templates.Count(len(f.entries)))
	}
	whose := f.words.Text("worth_behind_house")
	switch customer, project := f.names[f.look.customer], f.projects[f.look.project]; {
	case f.look.customer != "" && f.look.project != "":
		whose = f.words.Text("worth_behind_both", "Customer", whoOr(customer, string(f.look.customer)), "Project", project)
	case f.look.customer != "":
		whose = whoOr(customer, string(f.look.customer))
	case f.look.project != "":
		whose = project
	}
	if f.look.hand != nil {
		whose += f.words.Text("team_list_comma") + f.look.hand.Person
		if f.look.hand.Role != "" {
			whose += " (" + f.look.hand.Role + ")"
		}
	}
	return f.words.Text("worth_behind_line", "Whose", whose, "Span", spanWords(f.look.period, f.words), "Entries", n)
}

// rule says how the amount is defined, with the numbers of a margin.
func (f entriesFile) rule() string {
	text := f.words.Text("worth_behind_rule_" + f.look.of)
	c := f.money.Currency
	switch f.look.of {
	case ofMargin:
		text += " " + f.words.Text("worth_behind_margin", "Revenue", templates.ExactMoney(c, f.sum.Revenue), "Cost", templates.ExactMoney(c, f.sum.Cost()),
			"Margin", templates.MarginText(f.sum))
	case ofTime, ofCost:
		text += " " + f.words.Text("worth_behind_hours", "Hours", strconv.FormatFloat(float64(f.sum.Minutes)/60, 'f', 2, 64))
		if f.sum.Unpriced > 0 {
			text += " " + f.words.Text("worth_unpriced", "Hours", templates.HoursText(f.sum.Unpriced))
		}
	}
	return text
}

// row is an entry with the part of it that counts in the period.
func (f entriesFile) row(e surveys.WorthEntry) templates.EntryRow {
	c := f.money.Currency
	by, _ := e.Within(f.look.period)
	out := templates.EntryRow{When: f.words.FullDate(e.From), What: f.words.Text("worth_entry_cost"), Note: e.Note, ID: e.ID, Sum: templates.ExactMoney(c, surveys.Amount(by)),
		Customer: templates.Link{Text: whoOr(f.names[e.Customer], string(e.Customer)), Address: customerAddress(e.Customer)},
		Project:  templates.Link{Text: f.projects[e.Project], Address: projectAddress(e.Project)}}
	if f.look.customer != "" {
		out.Customer = templates.Link{}
	}
	if e.To != e.From {
		out.When = spanWords(surveys.Period{From: e.From, To: e.To}, f.words)
	}
	switch e.Kind {
	case surveys.WorthTime:
		out.What = f.words.Text("worth_entry_time", "Person", e.Person, "Hours", strconv.FormatFloat(float64(e.Minutes)/60, 'f', 2, 64))
		out.Sum = f.words.Text("worth_person_unpriced")
		if cost, ok := f.costs[e.ID]; ok {
			out.Sum = f.signed(-cost)
		}
	case surveys.WorthCost:
		out.Sum = f.signed(-surveys.Amount(by))
	case surveys.WorthBeyond:
		out.What = f.words.Text("worth_beyond_" + e.Sort)
	default:
		out.What = f.words.Text("worth_entry_" + e.Sort)
		if whole := e.Amount; e.To != e.From && surveys.Amount(by) != whole {
			out.Of = f.words.Text("worth_entry_of", "Sum", templates.ExactMoney(c, whole))
		}
	}
	return out
}

// signed takes cost from the revenue where a margin is looked into; elsewhere it
// is what it is.
func (f entriesFile) signed(cost surveys.Amount) string {
	if f.look.of != ofMargin {
		cost = -cost
	}
	return templates.ExactMoney(f.money.Currency, cost)
}
