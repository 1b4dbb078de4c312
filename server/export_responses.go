package server

import (
	"context"
	"iter"
	"strings"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// responseColumns are the columns of responses as a file.
func responseColumns() []string {
	return []string{"responded_at", "project", "project_name", "customer", "customer_name", "contact", "contact_address", "language", "role",
		"agent", "survey", "scale", "choice", "word", "satisfied", "complaint", "evidence", "comment", "reasons", "please_contact",
		"case", "type", "interaction", "sent_at", "changed_at", "counted", "invitation"}
}

// getResponsesFile: GET /responses.csv and /responses.json, with the query of
// the page: everything that it leads to, page by page.
func (s *Server) getResponsesFile(c *gin.Context) {
	ctx := c.Request.Context()
	q, err := responseQueryOf(c, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	answered, err := s.Store.AnsweredSpan(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	if q.filter.Customer, err = s.namedCustomer(ctx, q.filter.Customer); err != nil {
		s.fail(c, err)
		return
	}
	q.filter.Period = q.period(answered)
	s.exportTable(c, "responses", responseColumns(), s.responseRows(ctx, q.filter))
}

// contactsNamed bounds whom a file remembers while it is written.
const contactsNamed = 20_000

// responseRows walks through all that a filter lets through, newest first.
func (s *Server) responseRows(ctx context.Context, f surveys.ResponseFilter) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		var known names
		for some, err := range s.Store.EachResponses(ctx, f) {
			if len(known.contacts) > contactsNamed {
				known = names{}
			}
			if err == nil {
				err = s.addNames(ctx, &known, some, nil)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, inv := range some {
				if !yield(responseValues(inv, known), nil) {
					return
				}
			}
		}
	}
}

func responseValues(inv surveys.Invitation, n names) []any {
	scale, _ := surveys.ScaleByID(inv.Scale)
	contact := n.contacts[inv.Contact]
	return []any{inv.AnsweredAt, inv.Project, n.project(inv.Project).Text, inv.Customer, n.customer(inv.Customer).Text,
		contact.Name, contact.Address, contact.Language, contact.Role,
		inv.Agent, inv.Survey, inv.Scale, inv.Choice, n.label(inv), scale.IsSatisfied(inv.Choice), scale.IsComplaint(inv.Choice), inv.By,
		inv.Words.Comment, strings.Join(n.reasons(inv), "; "), inv.Words.ContactWanted,
		numberOrNone(int(inv.Case)), inv.Type, inv.Interaction, inv.SentAt, inv.ChangedAt, inv.Answer == surveys.Answered, inv.ID}
}

// numberOrNone leaves out the number that stands for none.
func numberOrNone(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// levelValues are the columns of a level: percent, interval and n; below five
// answers only n is known.
func levelValues(l surveys.Level) []any {
	if !l.Reading() {
		return []any{nil, nil, nil, l.N}
	}
	return []any{percent(l.Rate), percent(l.Low), percent(l.High), l.N}
}

// personOf writes who a contact is.
func personOf(n names, id surveys.ContactID) []any {
	contact := n.contacts[id]
	return []any{contact.Name, contact.Address, contact.Role}
}
