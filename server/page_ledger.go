package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// showSkipped asks the outbox for what was not sent.
const showSkipped = "skipped"

// skippedShown is how many lines of the ledger a page shows.
const skippedShown = 50

// getLedger: GET /outbox?show=skipped&reason=quiet_period&before=…; with
// &who=address it tells of one person what was asked, and what was not and why.
func (s *Server) getLedger(c *gin.Context) {
	ctx, reason := c.Request.Context(), surveys.SkipReason(c.Query("reason"))
	if reason != "" && !slices.Contains(surveys.SkipReasons(), reason) {
		s.fail(c, surveys.InvalidField("reason", "must be one of the reasons on this page, or left out"))
		return
	}
	layout := s.layout(c, templates.OutboxSection(), s.words.Text("ledger_title"))
	page := templates.Ledger{Layout: layout, Finding: s.words.Text("ledger_finding"), Who: strings.TrimSpace(c.Query("who")),
		Reasons: reasonLinks(reason, layout.Clock), Empty: s.words.Text("ledger_empty")}
	q := store.InvitationQuery{State: surveys.MailSkipped, Reason: reason, Cursor: c.Query("before"), Limit: skippedShown}
	if page.Who != "" {
		known, err := s.ledgerOf(ctx, &page, &q)
		if err != nil || !known {
			s.showOrFail(c, page, err)
			return
		}
	}
	items, next, err := s.Store.InvitationsBy(ctx, q)
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.namesIn(ctx, items, nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, inv := range items {
		page.Rows = append(page.Rows, wayOf(inv, names, page.Clock, false))
	}
	if next != "" {
		page.Older = ledgerAddress(reason) + "&before=" + url.QueryEscape(next)
		if page.Who != "" {
			page.Older += "&who=" + url.QueryEscape(page.Who)
		}
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) showOrFail(c *gin.Context, page templates.Page, err error) {
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

// ledgerOf turns the page to one person: with what stands against asking them
// now. known is false where nobody has the address.
func (s *Server) ledgerOf(ctx context.Context, page *templates.Ledger, q *store.InvitationQuery) (known bool, err error) {
	page.Finding, page.Empty = s.words.Text("ledger_of", "Who", page.Who), s.words.Text("ledger_of_nothing")
	page.Reasons = nil
	id, err := contactID(page.Who)
	if err != nil {
		page.Empty = s.words.Text("ledger_of_nobody")
		return false, nil
	}
	contact, err := s.Store.Contact(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		page.Empty = s.words.Text("ledger_of_nobody")
		return false, nil
	}
	if err != nil {
		return false, err
	}
	page.Finding = s.words.Text("ledger_of", "Who", contactName(contact))
	for _, h := range hurdlesOf(contact, page.Clock) {
		page.Hurdles = append(page.Hurdles, h.Text)
	}
	q.Contact, q.State, q.Reason = id, "", ""
	return true, nil
}

func ledgerAddress(reason surveys.SkipReason) string {
	address := "/outbox?show=" + showSkipped
	if reason != "" {
		address += "&reason=" + string(reason)
	}
	return address
}

// reasonLinks are the filters over the ledger.
func reasonLinks(chosen surveys.SkipReason, clock templates.Clock) []templates.Link {
	out := []templates.Link{{Text: clock.Words.Text("ledger_every"), Address: ledgerAddress(""), Current: chosen == ""}}
	for _, r := range surveys.SkipReasons() {
		out = append(out, templates.Link{Text: clock.Words.Text("ledger_reason_" + string(r)), Address: ledgerAddress(r), Current: r == chosen})
	}
	return out
}
