package server

import (
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the outbox shows.
const (
	troubleShown = 50
	newestShown  = 30
	caughtShown  = 40
)

// getOutbox: GET /outbox?show=asked, unconfirmed or skipped.
func (s *Server) getOutbox(c *gin.Context) {
	if err := knownQuery(c, outboxQuery(c.Query("show"))...); err != nil {
		s.fail(c, err)
		return
	}
	switch c.Query("show") {
	case "":
		s.showOutbox(c)
	case showUnconfirmed:
		s.getUnconfirmed(c)
	case showSkipped:
		s.getLedger(c)
	case showAsked:
		s.getAsked(c)
	default:
		s.fail(c, surveys.InvalidField("show", "must be asked, unconfirmed or skipped, or left out"))
	}
}

func (s *Server) showOutbox(c *gin.Context) {
	ctx := c.Request.Context()
	trouble, err := s.Store.TroubledInvitations(ctx, troubleShown)
	if err != nil {
		s.fail(c, err)
		return
	}
	newest, err := s.Store.NewestInvitations(ctx, newestShown)
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.namesIn(ctx, append(append([]surveys.Invitation{}, trouble...), newest...), nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.Outbox{
		Layout:  s.layout(c, templates.OutboxSection(), s.words.Text("outbox_title")),
		Finding: outboxFinding(len(trouble), s.words), IsDemo: s.Caught != nil, Caught: s.caughtRows(""),
	}
	if page.Brake, err = s.brakePlate(ctx, page.Clock, me); err != nil {
		s.fail(c, err)
		return
	}
	if page.Rests, err = s.restRows(ctx, page.Clock); err != nil {
		s.fail(c, err)
		return
	}
	if page.Letters, err = s.letterRows(ctx, page.Clock); err != nil {
		s.fail(c, err)
		return
	}
	page.Live = true
	for _, inv := range trouble {
		page.Trouble = append(page.Trouble, wayOf(inv, names, page.Clock, me.May(surveys.Member)))
	}
	for _, inv := range newest {
		page.Newest = append(page.Newest, wayOf(inv, names, page.Clock, false))
	}
	s.show(c, http.StatusOK, page)
}

// letterRows are the letters to who runs the bounce domain.
func (s *Server) letterRows(ctx context.Context, clock templates.Clock) ([]templates.Letter, error) {
	all, err := s.Store.Letters(ctx)
	var out []templates.Letter
	for _, l := range all {
		out = append(out, templates.Letter{Subject: whoOr(l.Subject, clock.Words.Text("outbox_no_subject")), From: whoOr(l.From, clock.Words.Text("outbox_program")), Box: l.Box, When: clock.Ago(l.At), Text: l.Text})
	}
	return out, err
}

func outboxFinding(trouble int, words *templates.Locale) string {
	if trouble == 0 {
		return words.Text("outbox_fine")
	}
	return words.Count("outbox_finding", trouble)
}

// wayOf is an invitation in a list.
func wayOf(inv surveys.Invitation, n names, clock templates.Clock, mayAct bool) templates.Way {
	w := templates.Way{
		Address: invitationAddress(inv.ID), Who: whoOr(n.contact(inv.Contact), clock.Words.Text("outbox_nobody")), About: aboutAt(inv, n, clock.Words),
		When: clock.Ago(inv.CreatedAt), Mail: stateText(inv, clock), Reason: reasonText(inv, clock.Words),
	}
	if inv.Mail != surveys.MailSkipped && inv.Mail != surveys.MailSent {
		w.Brief = clock.Words.Brief(inv.Reason)
	}
	if canSendAgain(inv) && mayAct {
		w.Again = invitationAddress(inv.ID) + "/again"
	}
	if canSendAgain(inv) || inv.Mail == surveys.MailBounced {
		w.Class = "due"
	}
	if scale, ok := surveys.ScaleByID(inv.Scale); ok && inv.Answer == surveys.Answered {
		w.Answer = clock.Words.Text("outbox_answered", "Choice", clock.Words.ChoiceOf(scale, inv.Choice))
	}
	return w
}

func aboutAt(inv surveys.Invitation, n names, words *templates.Locale) string {
	at := n.customer(inv.Customer).Text + words.Text("team_list_comma") + n.project(inv.Project).Text
	if about := aboutText(inv, words); about != "" {
		return about + " · " + at
	}
	return at
}

// canSendAgain reports whether a person may press "send again".
func canSendAgain(inv surveys.Invitation) bool {
	return inv.Mail == surveys.MailFailed || inv.Mail == surveys.MailUnknown
}

// caughtRows are the mails that the demo caught, of one invitation or all.
func (s *Server) caughtRows(of surveys.InvitationID) []templates.CaughtRow {
	if s.Caught == nil {
		return nil
	}
	var out []templates.CaughtRow
	for _, m := range s.Caught.Mails() {
		if of != "" && m.InvitationID != string(of) {
			continue
		}
		if len(out) == caughtShown {
			break
		}
		out = append(out, templates.CaughtRow{Address: mailAddress(m.ID), Subject: m.Subject, To: m.To, When: s.clock().Ago(m.At)})
	}
	return out
}

// postSendAgain: POST /outbox/:id/again, because a person has decided it.
func (s *Server) postSendAgain(c *gin.Context) {
	id, ok := surveys.ParseInvitationID(c.Param("id"))
	if !ok {
		s.fail(c, s.errNoInvitation())
		return
	}
	if err := s.Store.SendAgain(c.Request.Context(), id); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "invitation.sent_again", "invitation "+string(id), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, invitationAddress(id))
}

func (s *Server) errNoInvitation() error {
	return surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_invitation"))
}
