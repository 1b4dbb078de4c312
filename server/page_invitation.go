package server

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

func invitationAddress(id surveys.InvitationID) string { return "/outbox/" + string(id) }

// getInvitationPage: GET /outbox/:id, the way of one invitation.
func (s *Server) getInvitationPage(c *gin.Context) {
	page, err := s.readInvitationPage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) readInvitationPage(c *gin.Context) (page templates.InvitationPage, err error) {
	ctx := c.Request.Context()
	inv, names, err := s.readInvitation(ctx, c.Param("id"))
	if err != nil {
		return page, err
	}
	me, _ := userOf(c)
	layout := s.layout(c, templates.OutboxSection(), "Invitation")
	layout.Live = true
	page = invitationPage(layout, inv, names)
	said, err := s.Store.Properties(ctx, inv.ID)
	if err != nil {
		return page, err
	}
	page.Facts = append(page.Facts, propertyFacts(said)...)
	page.Mails = s.caughtRows(inv.ID)
	if canSendAgain(inv) && me.May(surveys.Member) {
		page.Again = invitationAddress(inv.ID) + "/again"
	}
	e, err := s.readEvidence(ctx, inv)
	page.Evidence = s.evidencePlate(e, me, c.Query("done") != "", layout.Clock)
	return page, err
}

func (s *Server) readInvitation(ctx context.Context, text string) (inv surveys.Invitation, n names, err error) {
	id, ok := surveys.ParseInvitationID(text)
	if !ok {
		return inv, n, errNoInvitation()
	}
	if inv, err = s.Store.Invitation(ctx, id); err != nil {
		return inv, n, err
	}
	n, err = s.namesIn(ctx, []surveys.Invitation{inv}, nil)
	return inv, n, err
}

func invitationPage(layout templates.Layout, inv surveys.Invitation, n names) templates.InvitationPage {
	clock := layout.Clock
	page := templates.InvitationPage{
		Layout: layout, Heading: "Asked " + whoOr(n.contact(inv.Contact), "somebody"), Line: templates.Sentence(stateText(inv, clock)),
		Customer: n.customer(inv.Customer), Project: n.project(inv.Project),
		Steps: invitationSteps(inv, n, clock), Facts: invitationFacts(inv, n),
	}
	if inv.Reminds != "" {
		page.Heading = "Reminded " + whoOr(n.contact(inv.Contact), "somebody")
	}
	switch inv.Mail {
	case surveys.MailSkipped:
		page.Heading = notAsked(inv) + whoOr(n.contact(inv.Contact), "somebody without an address")
	case surveys.MailNone:
		page.Heading = "An answer that was brought in"
	}
	if inv.Answer == surveys.Answered {
		v := n.voiceOf(inv, templates.Link{}, clock)
		v.Way = ""
		page.Voice = &v
	}
	return page
}

// invitationSteps is the way: asked, mail, answer, case.
func invitationSteps(inv surveys.Invitation, n names, clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	add := func(when, title, text string) {
		out = append(out, templates.Moment{When: when, Title: title, Text: text})
	}
	if inv.Mail != surveys.MailNone {
		add(clock.At(inv.CreatedAt), occasion(inv), "")
	}
	switch inv.Mail {
	case surveys.MailNone:
	case surveys.MailSkipped:
		add(clock.At(inv.CreatedAt), "Not asked", templates.Sentence(reasonText(inv))+".")
	case surveys.MailSent, surveys.MailBounced:
		add(clock.At(inv.SentAt), "The next mail server took the mail", "")
		if inv.Mail == surveys.MailBounced {
			add("", "The mail came back", advised(inv.Reason))
		} else if inv.Reason != "" {
			add("", "Afterwards the receiving side said", advised(inv.Reason))
		}
	default:
		add(clock.At(inv.SendAt), "Mail: "+stateText(inv, clock), advised(reasonText(inv)))
	}
	out = append(out, answerSteps(inv, n, clock)...)
	return out
}

// occasion is why somebody was to be asked.
func occasion(inv surveys.Invitation) string {
	switch {
	case inv.Reminds != "":
		return "Nobody had answered the first mail about " + whoOr(aboutText(inv), "it")
	case inv.Type == surveys.PulseType:
		return fmt.Sprintf("Round %d of a pulse", inv.Round)
	}
	return "We were told of " + whoOr(aboutText(inv), "an interaction")
}

func answerSteps(inv surveys.Invitation, n names, clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	v := n.voiceOf(inv, templates.Link{}, clock)
	switch inv.Answer {
	case surveys.Answered:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: "Rated " + v.Choice, Text: "Counts: " + v.By + ".", Class: v.Class})
		if !inv.ChangedAt.IsZero() {
			out = append(out, templates.Moment{When: clock.At(inv.ChangedAt), Title: "Changed their mind"})
		}
	case surveys.AnswerPending:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: "A tap is held back", Text: "It counts if nothing speaks against it until the window closes."})
	case surveys.AnswerVoid:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: "Rated " + v.Choice, Text: "Does not count."})
	case surveys.AnswerExpired:
		out = append(out, templates.Moment{Title: "Nobody answered in time"})
	}
	if inv.Case != 0 {
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: templates.Sentence(caseText(inv.Case)) + " was opened",
			Link: templates.Link{Text: "See the case", Address: caseAddress(inv.Case)}, Class: templates.StateClass(surveys.Storm)})
	}
	return out
}

// propertyFacts are the caller's own words, by name.
func propertyFacts(said map[string]string) []templates.Fact {
	facts := make([]templates.Fact, 0, len(said))
	for _, name := range slices.Sorted(maps.Keys(said)) {
		facts = append(facts, templates.Fact{Term: name, Text: said[name]})
	}
	return facts
}

func invitationFacts(inv surveys.Invitation, n names) []templates.Fact {
	facts := []templates.Fact{
		{Term: "Invitation", Text: string(inv.ID)}, {Term: "To", Text: n.contacts[inv.Contact].Address},
		{Term: "About", Text: aboutText(inv)}, {Term: "Served by", Text: string(inv.Agent)},
		{Term: "Survey", Text: string(inv.Survey)},
	}
	if inv.Attempts > 0 {
		facts = append(facts, templates.Fact{Term: "Tries", Text: strconv.Itoa(inv.Attempts)})
	}
	var known []templates.Fact
	for _, f := range facts {
		if f.Text != "" {
			known = append(known, f)
		}
	}
	return known
}

func notAsked(inv surveys.Invitation) string {
	if inv.Reminds != "" {
		return "Not reminded: "
	}
	return "Not asked: "
}
