package server

import (
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

// getLedger: GET /outbox?show=skipped&reason=quiet_period&before=….
func (s *Server) getLedger(c *gin.Context) {
	ctx, reason := c.Request.Context(), surveys.SkipReason(c.Query("reason"))
	if reason != "" && !slices.Contains(surveys.SkipReasons(), reason) {
		s.fail(c, surveys.InvalidField("reason", "must be one of the reasons on this page, or left out"))
		return
	}
	items, next, err := s.Store.InvitationsBy(ctx, store.InvitationQuery{
		State: surveys.MailSkipped, Reason: reason, Cursor: c.Query("before"), Limit: skippedShown})
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.namesIn(ctx, items, nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Ledger{Layout: s.layout(c, templates.OutboxSection(), "Not asked"), Finding: "Not asked, and why",
		Reasons: reasonLinks(reason), Empty: "Nobody was left out for this reason."}
	for _, inv := range items {
		page.Rows = append(page.Rows, wayOf(inv, names, page.Clock, false))
	}
	if next != "" {
		page.Older = ledgerAddress(reason) + "&before=" + url.QueryEscape(next)
	}
	s.show(c, http.StatusOK, page)
}

func ledgerAddress(reason surveys.SkipReason) string {
	address := "/outbox?show=" + showSkipped
	if reason != "" {
		address += "&reason=" + string(reason)
	}
	return address
}

// reasonLinks are the filters over the ledger.
func reasonLinks(chosen surveys.SkipReason) []templates.Link {
	out := []templates.Link{{Text: "Every reason", Address: ledgerAddress(""), Current: chosen == ""}}
	for _, r := range surveys.SkipReasons() {
		out = append(out, templates.Link{Text: reasonName(r), Address: ledgerAddress(r), Current: r == chosen})
	}
	return out
}

// reasonName is a reason in a word or two.
func reasonName(r surveys.SkipReason) string {
	switch r {
	case surveys.SkipOptedOut:
		return "Opted out"
	case surveys.SkipBounced:
		return "Mail came back"
	case surveys.SkipNoAddress:
		return "No address"
	case surveys.SkipSampled:
		return "Sample"
	case surveys.SkipAnswered:
		return "Reminder not needed"
	case surveys.SkipExpired:
		return "Reminder too late"
	}
	return templates.Sentence(strings.ReplaceAll(string(r), "_", " "))
}
