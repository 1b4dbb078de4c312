package server

import (
	"context"
	"net/http"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// caseFile is what the page of a case is made of.
type caseFile struct {
	surveys.CaseFile
	voices   []surveys.Invitation // whose answers it is about, in the order of coming
	inv      surveys.Invitation   // that it is about now; no id: none
	proof    evidence
	standing surveys.Standing
	team     []surveys.User
	rules    surveys.Ownership
	causes   []surveys.Cause
	names    names
	draft    draft
}

// draft is what somebody wrote that could not be taken.
type draft struct {
	reply, wrongReply, note, wrongNote string
	cause, lesson, askLesson           string
}

// getCase: GET /cases/:id.
func (s *Server) getCase(c *gin.Context) { s.showCase(c, http.StatusOK, draft{}) }

func (s *Server) showCase(c *gin.Context, status int, d draft) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readCase(c.Request.Context(), c.Param("id"), sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	f.draft = d
	me, _ := userOf(c)
	page := f.page(s.layout(c, templates.ComplaintsSection(), s.words.Text("case_number", "N", strconv.Itoa(int(f.ID)))), me, sp)
	if page.Behind, page.Stake, err = s.stakeOf(c.Request.Context(), f, me, sp, page.Clock); err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, status, page)
}

func (s *Server) caseID(text string) (surveys.CaseID, error) {
	id, err := strconv.Atoi(text)
	if err != nil || id <= 0 {
		return 0, surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_case"))
	}
	return surveys.CaseID(id), nil
}

func (s *Server) readCase(ctx context.Context, text string, sp span) (f caseFile, err error) {
	id, err := s.caseID(text)
	if err != nil {
		return f, err
	}
	if f.CaseFile, err = s.Store.CaseFile(ctx, id); err != nil {
		return f, err
	}
	if f.voices, err = s.Store.Invitations(ctx, f.Voices); err != nil {
		return f, err
	}
	for _, inv := range f.voices {
		if inv.ID == f.Latest {
			f.inv = inv
		}
	}
	if f.inv.ID != "" {
		if f.proof, err = s.readEvidence(ctx, f.inv); err != nil {
			return f, err
		}
	}
	if f.Customer != "" {
		if f.standing, err = s.Store.CustomerStanding(ctx, f.Customer, sp.period(0, 0)); err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return f, err
		}
	}
	return f, s.readAround(ctx, &f)
}

// readAround reads what the case does not hold itself: the team, its rules,
// what was learnt before, and what everybody is called.
func (s *Server) readAround(ctx context.Context, f *caseFile) (err error) {
	if f.team, err = s.Store.Users(ctx); err != nil {
		return err
	}
	s.words.NameLines(f.Log, f.team)
	if f.rules, err = s.Store.Ownership(ctx); err != nil {
		return err
	}
	learnt, err := s.Store.Lessons(ctx, store.LessonQuery{})
	if err != nil {
		return err
	}
	f.causes = surveys.GroupCauses(learnt)
	f.names, err = s.namesIn(ctx, f.voices, []surveys.Case{f.Case})
	return err
}

func (f caseFile) page(layout templates.Layout, me surveys.User, sp span) templates.CasePage {
	clock := layout.Clock
	page := templates.CasePage{
		Layout: layout, Number: int(f.ID), Heading: f.heading(clock), Project: f.names.project(f.Project),
		Opened: clock.At(f.OpenedAt), Owner: f.Owner, Voices: f.said(clock), Withdrawn: f.withdrawn(clock.Words),
		First: firstName(f.names.contacts[f.correspondent()], clock.Words), Steps: f.steps(clock), Next: f.next(clock), Recovery: f.recovery(clock.Words),
		History: f.history(clock), Form: f.form(me), Answer: f.answer(me), MayAct: me.May(surveys.Member),
	}
	if f.Source == surveys.FromAlarm || f.Source == surveys.FromHand {
		page.Heard, page.Source = f.Text, f.heardFrom(clock)
	}
	if f.Customer != "" {
		page.Customer = f.names.customer(f.Customer)
		glass := glassOf(f.standing, surveys.ResponseFilter{Customer: f.Customer}, sp, clock)
		page.Standing = &glass
	}
	if f.inv.ID != "" {
		page.WhyTitle, page.Why, page.Way = f.proof.heading(clock.Words), f.why(clock), invitationAddress(f.inv.ID)
	}
	return page
}

// correspondent is who a reply goes to: whoever said what the case is about now.
func (f caseFile) correspondent() surveys.ContactID {
	if f.inv.ID != "" {
		return f.inv.Contact
	}
	return f.Contact
}

// said are the answers that the case is about.
func (f caseFile) said(clock templates.Clock) []templates.Voice {
	var out []templates.Voice
	for _, inv := range f.voices {
		v := f.names.voiceOf(inv, templates.Link{}, clock)
		v.When, v.Who = clock.At(inv.AnsweredAt), whoOr(v.Who, clock.Words.Text("customer_somebody"))
		if role := roleText(f.names.contacts[inv.Contact].Role, clock.Words); role != "" {
			v.Who += clock.Words.Text("team_list_comma") + role
		}
		if inv.ID == f.inv.ID {
			v.Way = "" // the page tells it at length
		}
		out = append(out, v)
	}
	return out
}

// heardFrom says who brought the case in that rests on no single answer.
func (f caseFile) heardFrom(clock templates.Clock) string {
	say, when := clock.Words, clock.At(f.OpenedAt)
	if f.Source == surveys.FromAlarm {
		return say.Text("case_from_alarm", "When", when)
	}
	who := say.Text("case_from_team")
	if len(f.Log) > 0 && f.Log[0].Kind == surveys.LineOpened && f.Log[0].Actor() != "" {
		who = f.Log[0].Actor()
	}
	return say.Text("case_from_hand", "Who", who, "When", when)
}

// why says why the answer counts or not, and when one that counts came.
func (f caseFile) why(clock templates.Clock) string {
	if f.inv.Answer != surveys.Answered {
		return fullStop(templates.Sentence(f.proof.why(clock.Words)))
	}
	text := templates.Sentence(f.proof.why(clock.Words))
	if took := after(f.inv.SentAt, f.inv.AnsweredAt, clock); took != "" {
		text += clock.Words.Text("team_list_comma") + took
	}
	return text + clock.Words.Text("team_stop")
}

// withdrawn says why the case rests on nothing any more.
func (f caseFile) withdrawn(words *templates.Locale) string {
	switch {
	case !f.Withdrawn:
		return ""
	case f.inv.Answer == surveys.AnswerVoid:
		return words.Text("case_void")
	}
	return words.Text("case_changed")
}

// heading says in one line what the case is about.
func (f caseFile) heading(clock templates.Clock) string {
	say := clock.Words
	who := whoOr(f.names.contact(f.inv.Contact), whoOr(f.names.contact(f.Contact), say.Text("customer_somebody")))
	where := templates.Isolate(f.names.project(f.Project).Text)
	if f.Customer != "" {
		where = templates.Isolate(f.names.customer(f.Customer).Text)
	}
	v := f.names.voiceOf(f.inv, templates.Link{}, clock)
	switch {
	case f.Source == surveys.FromAlarm && f.News == 1:
		return say.Text("case_is_alarm", "Where", where)
	case f.Source == surveys.FromHand && f.News == 1:
		return say.Text("case_is_hand", "Where", where)
	case f.inv.Answer == surveys.AnswerVoid:
		return say.Text("case_is_void", "Who", who)
	case f.inv.Answer != surveys.Answered:
		return say.Text("case_is_wish", "Who", who)
	case v.Word != "":
		return say.Text("case_is_rated_word", "Who", who, "Choice", v.Choice, "Word", v.Word)
	}
	return say.Text("case_is_rated", "Who", who, "Choice", v.Choice)
}

func (f caseFile) steps(clock templates.Clock) []templates.CaseStep {
	at := map[surveys.CaseState]string{surveys.CaseOpen: clock.At(f.Since)}
	for _, l := range f.Log {
		if l.Kind == surveys.LineState && !l.At.Before(f.Since) {
			at[surveys.CaseState(l.Ref)] = clock.At(l.At)
		}
	}
	var out []templates.CaseStep
	for _, state := range surveys.CaseStates() {
		text := at[state]
		if state == surveys.CaseResolved && f.State != state {
			text = clock.Words.Text("case_then_asked")
		}
		out = append(out, templates.CaseStep{Name: templates.Sentence(clock.Words.Text("overview_case_" + string(state))), Text: text, Current: state == f.State})
	}
	return out
}

// next says what happens if nobody acts.
func (f caseFile) next(clock templates.Clock) string {
	if f.State != surveys.CaseOpen || f.Withdrawn || !f.ActedAt.IsZero() || f.Escalated >= f.Chapter || f.AlertedAt.IsZero() {
		return ""
	}
	id := "case_goes_to_team"
	if len(f.rules.Founders) > 0 {
		id = "case_goes_to_founders"
	}
	return clock.Words.Text(id, "When", clock.At(f.Since.Add(f.rules.Patience())))
}

// recovery says what came of asking once more.
func (f caseFile) recovery(words *templates.Locale) string {
	return words.Text("case_recovery_" + string(f.Recovery))
}
