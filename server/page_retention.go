package server

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// retentionFile is what the page of retention is made of.
type retentionFile struct {
	stretch
	by      surveys.Grouping
	cut     string // month or quarter
	found   store.Retention
	keys    []string // attributes that customers have
	periods []surveys.Period
	flows   []surveys.Flows // of periods
	undated int
	list    listed
}

// listed is a list of customers behind a figure, as the address asks for it.
type listed struct {
	name  store.RetentionList // empty: none is asked for
	split surveys.Grouping    // with group: only those of one
	group string
	page  int
	items []store.Counted
	total int
}

// getRetentionPage: GET /retention.
func (s *Server) getRetentionPage(c *gin.Context) {
	f, err := s.readRetention(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.WorthSection(), "")
	page := f.show(layout)
	page.Title = layout.Clock.Words.Text("retention_title")
	if layout.Money {
		if err := s.addRevenue(c.Request.Context(), f, &page); err != nil {
			s.fail(c, err)
			return
		}
	}
	page.Keeping = templates.KeepingLinks(layout, "/retention")
	if me, _ := userOf(c); page.Undated != nil {
		page.Undated.May = me.May(surveys.Admin)
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) readRetention(c *gin.Context) (f retentionFile, err error) {
	f.stretch, err = stretchOf(c, s.Store.Today())
	if err = surveys.JoinProblems(err, knownQuery(c, "of", "from", "to", "by", "cut", "list", "split", "group", "page")); err != nil {
		return f, err
	}
	f.by, f.cut = surveys.Grouping(c.DefaultQuery("by", string(surveys.BySaid))), c.DefaultQuery("cut", "quarter")
	me, _ := userOf(c)
	if f.list, err = listedOf(c, me.May(surveys.Money)); err != nil {
		return f, err
	}
	switch f.cut {
	case "month":
		f.periods = surveys.WholeMonths(f.To, 1, 13)
	case "quarter":
		f.periods = surveys.WholeMonths(f.To, 3, 9)
	default:
		return f, surveys.InvalidField("cut", "must be month or quarter")
	}
	return f, s.readFlows(c.Request.Context(), &f)
}

func listedOf(c *gin.Context, money bool) (l listed, err error) {
	l = listed{name: store.RetentionList(c.Query("list")), split: surveys.Grouping(c.Query("split")), group: c.Query("group"), page: 1}
	if l.name != "" && !(l.name == listPaid && money) && !slices.Contains(store.RetentionLists(), l.name) {
		return l, surveys.InvalidField("list", "must be start, won, lost, end, kept or undated")
	}
	if l.page, err = pageAsked(c); err != nil {
		return l, err
	}
	return l, l.split.Check("split")
}

// pageAsked reads ?page=, 1 where it is left out.
func pageAsked(c *gin.Context) (int, error) {
	n, err := strconv.Atoi(c.DefaultQuery("page", "1"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1, surveys.InvalidField("page", "must be a number from 1 on")
	}
	return n, nil
}

func (s *Server) readFlows(ctx context.Context, f *retentionFile) (err error) {
	if f.found, err = s.Store.Retention(ctx, f.Period, f.by); err != nil {
		return err
	}
	if f.flows, err = s.Store.RetentionTrend(ctx, f.periods); err != nil {
		return err
	}
	if f.undated, err = s.Store.Undated(ctx); err != nil {
		return err
	}
	if f.keys, err = s.Store.AttributeKeys(ctx, keysShown); err != nil || f.list.name == "" || f.list.name == listPaid {
		return err
	}
	q := store.CountedQuery{Period: f.Period, List: f.list.name, By: f.list.split, Group: f.list.group,
		Offset: (f.list.page - 1) * countedShown, Limit: countedShown}
	f.list.items, f.list.total, err = s.Store.Counted(ctx, q)
	return err
}

// How much the page shows.
const (
	keysShown    = 12 // attributes to group by
	countedShown = 50 // customers of a list
	groupsShown  = 30
)

func (f retentionFile) show(layout templates.Layout) templates.RetentionPage {
	clock := layout.Clock
	say := clock.Words.Text
	page := templates.RetentionPage{Layout: layout, Span: f.form(clock), Heading: say("retention_none"),
		Line: say("retention_line", "Span", spanWords(f.Period, clock.Words), "Start", templates.Count(f.found.Start),
			"Won", templates.Count(f.found.Won), "Lost", templates.Count(f.found.Lost), "End", templates.Count(f.found.End)),
		Trend: f.trend(clock), Groups: f.groups(clock), List: f.listPlate(clock), Kept: keptLine(f.found.Flows, clock)}
	if rate, ok := f.found.Rate(); ok {
		page.Rate = rateText(rate)
		page.Heading = say("retention_finding", "Kept", templates.Count(f.found.Kept), "Start", templates.Count(f.found.Start))
		page.Numbers = say("retention_numbers", "End", templates.Count(f.found.End), "Won", templates.Count(f.found.Won),
			"Start", templates.Count(f.found.Start), "Rate", page.Rate)
	} else if !f.found.Empty() {
		page.Heading = say("retention_none_at_start")
	}
	if f.found.Kept > 0 {
		page.Behind = f.listAddress(store.ListKept, "", "")
	}
	eve, last := clock.FullDate(f.From), clock.FullDate(f.To)
	for _, one := range []templates.FlowFigure{
		{Name: string(store.ListStart), N: f.found.Start, When: say("retention_start_when", "Day", eve)},
		{Name: string(store.ListWon), N: f.found.Won, When: say("retention_won_when")},
		{Name: string(store.ListLost), N: f.found.Lost, When: say("retention_lost_when")},
		{Name: string(store.ListEnd), N: f.found.End, When: say("retention_end_when", "Day", last)},
	} {
		one.Address = f.listAddress(store.RetentionList(one.Name), "", "")
		one.Name = say("retention_" + one.Name)
		page.Figures = append(page.Figures, one)
	}
	if f.undated > 0 {
		page.Undated = &templates.Undated{Text: clock.Words.Count("retention_undated", f.undated), Address: f.listAddress(store.ListUndated, "", "")}
	}
	return page
}

// rateText writes a rate: "95 %", "70.45 %", "−12 %".
func rateText(rate float64) string {
	text := strconv.FormatFloat(math.Round(math.Abs(rate)*100)/100, 'f', -1, 64) + "\u00a0%"
	if math.Round(rate*100) < 0 {
		return "−" + text
	}
	return text
}

func keptLine(f surveys.Flows, clock templates.Clock) string {
	level := f.KeptLevel()
	start, kept := templates.Count(f.Start), templates.Count(f.Kept)
	if !level.Reading() {
		return clock.Words.Text("retention_kept_none", "Start", start, "Kept", kept)
	}
	return clock.Words.Text("retention_kept_line", "Start", start, "Kept", kept, "Level", clock.Words.Figure(level))
}

func (f retentionFile) listAddress(name store.RetentionList, split surveys.Grouping, group string) string {
	return f.without(listKeys()...).with("list", string(name), "split", string(split), "group", group) + "#list"
}

// keptRow is a line of figures, each of which leads to the list behind it.
func keptRow(name, address string, f surveys.Flows, list func(store.RetentionList) string) templates.KeptRow {
	row := templates.KeptRow{Name: name, Address: address, Rate: "–", Kept: f.KeptLevel(), Behind: list(store.ListKept), Counts: []templates.CountLink{
		{N: f.Start, Address: list(store.ListStart)}, {N: f.Won, Address: list(store.ListWon)},
		{N: f.Lost, Address: list(store.ListLost)}, {N: f.End, Address: list(store.ListEnd)},
	}}
	if rate, ok := f.Rate(); ok {
		row.Rate = rateText(rate)
	}
	return row
}

func (f retentionFile) trend(clock templates.Clock) templates.KeptTrend {
	say := clock.Words.Text
	out := templates.KeptTrend{Cut: say("retention_cut_" + f.cut)}
	out.Heading = say("retention_trend", "Cut", out.Cut)
	for _, cut := range []string{"month", "quarter"} {
		out.Cuts = append(out.Cuts, templates.Link{Text: say("retention_by_" + cut), Address: f.with("cut", cut), Current: cut == f.cut})
	}
	points := make([]surveys.Point, len(f.periods))
	for i, p := range f.periods {
		points[i] = surveys.Point{Period: p, Level: f.flows[i].KeptLevel()}
		then := f
		then.stretch = f.without(listKeys()...).at(p)
		row := keptRow(spanWords(p, clock.Words), then.with(), f.flows[i], func(list store.RetentionList) string { return then.listAddress(list, "", "") })
		out.Rows = append([]templates.KeptRow{row}, out.Rows...)
	}
	out.Chart = templates.NewKeptChart(points, clock)
	return out
}

// postRetention: POST /retention lets those of whom nobody has said since when
// begin with their first interaction.
func (s *Server) postRetention(c *gin.Context) {
	if c.PostForm("do") != "begin" {
		s.fail(c, surveys.InvalidField("do", "must be begin"))
		return
	}
	me, _ := userOf(c)
	n, err := s.Store.DateByFirst(c.Request.Context(), me.ID, s.words.Text("retention_undated_reason"))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "customer.dated", "customers", surveys.TellCount("changes_dated", n))
	c.Redirect(http.StatusSeeOther, "/retention")
}
