package server

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the page of somebody who serves looks at.
const (
	agentAnswers   = 100 // newest answers
	agentQuestions = 500 // newest questions of the house, for coverage
)

// agentFile is what the page of somebody who serves is made of.
type agentFile struct {
	id      surveys.AgentID
	days    surveys.Days
	answers []surveys.Invitation
	asked   []surveys.Invitation // of the newest questions of the house, those about the agent's work
	names   names
}

func agentAddress(id surveys.AgentID) string { return "/agents/" + url.PathEscape(string(id)) }

// getAgent: GET /agents/:id. There is no list of all: it would be a league.
func (s *Server) getAgent(c *gin.Context) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readAgent(c.Request.Context(), surveys.AgentID(normaliseText(c.Param("id"))), sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, f.page(s.layout(c, templates.ProjectsSection(), string(f.id)), sp))
}

func (s *Server) readAgent(ctx context.Context, id surveys.AgentID, sp span) (f agentFile, err error) {
	f.id = id
	known, err := s.Store.HasAgent(ctx, id)
	if err == nil && !known {
		err = surveys.Errorf(surveys.NotFound, "there is nobody of this name who served")
	}
	if err != nil {
		return f, err
	}
	period, err := s.agentPeriod(ctx, sp)
	if err != nil {
		return f, err
	}
	if f.days, err = s.Store.AgentDays(ctx, id, period); err != nil {
		return f, err
	}
	page, err := s.Store.FilterResponses(ctx, surveys.ResponseFilter{Agent: id, Period: period}, "", agentAnswers)
	if err != nil {
		return f, err
	}
	f.answers = page.Items
	if f.asked, err = s.questionsOf(ctx, id); err != nil {
		return f, err
	}
	f.names, err = s.namesIn(ctx, f.answers, nil)
	return f, err
}

// agentPeriod is the period of a page; all time begins with the house.
func (s *Server) agentPeriod(ctx context.Context, sp span) (surveys.Period, error) {
	if sp.days > 0 {
		return sp.period(0, 0), nil
	}
	all, err := s.Store.Portfolio(ctx, sp.period(0, 0))
	return sp.of(all), err
}

func (f agentFile) page(layout templates.Layout, sp span) templates.AgentPage {
	clock := layout.Clock
	sum, level := f.days.Total(), f.days.Total().Level()
	period := sp.period(0, 0)
	said := withWords(f.answers, answersShown)
	behind := surveys.ResponseFilter{Agent: f.id, Period: period}
	page := templates.AgentPage{
		Layout: layout, Heading: string(f.id), Periods: sp.links(clock), Level: level, Span: sp.words(clock),
		Behind:   behindLink(level.N, behind, sp, clock),
		Coverage: f.coverage(clock), AskedAt: askedQuery{agent: f.id}.address(), Cautions: f.cautions(clock),
		Chosen:   chosenOf(sum, behind, sp, clock, f.names.wording.english()),
		Reasons:  f.names.reasonsOf(sampleOf(f.answers, behind, agentAnswers, sp, clock), clock),
		SaidRule: clock.Words.Count("project_said", len(f.answers), "Shown", templates.Count(len(said)), "Span", sp.words(clock)),
	}
	for _, inv := range said {
		page.Said = append(page.Said, f.names.voiceOf(inv, f.names.customer(inv.Customer), clock))
	}
	if len(said) == 0 {
		page.SaidRule = ""
	}
	return page
}

// allOr is the period, or every day where all time is looked at.
func allOr(p surveys.Period, sp span) surveys.Period {
	if sp.days == 0 {
		p.From = 0
	}
	return p
}

// coverage says of how many questions about the agent's work there are answers:
// of the newest questions of the house.
func (f agentFile) coverage(clock templates.Clock) []string {
	if len(f.asked) == 0 {
		return nil
	}
	asked, answered := 0, 0
	for _, inv := range f.asked {
		asked += count(inv.Mail != surveys.MailSkipped)
		answered += count(inv.Answer == surveys.Answered)
	}
	return []string{clock.Words.Count("agent_coverage", len(f.asked), "Of", templates.Count(agentQuestions), "Asked", templates.Count(asked), "Answered", templates.Count(answered))}
}

// cautions say why the figure is to be read with care.
func (f agentFile) cautions(clock templates.Clock) []string {
	var out []string
	sent, answered := 0, 0
	for _, inv := range f.asked {
		if inv.Mail == surveys.MailSent || inv.Mail == surveys.MailUnknown {
			sent, answered = sent+1, answered+count(inv.Answer == surveys.Answered)
		}
	}
	if text := clock.Words.Caution(surveys.NewLevel(answered, sent), surveys.Level{}); text != "" {
		out = append(out, text)
	}
	counts := map[surveys.CustomerID]int{}
	for _, inv := range f.answers {
		counts[inv.Customer]++
	}
	var each []int
	for _, n := range counts {
		each = append(each, n)
	}
	if _, ok := surveys.Loudest(each); ok {
		out = append(out, clock.Words.Text("agent_loudest"))
	}
	return out
}

// agentRows are those who served, by letters: n and level of the answers given.
// Of more than agentsShown they are those with the most answers; all is how
// many there are.
func agentRows(s sample) (rows []templates.AgentRow, all int) {
	type counts struct{ n, satisfied int }
	by := map[surveys.AgentID]counts{}
	for _, inv := range s.answers {
		scale, ok := surveys.ScaleByID(inv.Scale)
		if !ok || inv.Agent == "" {
			continue
		}
		c := by[inv.Agent]
		by[inv.Agent] = counts{c.n + 1, c.satisfied + count(scale.IsSatisfied(inv.Choice))}
	}
	for id, c := range by {
		behind := s.behind(c.n, func(f *surveys.ResponseFilter) { f.Agent = id })
		rows = append(rows, templates.AgentRow{Name: string(id), Address: agentAddress(id), Level: surveys.NewLevel(c.satisfied, c.n), Behind: behind})
	}
	byLetters := func(a, b templates.AgentRow) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	}
	slices.SortFunc(rows, func(a, b templates.AgentRow) int { return cmp.Or(cmp.Compare(b.Level.N, a.Level.N), byLetters(a, b)) })
	all, rows = len(rows), rows[:min(len(rows), agentsShown)]
	slices.SortFunc(rows, byLetters)
	return rows, all
}

// behindLink leads to the answers behind a number; empty where there are none.
func behindLink(n int, f surveys.ResponseFilter, sp span, clock templates.Clock) templates.Link {
	if n == 0 {
		return templates.Link{}
	}
	if sp.days == 0 {
		f.Period = surveys.Period{}
	}
	return templates.Link{Text: clock.Words.Count("customer_behind", n), Address: responsesAddress(f)}
}
