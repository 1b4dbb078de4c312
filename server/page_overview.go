package server

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

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
	project   surveys.ProjectID // that the page is about; empty: everything
	projects  []surveys.Project // to choose from; none: there are too many
	unheard   int               // who decides at customers and has said nothing for 90 days
	deciders  int               // … of so many
	standing  surveys.Standing
	days      surveys.Days
	attention []surveys.Attention
	recent    surveys.Period     // that attention is of
	more      int                // offset of those after; 0: these are all
	whole     string             // the decline of everything together
	unsure    int                // invitations with taps that are not confirmed
	comments  int                // responses with words; 0: not counted
	newest    surveys.Invitation // the last answer; zero: none
	said      []surveys.Invitation
	cases     []surveys.Case // open and contacted
	open      int
	inCases   map[surveys.CaseID]surveys.Invitation       // behind the cases that are shown
	unseen    map[surveys.InvitationID]surveys.Invitation // behind the others, in brief
	lowest    surveys.Invitation                          // the lowest voice of all; ID empty: none
	names     names
	money     func(surveys.CustomerID) templates.Link // what a customer pays; nil: the reader may not see it
}

// getOverview: GET /, and with ?project= of one project.
func (s *Server) getOverview(c *gin.Context) {
	sp, err := spanOf(c, 28, s.Store.Today())
	if err = surveys.JoinProblems(err, knownQuery(c, "days", "to", "project")); err != nil {
		s.fail(c, err)
		return
	}
	project, err := s.namedProject(c.Request.Context(), surveys.ProjectID(strings.TrimSpace(c.Query("project"))))
	if err != nil {
		s.fail(c, err)
		return
	}
	if sp.rest.Del("project"); project != "" {
		sp.rest.Set("project", string(project))
	}
	o, err := s.readOverview(c.Request.Context(), project, sp)
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
	layout := s.layout(c, templates.OverviewSection(), s.words.Text("overview_title"))
	layout.Live = true
	if project == "" && o.standing.Total.N() == 0 {
		s.showFirstRun(c, layout)
		return
	}
	s.show(c, http.StatusOK, o.page(layout, sp))
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
	o.recent = q.Period
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
		o.whole = s.clock().PortfolioAlarm(whole)
	}
	return err
}

func (o overview) page(layout templates.Layout, sp span) templates.Overview {
	clock, say := layout.Clock, layout.Clock.Words
	needs, period := o.needs(clock), sp.of(o.standing)
	page := templates.Overview{
		Layout:    layout,
		Finding:   findingOf(o.standing, sp, clock),
		Evidence:  o.evidence(len(needs), clock),
		Periods:   sp.links(clock),
		Projects:  o.chooser(sp, say),
		Elsewhere: sp.elsewhere(o.standing.Level.N, o.standing.Last, clock),
		Needs:     needs[:min(len(needs), needsShown)],
		NeedsMore: o.needsMore(len(needs), clock),
		NeedsRule: say.Text("overview_needs_rule"),
		Whole:     o.whole,
		Glass:     glassOf(o.standing, surveys.ResponseFilter{Project: o.project}, sp, clock),
		Behind:    behindLink(o.standing.Level.N, surveys.ResponseFilter{Project: o.project, Period: period}, sp, clock),
		Worst:     o.worst(clock),
		Unheard:   o.unheardLink(say),
		Said:      o.voices(clock),
		Trend:     trendOf(o.days, period.To, surveys.ResponseFilter{Project: o.project}, clock),
		Cases:     o.caseRows(clock),
		SaidMore:  o.saidMore(say),
		Calendar:  templates.NewCalendar(o.days, surveys.Last(calendarDays, period.To), clock),
		CasesMore: templates.Link{Text: o.casesMore(clock), Address: "/complaints"},
		Response:  responseOf(sp.sum(o.standing, o.days), o.standing, clock),
	}
	page.Response.Behind = askedLink(askedQuery{project: o.project, period: period}, sp, clock)
	page.Response.Unconfirmed = unconfirmedLink(o.unsure, clock)
	if o.newest.ID != "" {
		page.Newest = invitationAddress(o.newest.ID)
	}
	if o.project != "" {
		page.Of, page.NeedsMore = o.names.project(o.project), templates.Link{}
	}
	return page
}

// chooser is the form that leads to the page of one project.
func (o overview) chooser(sp span, say *templates.Locale) templates.ProjectChooser {
	form := templates.ProjectChooser{Typed: string(o.project)}
	if sp.days != sp.usual {
		form.Days = daysText(sp.days)
	}
	if sp.to != sp.today {
		form.To = sp.to.String()
	}
	for _, p := range o.projects {
		form.Projects = append(form.Projects, templates.Option{Value: string(p.ID), Text: whoOr(p.Name, string(p.ID)), Chosen: p.ID == o.project})
	}
	if len(form.Projects) > 0 {
		form.Projects = slices.Insert(form.Projects, 0, templates.Option{Text: say.Text("overview_projects_all"), Chosen: o.project == ""})
	}
	return form
}

// unheardLink counts who decides and is not heard, and leads to them.
func (o overview) unheardLink(say *templates.Locale) templates.Link {
	if o.unheard == 0 {
		return templates.Link{}
	}
	return templates.Link{Text: say.Count("overview_unheard_n", o.deciders, "N", say.Number(o.unheard)), Address: "/relations#unheard"}
}

// saidMore leads to all comments.
func (o overview) saidMore(say *templates.Locale) templates.Link {
	return saidLink(surveys.ResponseFilter{Project: o.project}, o.comments, say)
}

// saidLink leads to the answers with words; n is their number, 0 where nobody
// has counted them.
func saidLink(of surveys.ResponseFilter, n int, say *templates.Locale) templates.Link {
	of.Words = surveys.Yes
	text := say.Text("overview_said_all")
	if n > 0 {
		text = say.Count("overview_said_n", n)
	}
	return templates.Link{Text: text, Address: responsesAddress(of)}
}

// evidence says under the finding how many need us and who answered last.
func (o overview) evidence(needs int, clock templates.Clock) string {
	say := clock.Words
	text := say.Count("overview_need_us", needs)
	switch {
	case needs == 0:
		text = say.Text("overview_needs_nobody")
	case o.more > 0:
		text = say.Text("overview_need_us_more", "N", say.Number(needs))
	}
	if o.standing.Last == 0 {
		return text
	}
	if o.newest.ID == "" {
		return text + " " + say.Text("overview_last_on", "Day", onDay(clock, o.standing.Last))
	}
	v := o.names.voiceOf(o.newest, templates.Link{}, clock)
	if v.Who == "" {
		return text + " " + say.Text("overview_last_answer", "When", v.When, "Choice", v.Choice)
	}
	if v.Quote != "" {
		return text + " " + say.Text("overview_last_said", "When", v.When, "Choice", v.Choice, "Who", v.Who, "Quote", templates.Shorten(v.Quote, 70))
	}
	return text + " " + say.Text("overview_last_answer_from", "When", v.When, "Choice", v.Choice, "Who", v.Who)
}
