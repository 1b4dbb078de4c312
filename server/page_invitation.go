package server

import (
	"context"
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
	layout := s.layout(c, templates.OutboxSection(), s.words.Text("invitation_title"))
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
		return inv, n, s.errNoInvitation()
	}
	if inv, err = s.Store.Invitation(ctx, id); err != nil {
		return inv, n, err
	}
	n, err = s.namesIn(ctx, []surveys.Invitation{inv}, nil)
	return inv, n, err
}

func invitationPage(layout templates.Layout, inv surveys.Invitation, n names) templates.InvitationPage {
	clock, say := layout.Clock, layout.Clock.Words
	who := whoOr(n.contact(inv.Contact), say.Text("overview_somebody"))
	page := templates.InvitationPage{
		Layout: layout, Heading: say.Text("invitation_asked", "Who", who), Line: templates.Sentence(stateText(inv, clock)),
		Customer: n.customer(inv.Customer), Project: n.project(inv.Project),
		Steps: invitationSteps(inv, n, clock), Facts: invitationFacts(inv, n, say),
	}
	if inv.Reminds != "" {
		page.Heading = say.Text("invitation_reminded", "Who", who)
	}
	switch inv.Mail {
	case surveys.MailSkipped:
		page.Heading = say.Text(notAsked(inv), "Who", whoOr(n.contact(inv.Contact), say.Text("invitation_nobody")))
	case surveys.MailNone:
		page.Heading = say.Text("invitation_brought")
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
	say := clock.Words
	var out []templates.Moment
	add := func(when, title, text string) {
		out = append(out, templates.Moment{When: when, Title: title, Text: text})
	}
	if inv.Mail != surveys.MailNone {
		add(clock.At(inv.CreatedAt), occasion(inv, say), "")
	}
	switch inv.Mail {
	case surveys.MailNone:
	case surveys.MailSkipped:
		add(clock.At(inv.CreatedAt), say.Text("invitation_not_asked"), templates.Sentence(reasonText(inv, say))+say.Text("team_stop"))
	case surveys.MailSent, surveys.MailBounced:
		if inv.Refused {
			add(clock.At(inv.SentAt), say.Text("invitation_refused"), inv.Returned)
		} else {
			add(clock.At(inv.SentAt), say.Text("invitation_taken"), "")
		}
		switch {
		case inv.Mail == surveys.MailBounced:
			add("", say.Text("invitation_back"), adding(inv.Reason, say.AdviceAtEnd(inv.Reason)))
		case inv.Returned != "":
			if !inv.Refused {
				add("", say.Text("invitation_back"), inv.Returned)
			}
			add("", say.Text("invitation_arrived"), say.Text("invitation_arrived_text"))
		case inv.Reason != "":
			add("", say.Text("invitation_said"), advised(inv.Reason, say))
		}
	case surveys.MailFailed: // whose time is not kept
		add("", say.Text("invitation_mail", "State", stateText(inv, clock)), adding(inv.Reason, say.AdviceAtEnd(inv.Reason)))
	case surveys.MailScheduled: // which says when, in time to come
		add("", say.Text("invitation_mail", "State", stateText(inv, clock)), advised(reasonText(inv, say), say))
	default:
		add(clock.At(inv.SendAt), say.Text("invitation_mail", "State", stateText(inv, clock)), advised(reasonText(inv, say), say))
	}
	out = append(out, answerSteps(inv, n, clock)...)
	return out
}

// occasion is why somebody was to be asked.
func occasion(inv surveys.Invitation, words *templates.Locale) string {
	about := aboutText(inv, words)
	switch {
	case inv.Reminds != "":
		return words.Text("invitation_reminds", "About", whoOr(about, words.Text("invitation_it")))
	case inv.Type == surveys.PulseType:
		return words.Text("invitation_pulse", "Round", strconv.Itoa(inv.Round))
	}
	return words.Text("invitation_told", "About", whoOr(about, words.Text("invitation_interaction")))
}

func answerSteps(inv surveys.Invitation, n names, clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	v, say := n.voiceOf(inv, templates.Link{}, clock), clock.Words
	switch inv.Answer {
	case surveys.Answered:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: say.Text("invitation_rated", "Choice", v.Choice), Text: say.Text("customer_counts", "By", v.By), Class: v.Class})
		if !inv.ChangedAt.IsZero() {
			out = append(out, templates.Moment{When: clock.At(inv.ChangedAt), Title: say.Text("invitation_mind")})
		}
	case surveys.AnswerPending:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: say.Text("invitation_held"), Text: say.Text("invitation_held_text")})
	case surveys.AnswerVoid:
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: say.Text("invitation_rated", "Choice", v.Choice), Text: say.Text("invitation_void")})
	case surveys.AnswerExpired:
		out = append(out, templates.Moment{Title: say.Text("invitation_expired")})
	}
	if inv.Case != 0 {
		out = append(out, templates.Moment{When: clock.At(inv.AnsweredAt), Title: say.Text("invitation_case", "Case", templates.Sentence(caseText(inv.Case, say))),
			Link: templates.Link{Text: say.Text("customer_case_see"), Address: caseAddress(inv.Case)}, Class: templates.StateClass(surveys.Storm)})
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

func invitationFacts(inv surveys.Invitation, n names, say *templates.Locale) []templates.Fact {
	facts := []templates.Fact{
		{Term: say.Text("invitation_title"), Text: string(inv.ID)}, {Term: say.Text("invitation_to"), Text: n.contacts[inv.Contact].Address},
		{Term: say.Text("invitation_about"), Text: aboutText(inv, say)}, {Term: say.Text("invitation_served"), Text: string(inv.Agent)},
		{Term: say.Text("invitation_survey"), Text: surveyName(n.surveys.Of(inv), say)},
	}
	if inv.Attempts > 0 {
		facts = append(facts, templates.Fact{Term: say.Text("invitation_tries"), Text: strconv.Itoa(inv.Attempts)})
	}
	var known []templates.Fact
	for _, f := range facts {
		if f.Text != "" {
			known = append(known, f)
		}
	}
	return known
}

// notAsked is the id of the heading over a question that was not asked.
func notAsked(inv surveys.Invitation) string {
	if inv.Reminds != "" {
		return "customer_not_reminded"
	}
	return "customer_not_asked"
}
