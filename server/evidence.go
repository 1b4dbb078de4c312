package server

import (
	"context"
	"fmt"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// evidence is what is known of why an answer counts, is held back or does not
// count, with the people of the team by name.
type evidence struct {
	inv    surveys.Invitation
	visits surveys.Visits
	turns  []surveys.Turn
}

func (s *Server) readEvidence(ctx context.Context, inv surveys.Invitation) (e evidence, err error) {
	e.inv = inv
	if e.visits, err = s.Store.Visits(ctx, inv.ID); err != nil {
		return e, err
	}
	if e.turns, err = s.Store.History(ctx, inv.ID); err != nil || len(e.turns) == 0 {
		return e, err
	}
	team, err := s.Store.Users(ctx)
	surveys.NameTurns(e.turns, team)
	return e, err
}

func (e evidence) why() string { return surveys.Why(e.inv, e.visits, e.turns) }

// fullStop ends a sentence that may end with somebody's own words.
func fullStop(text string) string {
	if strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// worthShowing reports whether there is anything that could count.
func (e evidence) worthShowing() bool {
	return e.inv.Answer != surveys.AnswerNone || len(e.visits.List) > 0 || e.inv.CanAnswer()
}

func (e evidence) heading() string {
	switch {
	case e.inv.Answer == surveys.Answered:
		return "Why it counts"
	case e.inv.Answer == surveys.AnswerPending:
		return "Why it is held back"
	case e.inv.Answer == surveys.AnswerVoid:
		return "Why it does not count"
	}
	return "Why nothing counts yet"
}

func (e evidence) plate(clock templates.Clock) *templates.Evidence {
	out := &templates.Evidence{Heading: e.heading(), Why: fullStop(templates.Sentence(e.why())), History: e.history(clock)}
	for _, v := range surveys.Account(e.visits) {
		out.Visits = append(out.Visits, templates.VisitRow{
			When: clock.At(v.At), After: after(e.visits.Delivered, v.At, clock), Browser: templates.Sentence(v.Browser), Choice: e.choice(v.Choice),
			Became: v.Became, Doubts: v.Doubts,
		})
	}
	out.Kept = "Visits are evidence, never a rating. They are kept for 7 days, without address or full browser name."
	return out
}

// choice is what a choice is called on the invitation's scale.
func (e evidence) choice(choice int) string {
	scale, ok := surveys.ScaleByID(e.inv.Scale)
	if !ok {
		return ""
	}
	return templates.ChoiceOf(scale, choice)
}

// history is what became of the answer after the first, oldest first.
func (e evidence) history(clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	for i, t := range e.turns {
		after := e.inv.Choice
		if i+1 < len(e.turns) {
			after = e.turns[i+1].Choice
		}
		out = append(out, e.turn(t, after, clock))
	}
	return out
}

func (e evidence) turn(t surveys.Turn, after int, clock templates.Clock) templates.Moment {
	m := templates.Moment{When: clock.At(t.At), Text: t.Reason}
	switch t.Kind {
	case surveys.EntryVoided:
		m.Title = fmt.Sprintf("%s was taken back by the machine", e.choice(t.Choice))
		if t.Who != "" {
			m.Title = fmt.Sprintf("%s was set aside by %s", e.choice(t.Choice), t.Actor())
		}
	case surveys.EntryRestored:
		m.Title = fmt.Sprintf("%s was restored by %s", e.choice(t.Choice), t.Actor())
	case surveys.EntryAnswered:
		m.Title = "Rated anew: " + e.choice(after)
	default:
		m.Title = fmt.Sprintf("Changed by the customer from %s to %s", e.choice(t.Choice), e.choice(after))
	}
	return m
}
