package server

import (
	"context"
	"iter"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// getCustomersFile: GET /customers.csv and /customers.json, in the order and
// period of the page.
func (s *Server) getCustomersFile(c *gin.Context) {
	s.exportStandings(c, "customers", s.Store.EachCustomerStanding)
}

// getProjectsFile: GET /projects.csv and /projects.json.
func (s *Server) getProjectsFile(c *gin.Context) {
	s.exportStandings(c, "projects", s.Store.EachProjectStanding)
}

type standingsReader func(context.Context, store.ListQuery) iter.Seq2[surveys.Standing, error]

func (s *Server) exportStandings(c *gin.Context, name string, read standingsReader) {
	ctx := c.Request.Context()
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
	answered, err := s.Store.AnsweredSpan(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	columns := []string{"id", "name", "forecast", "satisfied", "low", "high", "n", "satisfied_before", "low_before", "high_before", "n_before",
		"response_rate", "response_low", "response_high", "mails", "answers_ever", "open_cases", "alarm", "first_answer", "last_answer", "from", "to"}
	period := sp.period(answered.From, answered.To)
	s.exportTable(c, name, columns, func(yield func([]any, error) bool) {
		for st, err := range read(ctx, store.ListQuery{Period: period, Order: q.order, Stage: q.stage}) {
			if !yield(standingValues(st, period), err) {
				return
			}
		}
	})
}

func standingValues(st surveys.Standing, p surveys.Period) []any {
	return slices.Concat(
		[]any{st.ID, whoOr(st.Name, st.ID), string(st.Forecast)},
		levelValues(st.Level), levelValues(st.Before), levelValues(st.Response),
		[]any{st.Total.N(), st.Cases, st.Alarm, st.First, st.Last, p.From, p.To})
}

// getComplaintsFile: GET /complaints.csv and /complaints.json, with the state
// and owner of the page.
func (s *Server) getComplaintsFile(c *gin.Context) {
	me, _ := userOf(c)
	q := store.CaseQuery{State: surveys.CaseState(c.DefaultQuery("state", string(surveys.CaseOpen))), Limit: maxLimit}
	if !slices.Contains(surveys.CaseStates(), q.State) {
		s.fail(c, surveys.InvalidField("state", "must be open, contacted or resolved"))
		return
	}
	switch c.Query("owner") {
	case mine:
		q.Owner = me.ID
	case nobody:
		q.Nobodys = true
	case "":
	default:
		s.fail(c, surveys.InvalidField("owner", "must be mine or nobody, or left out"))
		return
	}
	columns := []string{"case", "state", "opened_at", "acted_at", "changed_at", "owner", "source", "project", "project_name", "customer", "customer_name",
		"contact", "contact_address", "role", "scale", "choice", "comment", "text", "chapter", "replies", "cause", "lesson", "recovery", "alerted_at"}
	s.exportTable(c, "complaints", columns, s.caseRows(c.Request.Context(), q))
}

func (s *Server) caseRows(ctx context.Context, q store.CaseQuery) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for {
			cases, next, err := s.Store.CasesPage(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			behind, err := s.behindCases(ctx, cases)
			if err != nil {
				yield(nil, err)
				return
			}
			names, err := s.namesIn(ctx, nil, cases)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, k := range cases {
				if !yield(caseValues(k, behind[k.ID], names), nil) {
					return
				}
			}
			if q.Cursor = next; next == "" {
				return
			}
		}
	}
}

func caseValues(k surveys.Case, inv surveys.Invitation, n names) []any {
	var choice any
	if inv.Answer == surveys.Answered {
		choice = inv.Choice
	}
	return slices.Concat(
		[]any{int(k.ID), string(k.State), k.OpenedAt, k.ActedAt, k.ChangedAt, k.Owner, string(k.Source),
			k.Project, n.project(k.Project).Text, k.Customer, n.customer(k.Customer).Text},
		personOf(n, k.Contact),
		[]any{inv.Scale, choice, inv.Words.Comment, k.Text, k.Chapter, k.Replies, k.Cause, k.Lesson, string(k.Recovery), k.AlertedAt})
}

// getOutboxFile: GET /outbox.csv and /outbox.json: all invitations, or with
// show=skipped the newest that nobody was sent, and reason.
func (s *Server) getOutboxFile(c *gin.Context) {
	q := store.InvitationQuery{Reason: surveys.SkipReason(c.Query("reason"))}
	if c.Query("show") == showSkipped {
		q.State = surveys.MailSkipped
	}
	if q.Reason != "" && !slices.Contains(surveys.SkipReasons(), q.Reason) {
		s.fail(c, surveys.InvalidField("reason", "must be one of the reasons on the page, or left out"))
		return
	}
	columns := []string{"invitation", "asked_at", "mail", "reason", "send_at", "sent_at", "answer", "choice", "responded_at", "project", "project_name",
		"customer", "customer_name", "contact", "contact_address", "role", "type", "interaction", "agent", "survey", "round"}
	s.exportTable(c, "outbox", columns, s.invitationRows(c.Request.Context(), q))
}

func (s *Server) invitationRows(ctx context.Context, q store.InvitationQuery) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for items, err := range s.Store.EachInvitations(ctx, q) {
			if err != nil {
				yield(nil, err)
				return
			}
			names, err := s.namesIn(ctx, items, nil)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, inv := range items {
				if !yield(invitationValues(inv, names), nil) {
					return
				}
			}
		}
	}
}

func invitationValues(inv surveys.Invitation, n names) []any {
	var choice any
	if inv.Answer == surveys.Answered {
		choice = inv.Choice
	}
	return slices.Concat(
		[]any{inv.ID, inv.CreatedAt, string(inv.Mail), inv.Reason, dueAt(inv), inv.SentAt, string(inv.Answer), choice, inv.AnsweredAt,
			inv.Project, n.project(inv.Project).Text, inv.Customer, n.customer(inv.Customer).Text},
		personOf(n, inv.Contact),
		[]any{inv.Type, inv.Interaction, inv.Agent, inv.Survey, inv.Round})
}
