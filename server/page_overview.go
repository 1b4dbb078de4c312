package server

import (
	"context"
	"fmt"
	"maps"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the overview shows.
const (
	needsShown = 6
	saidShown  = 5
	saidRead   = 20 // newest with words or reasons looked at for those with words
	casesShown = 5
	casesRead  = 100

	calendarDays = 364 // whole weeks
)

// overview is what the page is made of.
type overview struct {
	standing  surveys.Standing
	days      surveys.Days
	attention []surveys.Attention
	more      int                // offset of those after; 0: these are all
	whole     string             // the decline of everything together
	unsure    int                // invitations with taps that are not confirmed
	newest    surveys.Invitation // the last answer; zero: none
	said      []surveys.Invitation
	cases     []surveys.Case // open and contacted
	open      int
	inCases   map[surveys.CaseID]surveys.Invitation
	names     names
	money     func(surveys.CustomerID) string // what a customer pays; nil: the reader may not see it
}

// getOverview: GET /.
func (s *Server) getOverview(c *gin.Context) {
	sp, err := spanOf(c, 28, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	o, err := s.readOverview(c.Request.Context(), sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	if me, _ := userOf(c); me.May(surveys.Money) {
		if o.money, err = s.moneyBeside(c.Request.Context()); err != nil {
			s.fail(c, err)
			return
		}
	}
	layout := s.layout(c, templates.OverviewSection(), "Overview")
	layout.Live = true
	if o.standing.Total.N() == 0 {
		s.showFirstRun(c, layout)
		return
	}
	s.show(c, http.StatusOK, o.page(layout, sp))
}

func (s *Server) readOverview(ctx context.Context, sp span) (o overview, err error) {
	if o.standing, err = s.Store.Portfolio(ctx, sp.period(0, 0)); err != nil {
		return o, err
	}
	if sp.days == 0 && o.standing.First > 0 {
		if o.standing, err = s.Store.Portfolio(ctx, sp.of(o.standing)); err != nil {
			return o, err
		}
	}
	period := sp.of(o.standing)
	o.days, err = readTrend(period.To, func(p surveys.Period) (surveys.Days, error) { return s.Store.PortfolioDays(ctx, p) })
	if err != nil {
		return o, err
	}
	if err = s.readCases(ctx, &o); err != nil {
		return o, err
	}
	if err = s.readNewest(ctx, &o); err != nil {
		return o, err
	}
	if _, o.unsure, err = s.Store.Unconfirmed(ctx, 0); err != nil {
		return o, err
	}
	said, err := s.Store.Said(ctx, saidRead)
	if err != nil {
		return o, err
	}
	o.said = withWords(said, saidShown)
	if err = s.readAttention(ctx, &o, store.AttentionQuery{Period: sp.recent().period(0, 0), Limit: 2*needsShown + 1}); err != nil {
		return o, err
	}
	o.names, err = s.namesIn(ctx, append([]surveys.Invitation{o.newest}, o.said...), o.cases)
	return o, err
}

// readNewest reads the last answer, looking at its day only.
func (s *Server) readNewest(ctx context.Context, o *overview) error {
	if o.standing.Last == 0 || o.standing.Last < s.Store.Today()-1 {
		return nil
	}
	day := surveys.Period{From: o.standing.Last, To: o.standing.Last}
	newest, _, err := s.Store.Responses(ctx, store.ResponseQuery{Period: day, Limit: 1})
	if err == nil && len(newest) > 0 {
		o.newest = newest[0]
	}
	return err
}

func (s *Server) readCases(ctx context.Context, o *overview) error {
	open, total, err := s.Store.Cases(ctx, surveys.CaseOpen, casesRead)
	if err != nil {
		return err
	}
	contacted, _, err := s.Store.Cases(ctx, surveys.CaseContacted, casesRead)
	if err != nil {
		return err
	}
	o.cases, o.open = append(open, contacted...), total
	o.inCases, err = s.behindCases(ctx, o.cases)
	return err
}

// behindCases reads the invitations behind cases.
func (s *Server) behindCases(ctx context.Context, cases []surveys.Case) (map[surveys.CaseID]surveys.Invitation, error) {
	var ids []surveys.InvitationID
	byInvitation := map[surveys.InvitationID]surveys.CaseID{}
	for _, k := range cases {
		ids = append(ids, k.Invitation)
		byInvitation[k.Invitation] = k.ID
	}
	found, err := s.Store.Invitations(ctx, ids)
	out := map[surveys.CaseID]surveys.Invitation{}
	for _, inv := range found {
		out[byInvitation[inv.ID]] = inv
	}
	return out, err
}

// readAttention reads who needs us, with room for projects that say nothing of their own, and what is behind
// their cases.
func (s *Server) readAttention(ctx context.Context, o *overview, q store.AttentionQuery) (err error) {
	if o.attention, o.more, err = s.Store.Attention(ctx, q); err != nil {
		return err
	}
	var more []surveys.Case
	for _, a := range o.attention {
		if _, known := o.inCases[a.Case.ID]; a.Case.ID != 0 && !known {
			more = append(more, a.Case)
		}
	}
	behind, err := s.behindCases(ctx, more)
	if err != nil {
		return err
	}
	maps.Copy(o.inCases, behind)
	whole, stands, err := s.Store.PortfolioAlarm(ctx)
	if stands && whole.Projects != 1 { // one project alone is its own heading
		o.whole = whole.Sentence(s.Store.Today())
	}
	return err
}

func (o overview) page(layout templates.Layout, sp span) templates.Overview {
	clock := layout.Clock
	needs := o.needs(clock)
	page := templates.Overview{
		Layout:    layout,
		Finding:   findingOf(o.standing, sp.words(clock)),
		Evidence:  o.evidence(len(needs), clock),
		Periods:   sp.links(),
		Elsewhere: sp.elsewhere(o.standing.Level.N, o.standing.Last, clock),
		Needs:     needs[:min(len(needs), needsShown)],
		NeedsMore: o.needsMore(len(needs), clock),
		NeedsRule: clock.Words.Text("overview_needs_rule"),
		Whole:     o.whole,
		Glass:     glassOf(o.standing, sp, clock),
		Worst:     o.worst(clock),
		Said:      o.voices(clock),
		Trend:     trendOf(o.days, sp.of(o.standing).To, clock),
		Cases:     o.caseRows(clock),
		SaidMore:  templates.Link{Text: clock.Words.Text("overview_said_all"), Address: responsesPath + "?words=yes"},
		Calendar:  templates.NewCalendar(o.days, surveys.Last(calendarDays, sp.of(o.standing).To), clock),
		CasesMore: templates.Link{Text: o.casesMore(clock), Address: "/complaints"},
		Response:  responseOf(sp.sum(o.standing, o.days), o.standing),
	}
	page.Response.Unconfirmed = unconfirmedLink(o.unsure)
	if o.newest.ID != "" {
		page.Newest = invitationAddress(o.newest.ID)
	}
	return page
}

// evidence says under the finding how many need us and who answered last.
func (o overview) evidence(needs int, clock templates.Clock) string {
	text := templates.Counted(needs, "needs", "need") + " us."
	switch {
	case needs == 0:
		text = "Nobody needs us now."
	case needs > needsShown:
		text = fmt.Sprintf("More than %d need us.", needsShown)
	}
	if o.standing.Last == 0 {
		return text
	}
	if o.newest.ID == "" {
		return text + " Last answer " + onDay(clock, o.standing.Last) + "."
	}
	v := o.names.voiceOf(o.newest, templates.Link{}, clock)
	text += " Last answer " + v.When + ": " + v.Choice
	if v.Who != "" {
		text += " from " + v.Who
	}
	return text + "."
}
