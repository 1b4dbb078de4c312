package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// rowsShown is how many customers or projects stand on one page.
const rowsShown = 20

// list is a page of customers, or of projects: what differs between the two.
type list struct {
	section templates.Section
	what    string
	empty   string
	address func(id string) string
	stages  bool // whether they have a life-cycle stage to choose by
	// standings and daysOf read a page of rows, and the days of one.
	standings func(context.Context, store.ListQuery) ([]surveys.Standing, int, error)
	daysOf    func(context.Context, []string, surveys.Period) ([]surveys.Days, error)
}

// getCustomers: GET /customers.
func (s *Server) getCustomers(c *gin.Context) {
	s.getList(c, list{
		section: templates.CustomersSection(), what: s.words.Text("list_customer"), stages: true,
		empty:     s.words.Text("list_no_customers"),
		address:   func(id string) string { return customerAddress(surveys.CustomerID(id)) },
		standings: s.Store.CustomerStandings,
		daysOf:    s.Store.DaysOfCustomers,
	})
}

// getProjects: GET /projects.
func (s *Server) getProjects(c *gin.Context) {
	s.getList(c, list{
		section: templates.ProjectsSection(), what: s.words.Text("list_project"),
		empty:     s.words.Text("list_no_projects"),
		address:   func(id string) string { return projectAddress(surveys.ProjectID(id)) },
		standings: s.Store.ProjectStandings,
		daysOf:    s.Store.DaysOfProjects,
	})
}

// listQuery is what the address of a list says beside the period.
type listQuery struct {
	order string
	stage surveys.Stage // empty: whatever it is
	page  int           // from 1
}

// listOrders are the orders of a list, the usual one first.
func listOrders() []string {
	return []string{store.OrderWorst, store.OrderRisk, store.OrderName, store.OrderAnswers}
}

func listQueryOf(c *gin.Context) (q listQuery, err error) {
	var problems surveys.Problems
	q.order = c.DefaultQuery("order", store.OrderWorst)
	if !slices.Contains(listOrders(), q.order) {
		problems.Add("order", "must be worst, risk, name or answers")
	}
	q.stage = surveys.Stage(c.Query("stage"))
	if q.stage != "" && !slices.Contains(surveys.Stages(), q.stage) {
		problems.Add("stage", "must be the stage of a customer, or left out")
	}
	text := c.DefaultQuery("page", "1")
	if q.page, err = strconv.Atoi(text); err != nil || q.page < 1 || q.page > 1_000_000 {
		problems.Add("page", "must be a number from 1 on")
	}
	return q, problems.Err()
}

// listFile is what a page of a list is made of.
type listFile struct {
	list
	query listQuery
	all   surveys.Standing
	rows  []surveys.Standing
	days  []surveys.Days // of rows
	total int
}

func (s *Server) getList(c *gin.Context, l list) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	q, err := listQueryOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readList(c.Request.Context(), l, q, sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	if last := f.last(); q.page > last {
		s.fail(c, surveys.InvalidField("page", "must be a number from 1 to %d", last))
		return
	}
	s.show(c, http.StatusOK, f.page(s.layout(c, l.section, s.words.Text(l.section.TextID())), sp))
}

func (s *Server) readList(ctx context.Context, l list, q listQuery, sp span) (f listFile, err error) {
	f = listFile{list: l, query: q}
	if f.all, err = s.Store.Portfolio(ctx, sp.period(0, 0)); err != nil {
		return f, err
	}
	f.rows, f.total, err = l.standings(ctx, store.ListQuery{Period: sp.of(f.all), Order: q.order, Stage: q.stage, Offset: (q.page - 1) * rowsShown, Limit: rowsShown})
	if err != nil {
		return f, err
	}
	f.days, err = sparkDays(ctx, f.rows, l, sp)
	return f, err
}

// sparkCut is how the sparklines of a list are cut.
func sparkCut() cut { return cut{step: 28, n: 8} }

// sparkDays reads the days of each row that has any.
func sparkDays(ctx context.Context, rows []surveys.Standing, l list, sp span) ([]surveys.Days, error) {
	k := sparkCut()
	period := k.period(sp.to)
	var ids []string
	for _, row := range rows {
		if row.Last >= period.From {
			ids = append(ids, row.ID)
		}
	}
	found, err := l.daysOf(ctx, ids, period)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Days, len(rows))
	for i, row := range rows {
		if row.Last >= period.From {
			out[i], found = found[0], found[1:]
		}
	}
	return out, nil
}

func (f listFile) page(layout templates.Layout, sp span) templates.List {
	clock, k, say := layout.Clock, sparkCut(), layout.Clock.Words
	page := templates.List{
		Layout: layout, Heading: layout.Title, What: f.what, Periods: sp.links(clock), Empty: f.empty,
		Finding: f.finding(clock.Words), Elsewhere: sp.elsewhere(f.all.Level.N, f.all.Last, clock),
		Orders: orderLinks(sp, f.query, clock.Words), Pages: pageLinks(sp, f.query, f.last()),
		Lines: say.Count("list_weeks", k.step*k.n/7), Before: say.Text("list_change"),
		Definition: say.Count("list_rule", k.step, "Span", sp.words(clock)),
	}
	if f.query.stage != "" {
		page.Empty = say.Text("list_no_stage")
	}
	if f.stages {
		page.Stages = stageLinks(sp, f.query, clock)
	}
	if sp.before(clock) != "" {
		page.Before = say.Text("list_against", "Span", sp.before(clock))
	}
	for i, st := range f.rows {
		points := surveys.Trend(f.days[i], k.period(sp.to), k.step)
		row := standingRow(st, f.address(st.ID), sp, clock)
		f.behind(&row, st, sp, clock)
		row.Spark = templates.NewSpark(points, st.Forecast, say.Text("list_line", "Name", st.Name, "Span", page.Lines))
		page.Rows = append(page.Rows, row)
		page.ShowResponse = page.ShowResponse || row.Response.N > 0
		page.ShowCases = page.ShowCases || row.Cases > 0
	}
	return page
}

// standingRow is a customer or project in a table, without its line.
func standingRow(st surveys.Standing, address string, sp span, clock templates.Clock) templates.StandingRow {
	row := templates.StandingRow{
		Name: st.Name, Address: address, Forecast: st.Forecast, Level: st.Level,
		Change: "–", Response: st.Response, Cases: st.Cases,
	}
	if row.Name == "" {
		row.Name = st.ID
	}
	if st.Last > 0 {
		row.Last = clock.Words.Text("list_last", "Day", clock.Day(st.Last))
	}
	if change := changeOf(st); change.Known && sp.before(clock) != "" {
		row.Change, row.Was = clock.Words.Points(st.Level, st.Before), clock.Words.Change(st.Worse, st.Compared)
	}
	return row
}

// last is the number of the last page.
func (f listFile) last() int { return max(1, (f.total+rowsShown-1)/rowsShown) }

func (f listFile) finding(words *templates.Locale) string {
	id := "list_projects"
	if f.stages {
		id = "list_customers"
	}
	return words.Count(id, f.total, "Order", words.Text("list_ordered_"+f.query.order))
}

func orderLinks(sp span, q listQuery, words *templates.Locale) []templates.Link {
	var out []templates.Link
	sp.rest.Del("page")
	for _, order := range listOrders() {
		value := order
		if value == store.OrderWorst {
			value = ""
		}
		out = append(out, templates.Link{Text: words.Text("list_by_" + order), Address: sp.with("order", value), Current: order == q.order})
	}
	return out
}

// pageLinks leads to the pages around the one shown, the first and the last.
func pageLinks(sp span, q listQuery, last int) []templates.Link {
	if last < 2 {
		return nil
	}
	var out []templates.Link
	for page := 1; page <= last; page++ {
		if page == 1 || page == last || page >= q.page-2 && page <= q.page+2 {
			out = append(out, templates.Link{Text: templates.Count(page), Address: sp.with("page", strconv.Itoa(page)), Current: page == q.page})
		}
	}
	return out
}
