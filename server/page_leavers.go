package server

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// leaversFile is what the page of leavers is made of.
type leaversFile struct {
	stretch
	all       []surveys.Looked
	contrasts []surveys.Contrast
	trait     surveys.Trait // whose customers are listed; no name: none are
	side      string        // the side that is listed: left or stayed; empty: none is
	page      int           // of the list, from 1
	total     int           // customers on it
	items     []store.Counted
}

// getLeavers: GET /leavers.
func (s *Server) getLeavers(c *gin.Context) {
	f, err := s.readLeavers(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.WorthSection(), "")
	page := f.show(layout)
	page.Title = layout.Clock.Words.Text("leavers_title")
	page.Keeping = templates.KeepingLinks(layout, "/leavers")
	s.show(c, http.StatusOK, page)
}

func (s *Server) readLeavers(c *gin.Context) (f leaversFile, err error) {
	f.stretch, err = stretchOf(c, s.Store.Today())
	if err = surveys.JoinProblems(err, knownQuery(c, "of", "from", "to", "side", "trait", "value", "page")); err != nil {
		return f, err
	}
	ctx := c.Request.Context()
	if f.all, err = s.Store.Leavers(ctx, f.Period); err != nil {
		return f, err
	}
	f.contrasts = surveys.Audit(f.all)
	f.trait, f.side = surveys.Trait{Name: c.Query("trait"), Value: c.Query("value")}, c.Query("side")
	switch {
	case f.side == "" && f.trait.Name == "":
		return f, nil
	case f.side != "" && f.side != sideLeft && f.side != sideStayed:
		return f, surveys.InvalidField("side", "must be left or stayed")
	}
	f.side = cmp.Or(f.side, sideLeft)
	if f.page, err = pageAsked(c); err != nil {
		return f, err
	}
	behind := f.behind()
	f.total = len(behind)
	f.items, err = s.Store.Described(ctx, behind[min(len(behind), (f.page-1)*listMost):], listMost)
	return f, err
}

// listMost is how many customers a page of a list names.
const listMost = 200

// behind are the customers of a side that have the trait; all of the side where
// no trait is asked for.
func (f leaversFile) behind() []surveys.Looked {
	var out []surveys.Looked
	for _, l := range f.all {
		value, known := l.Traits[f.trait.Name]
		if (known && value == f.trait.Value || f.trait.Name == "") && l.Left == (f.side == sideLeft) {
			out = append(out, l)
		}
	}
	return out
}

func (f leaversFile) show(layout templates.Layout) templates.LeaversPage {
	clock := layout.Clock
	say := clock.Words.Text
	left, judged, clear := 0, 0, 0
	for _, l := range f.all {
		if l.Left {
			left++
		}
	}
	page := templates.LeaversPage{Layout: layout, Span: f.form(clock),
		Line: say("leavers_line", "Span", spanWords(f.Period, clock.Words), "Left", templates.Count(left), "Stayed", templates.Count(len(f.all)-left)),
		Rule: say("leavers_rule", "Days", strconv.Itoa(int(surveys.LeaverDays)))}
	for _, c := range f.contrasts {
		row := f.row(c, clock)
		if c.Enough() {
			judged++
		}
		if c.Clear {
			clear++
			page.Clear = append(page.Clear, row)
		} else if left > 0 {
			page.Rest = append(page.Rest, row)
		}
	}
	page.Sides = f.sides(left, len(f.all)-left, clock)
	page.RestText, page.Open = clock.Words.Count("leavers_rest", len(page.Rest)), clear == 0
	page.Claim = say("leavers_claim", "N", templates.Count(judged))
	switch {
	case left == 0:
		page.Heading = say("leavers_finding_none")
	case clear == 0:
		page.Heading = say("leavers_finding_unclear")
	default:
		page.Heading = say("leavers_finding_clear")
	}
	page.List = f.listPlate(clock)
	return page
}

// The two sides, as addresses say them.
const (
	sideLeft   = "left"
	sideStayed = "stayed"
)

// sides lead to all of each side.
func (f leaversFile) sides(left, stayed int, clock templates.Clock) []templates.Link {
	var out []templates.Link
	if left > 0 {
		out = append(out, templates.Link{Text: clock.Words.Text("leavers_see_left"), Address: f.without(listKeys()...).with("side", sideLeft) + "#list"})
	}
	if stayed > 0 {
		out = append(out, templates.Link{Text: clock.Words.Text("leavers_see_stayed"), Address: f.without(listKeys()...).with("side", sideStayed) + "#list"})
	}
	return out
}

func (f leaversFile) row(c surveys.Contrast, clock templates.Clock) templates.ContrastRow {
	say := clock.Words.Text
	out := templates.ContrastRow{Trait: traitName(c.Trait, clock), Left: f.cell(c, c.Left, sideLeft, clock), Stayed: f.cell(c, c.Stayed, sideStayed, clock),
		Difference: "–", Verdict: say("leavers_few")}
	if !c.Enough() {
		return out
	}
	out.Difference = say("leavers_points", "Points", signed(c.Difference))
	out.Range = say("leavers_range", "Low", signed(c.Low), "High", signed(c.High))
	if out.Verdict = say("leavers_unclear"); c.Clear {
		out.Verdict = say("leavers_clear")
	}
	return out
}

func (f leaversFile) cell(c surveys.Contrast, l surveys.Level, side string, clock templates.Clock) templates.SideCell {
	out := templates.SideCell{Of: clock.Words.Text("leavers_of", "K", templates.Count(l.K), "N", templates.Count(l.N)), Share: templates.Percent(l)}
	if l.K > 0 {
		out.Address = f.without("page").with("trait", c.Name, "value", c.Value, "side", side) + "#list"
	}
	return out
}

// signed writes a number of points: "+60", "−4", "0".
func signed(points float64) string {
	n := int(math.Round(points))
	switch {
	case n > 0:
		return fmt.Sprint("+", n)
	case n < 0:
		return fmt.Sprint("−", -n)
	}
	return "0"
}

// traitName is what people call a trait.
func traitName(t surveys.Trait, clock templates.Clock) string {
	say := clock.Words.Text
	key, attribute := strings.CutPrefix(t.Name, surveys.TraitAttribute)
	switch {
	case attribute:
		return say("leavers_attribute", "Key", key, "Value", t.Value)
	case t.Name == surveys.TraitSaid:
		return say("leavers_said", "Value", say("life_said_"+t.Value))
	case t.Name == surveys.TraitResponse:
		return say("leavers_response_" + t.Value)
	}
	return say("leavers_" + t.Name)
}

// listPlate names the customers behind a line; nil where none is asked for.
func (f leaversFile) listPlate(clock templates.Clock) *templates.CountedList {
	if f.side == "" {
		return nil
	}
	say, day := clock.Words.Text, "retention_list_since"
	if f.side == sideLeft {
		day = "retention_list_day"
	}
	heading := say("leavers_" + f.side)
	if f.trait.Name != "" {
		heading = say("leavers_list_"+f.side, "Trait", traitName(f.trait, clock))
	}
	out := &templates.CountedList{Heading: heading, Day: say(day), Close: f.without(listKeys()...).with()}
	if f.page*listMost < f.total {
		out.More = f.with("page", strconv.Itoa(f.page+1)) + "#list"
	}
	for _, item := range f.items {
		out.Rows = append(out.Rows, countedRow(item, clock))
	}
	return out
}
