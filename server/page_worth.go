package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

const (
	discsDrawn   = 60 // in the picture; the table has all
	worthRows    = 25 // on a page of the table
	withoutNamed = 3  // customers without a reading that are named
)

// worthLook is what the address of the page says.
type worthLook struct {
	days, months int
	project      surveys.ProjectID
	list         string // a field, or listRisk: the table shows these only; empty: all
	page         int
	today        surveys.Day
}

// Lists that are no field: whose revenue is at risk, and who had any within
// twelve months.
const (
	listRisk = "risk"
	listYear = "year"
)

func worthLookOf(c *gin.Context, today surveys.Day) (worthLook, error) {
	var wrong surveys.Problems
	look := worthLook{project: surveys.ProjectID(c.Query("project")), today: today}
	look.days = pickNumber(&wrong, c, "days", 90, 28, 90, 365)
	look.months = pickNumber(&wrong, c, "months", 12, 3, 12, 36)
	n, err := strconv.Atoi(c.DefaultQuery("page", "1"))
	if err != nil || n < 1 || n > 1_000_000 {
		wrong.Add("page", "must be a number from 1 on")
	}
	look.page, look.list = n, c.Query("list")
	if look.list != "" && look.list != listRisk && look.list != listYear && !slices.Contains(surveys.Fields(), surveys.Field(look.list)) {
		wrong.Add("list", "must be save, cherish, rethink, develop, risk or year")
	}
	return look, wrong.Err()
}

func pickNumber(wrong *surveys.Problems, c *gin.Context, field string, usual int, known ...int) int {
	n, err := strconv.Atoi(c.DefaultQuery(field, strconv.Itoa(usual)))
	if err != nil || !slices.Contains(known, n) {
		wrong.Add(field, "must be one of %s", strings.Trim(fmt.Sprint(known), "[]"))
		return usual
	}
	return n
}

func (l worthLook) query() worthMapQuery {
	return worthMapQuery{satisfied: surveys.Last(l.days, l.today), margin: monthsTo(l.months, l.today), project: l.project, today: l.today}
}

// address is the page with another page of the table, or its export.
func (l worthLook) address(path string, page int) string {
	q := url.Values{}
	if l.days != 90 {
		q.Set("days", strconv.Itoa(l.days))
	}
	if l.months != 12 {
		q.Set("months", strconv.Itoa(l.months))
	}
	if l.project != "" {
		q.Set("project", string(l.project))
	}
	if l.list != "" {
		q.Set("list", l.list)
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// listed leads to some of the customers; an empty list to all. What is of a year is
// of twelve months, whatever the page shows.
func (l worthLook) listed(list string) string {
	if l.list = list; list == "" {
		return l.address("/worth", 1)
	}
	if list == listRisk || list == listYear {
		l.months = 12
	}
	return l.address("/worth", 1) + "#list"
}

// getWorthPage: GET /worth.
func (s *Server) getWorthPage(c *gin.Context) {
	look, err := worthLookOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	page, err := s.worthPage(c.Request.Context(), look, s.layout(c, templates.WorthSection(), s.words.Text("worth_title")))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page.Settings = me.May(surveys.Admin)
	s.show(c, http.StatusOK, page)
}

func (s *Server) worthPage(ctx context.Context, look worthLook, layout templates.Layout) (templates.Worth, error) {
	page := templates.Worth{Layout: layout, Links: templates.KeepingLinks(layout, templates.WorthSection().Address)}
	m, err := s.readWorthMap(ctx, look.query())
	if err != nil {
		return page, err
	}
	if page.Empty = len(m.rows) == 0 && look.project == ""; page.Empty {
		return page, nil
	}
	if page.Choose, err = s.worthChoices(ctx, look); err != nil {
		return page, err
	}
	drawn, placed, without := m.split()
	listed := m.listed(look.list)
	last := max(1, (len(listed)+worthRows-1)/worthRows)
	if look.page > last {
		return page, surveys.InvalidField("page", "must be a number from 1 to %d", last)
	}
	from := (look.page - 1) * worthRows
	shown := listed[from:min(len(listed), from+worthRows)]
	ids := append(idsOf(drawn), append(idsOf(shown), idsOf(without[:min(withoutNamed, len(without))])...)...)
	names, err := s.Store.CustomerNames(ctx, ids)
	if err != nil {
		return page, err
	}
	w := worthWords{worthMap: m, look: look, names: names, words: s.words}
	w.fill(&page, drawn, without, shown, listed)
	if len(drawn) < placed {
		page.Drawn = s.words.Text("worth_drawn", "Drawn", templates.Count(len(drawn)), "All", templates.Count(placed))
	}
	page.Months = strings.ToLower(s.words.Text("worth_months_" + strconv.Itoa(look.months)))
	for n := 1; n <= last && last > 1; n++ {
		if n == 1 || n == last || n >= look.page-2 && n <= look.page+2 {
			page.Pages = append(page.Pages, templates.Link{Text: templates.Count(n), Address: look.address("/worth", n), Current: n == look.page})
		}
	}
	return page, nil
}

// split tells those with a place in the picture, of which some are drawn, from
// those without.
func (m worthMap) split() (drawn []worthRow, placed int, without []worthRow) {
	for _, r := range m.rows {
		switch {
		case r.placed():
			if placed++; placed <= discsDrawn {
				drawn = append(drawn, r)
			}
		case r.worth.Revenue > 0:
			without = append(without, r)
		}
	}
	return drawn, placed, without
}

// worthChoices are the periods and projects to choose from.
func (s *Server) worthChoices(ctx context.Context, look worthLook) ([]templates.Choose, error) {
	numbers := func(title, name, id string, chosen int, all ...int) templates.Choose {
		out := templates.Choose{Title: s.words.Text(title), Name: name}
		for _, n := range all {
			text := strconv.Itoa(n)
			out.Options = append(out.Options, templates.Option{Value: text, Text: s.words.Text(id + text), Chosen: n == chosen})
		}
		return out
	}
	sums, err := s.Store.ProjectWorths(ctx, look.query().margin, "")
	if err != nil {
		return nil, err
	}
	ids := make([]surveys.ProjectID, 0, len(sums))
	for id := range sums {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b surveys.ProjectID) int {
		return cmp.Or(cmp.Compare(sums[b].Revenue, sums[a].Revenue), cmp.Compare(a, b))
	})
	ids = ids[:min(projectsOffered, len(ids))]
	names, err := s.Store.ProjectNames(ctx, ids)
	projects := templates.Choose{Title: s.words.Text("worth_choose_project"), Name: "project",
		Options: []templates.Option{{Text: s.words.Text("worth_all_projects")}}}
	for _, id := range ids {
		projects.Options = append(projects.Options, templates.Option{Value: string(id), Text: whoOr(names[id], string(id)), Chosen: id == look.project})
	}
	return []templates.Choose{
		numbers("worth_choose_satisfied", "days", "worth_days_", look.days, 28, 90, 365),
		numbers("worth_choose_margin", "months", "worth_months_", look.months, 3, 12, 36), projects,
	}, err
}

// projectsOffered is how many projects stand in the choice, those with the most
// revenue.
const projectsOffered = 200

// getWorthFile: GET /worth.csv and /worth.json.
func (s *Server) getWorthFile(c *gin.Context) {
	ctx := c.Request.Context()
	look, err := worthLookOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	m, err := s.readWorthMap(ctx, look.query())
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.Store.CustomerNames(ctx, idsOf(m.rows))
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"customer", "name", "field", "forecast", "responses", "satisfied_percent", "low", "high", "margin_percent",
		"margin_percent_a_quarter_ago", "currency", "revenue", "recurring", "cost_of_time", "cost_of_purchases", "minutes", "minutes_without_rate", "beyond_sales"}
	s.exportTable(c, "worth", columns, func(yield func([]any, error) bool) {
		for _, r := range m.listed(look.list) {
			if !yield(m.exportRow(r, names[r.id]), nil) {
				return
			}
		}
	})
}

func (m worthMap) exportRow(r worthRow, name string) []any {
	c := m.money.Currency
	row := []any{string(r.id), whoOr(name, string(r.id)), string(r.field), string(r.forecast), r.level.N, nil, nil, nil, marginOrNil(r.worth), marginOrNil(r.before),
		string(c), c.Plain(r.worth.Revenue), c.Plain(r.worth.Recurring), c.Plain(r.worth.Time), c.Plain(r.worth.Purchases), r.worth.Minutes, r.worth.Unpriced, c.Plain(r.worth.Beyond)}
	if r.level.Reading() {
		row[5], row[6], row[7] = percent(r.level.Rate), percent(r.level.Low), percent(r.level.High)
	}
	return row
}

func marginOrNil(w surveys.Worth) any {
	if margin, ok := w.Margin(); ok {
		return percent(margin)
	}
	return nil
}

// moneyBeside is what stands beside a customer for those who may see money:
// "€86k a year", with the entries behind it; empty where nothing is known.
func (s *Server) moneyBeside(ctx context.Context) (func(surveys.CustomerID) templates.Link, error) {
	year := store.YearOf(s.Store.Today())
	sums, err := s.Store.CustomerWorths(ctx, year, "")
	if err != nil {
		return nil, err
	}
	money, err := s.Store.MoneySettings(ctx)
	return func(id surveys.CustomerID) (pays templates.Link) {
		if pays.Text = s.paysText(money.Currency, sums[id].Revenue); pays.Text != "" {
			pays.Address = entriesLook{customer: id, period: year}.behind(ofRevenue)
		}
		return pays
	}, err
}

// paysText says what a customer pays in a year, nothing where it is nothing.
func (s *Server) paysText(c surveys.Currency, revenue surveys.Amount) string {
	if revenue <= 0 {
		return ""
	}
	return s.words.Text("worth_beside", "Revenue", templates.ShortMoney(c, revenue))
}
