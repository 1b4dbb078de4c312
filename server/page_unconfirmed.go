package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// showUnconfirmed asks the outbox for taps that count nowhere.
const showUnconfirmed = "unconfirmed"

// unconfirmedShown is how many the page shows.
const unconfirmedShown = 50

// unconfirmedLink says how many taps count nowhere; empty for none.
func unconfirmedLink(n int, clock templates.Clock) templates.Link {
	if n == 0 {
		return templates.Link{}
	}
	return templates.Link{Address: "/outbox?show=" + showUnconfirmed, Text: clock.Words.Count("overview_unconfirmed", n)}
}

// getUnconfirmed: GET /outbox?show=unconfirmed.
func (s *Server) getUnconfirmed(c *gin.Context) {
	ctx := c.Request.Context()
	items, total, err := s.Store.Unconfirmed(ctx, unconfirmedShown)
	if err != nil {
		s.fail(c, err)
		return
	}
	invitations := make([]surveys.Invitation, len(items))
	for i, item := range items {
		invitations[i] = item.Invitation
	}
	names, err := s.namesIn(ctx, invitations, nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Unconfirmed{Layout: s.layout(c, templates.OutboxSection(), s.words.Text("unconfirmed_title")), Finding: s.words.Text("unconfirmed_none")}
	if total > 0 {
		page.Finding = unconfirmedLink(total, page.Clock).Text
	}
	for _, item := range items {
		page.Rows = append(page.Rows, unconfirmedRow(item, names, page.Clock))
	}
	if total > len(items) {
		page.More = s.words.Text("unconfirmed_more", "N", templates.Count(len(items)), "All", templates.Count(total))
	}
	s.show(c, http.StatusOK, page)
}

func unconfirmedRow(item store.Unconfirmed, n names, clock templates.Clock) templates.UnconfirmedRow {
	say := clock.Words
	row := templates.UnconfirmedRow{
		Address: invitationAddress(item.ID), Who: whoOr(n.contact(item.Contact), say.Text("outbox_nobody")),
		About: aboutAt(item.Invitation, n, say), When: say.Text("unconfirmed_opened", "When", clock.Ago(item.Opened)), State: say.Text("unconfirmed_state"),
		Why: fullStop(templates.Sentence(say.WhyCounts(item.Invitation, item.Visits, nil))),
	}
	switch {
	case item.Answer == surveys.AnswerPending:
		row.State = say.Text("unconfirmed_checked")
	case len(item.Visits.List) == 0:
		row.Why = say.Text("unconfirmed_old")
	}
	return row
}
