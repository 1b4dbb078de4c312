package server

import (
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
	left      bool          // the side that is listed
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
	if f.stretch, err = stretchOf(c, s.Store.Today()); err != nil {
		return f, err
	}
	ctx := c.Request.Context()
	if f.all, err = s.Store.Leavers(ctx, f.Period); err != nil {
		return f, err
	}
	f.contrasts = surveys.Audit(f.all)
	f.trait, f.left = surveys.Trait{Name: c.Query("trait"), Value: c.Query("value")}, c.Query("side") != "stayed"
	if f.trait.Name == "" {
		return f, nil
	}
	f.items, err = s.Store.Described(ctx, f.behind(), listMost)
	return f, err
}

// listMost is how many customers a line of the audit names.
const listMost = 200

// behind are the customers of a side that have the trait.
func (f leaversFile) behind() []surveys.Looked {
	var out []surveys.Looked
	for _, l := range f.all {
		if value, known := l.Traits[f.trait.Name]; known && value == f.trait.Value && l.Left == f.left {
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
		Line: say("leavers_line", "Span", spanWords(f.Period), "Left", templates.Count(left), "Stayed", templates.Count(len(f.all)-left)),
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

func (f leaversFile) row(c surveys.Contrast, clock templates.Clock) templates.ContrastRow {
	say := clock.Words.Text
	out := templates.ContrastRow{Trait: traitName(c.Trait, clock), Left: f.side(c, c.Left, "left", clock), Stayed: f.side(c, c.Stayed, "stayed", clock),
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

func (f leaversFile) side(c surveys.Contrast, l surveys.Level, side string, clock templates.Clock) templates.SideCell {
	out := templates.SideCell{Of: clock.Words.Text("leavers_of", "K", templates.Count(l.K), "N", templates.Count(l.N)), Share: templates.Percent(l)}
	if l.K > 0 {
		out.Address = f.with("trait", c.Name, "value", c.Value, "side", side) + "#list"
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
	if f.trait.Name == "" {
		return nil
	}
	heading := "leavers_list_stayed"
	if f.left {
		heading = "leavers_list_left"
	}
	out := &templates.CountedList{Heading: clock.Words.Text(heading, "Trait", traitName(f.trait, clock)),
		Day: clock.Words.Text("retention_list_since"), Close: f.without(listKeys()...).with()}
	if f.left {
		out.Day = clock.Words.Text("retention_list_day")
	}
	for _, item := range f.items {
		out.Rows = append(out.Rows, countedRow(item, clock))
	}
	return out
}
