package server

import (
	"context"
	"net/http"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// attentionPage is how many the list of all who need us shows at once.
const attentionPage = 50

// attentionPath is where all who need us are listed.
const attentionPath = "/attention"

// getAttention: GET /attention, everybody who needs us, with the rule they are
// ranked by.
func (s *Server) getAttention(c *gin.Context) {
	sp, err := spanOf(c, 28, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	after, err := offsetOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	o, err := s.readAllAttention(c.Request.Context(), store.AttentionQuery{Period: sp.recent().period(0, 0), Offset: after, Limit: attentionPage})
	if err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.OverviewSection(), s.words.Text("overview_attention"))
	layout.Live = true
	clock := layout.Clock
	page := templates.Attention{
		Layout: layout, Needs: o.needs(clock), Whole: o.whole, Periods: sp.links(clock),
		Rule: clock.Words.Text("overview_needs_rule_long"),
	}
	page.Line = clock.Words.Count("overview_listed", len(page.Needs))
	if o.more > 0 {
		page.More = sp.with("after", strconv.Itoa(o.more))
	}
	s.show(c, http.StatusOK, page)
}

func offsetOf(c *gin.Context) (int, error) {
	text, given := c.GetQuery("after")
	if !given {
		return 0, nil
	}
	after, err := strconv.Atoi(text)
	if err != nil || after < 0 {
		return 0, surveys.InvalidField("after", "must be a number as the page before gave it")
	}
	return after, nil
}

func (s *Server) readAllAttention(ctx context.Context, q store.AttentionQuery) (o overview, err error) {
	o.inCases = map[surveys.CaseID]surveys.Invitation{}
	if err = s.readAttention(ctx, &o, q); err != nil {
		return o, err
	}
	o.names, err = s.namesIn(ctx, nil, nil)
	return o, err
}

// needsMore leads to all who need us; their number is said where it is known.
func (o overview) needsMore(shown int, clock templates.Clock) templates.Link {
	text := clock.Words.Text("overview_needs_all")
	if o.more == 0 && shown > 0 {
		text = clock.Words.Count("overview_needs_n", shown)
	}
	return templates.Link{Text: text, Address: attentionPath}
}

// casesMore counts the cases: open, and of them without a word of ours.
func (o overview) casesMore(clock templates.Clock) string {
	waiting := 0
	for _, k := range o.cases {
		waiting += count(k.State == surveys.CaseOpen && k.ActedAt.IsZero())
	}
	text := clock.Words.Count("overview_cases_open", o.open)
	if waiting > 0 {
		text += clock.Words.Count("overview_cases_waiting", waiting)
	}
	return text
}
