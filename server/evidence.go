package server

import (
	"context"
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
	s.words.NameTurns(e.turns, team)
	return e, err
}

func (e evidence) why(words *templates.Locale) string {
	return words.WhyCounts(e.inv, e.visits, e.turns)
}

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

func (e evidence) heading(words *templates.Locale) string {
	switch e.inv.Answer {
	case surveys.Answered, surveys.AnswerPending, surveys.AnswerVoid:
		return words.Text("why_title_" + string(e.inv.Answer))
	}
	return words.Text("why_title_nothing")
}

func (e evidence) plate(clock templates.Clock) *templates.Evidence {
	say := clock.Words
	out := &templates.Evidence{Heading: e.heading(say), Why: fullStop(templates.Sentence(e.why(say))), History: e.history(clock)}
	for _, v := range e.visits.List {
		out.Visits = append(out.Visits, templates.VisitRow{
			When: clock.At(v.At), After: after(e.visits.Delivered, v.At, clock), Browser: templates.Sentence(say.Browser(v.Browser)), Choice: e.choice(v.Choice, say),
			Became: say.Became(v), Doubts: say.Doubts(surveys.Weigh(e.visits, v)),
		})
	}
	out.Kept = say.Text("visit_kept")
	return out
}

// choice is what a choice is called on the invitation's scale.
func (e evidence) choice(choice int, words *templates.Locale) string {
	scale, ok := surveys.ScaleByID(e.inv.Scale)
	if !ok {
		return ""
	}
	return words.ChoiceOf(scale, choice)
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
	id := "turn_changed"
	switch {
	case t.Kind == surveys.EntryVoided && t.Who != "":
		id = "turn_set_aside"
	case t.Kind == surveys.EntryVoided:
		id = "turn_taken_back"
	case t.Kind == surveys.EntryRestored:
		id = "turn_restored"
	case t.Kind == surveys.EntryAnswered:
		id = "turn_anew"
	}
	say := clock.Words
	return templates.Moment{When: clock.At(t.At), Text: say.Reason(t.Reason),
		Title: say.Text(id, "Choice", e.choice(t.Choice, say), "After", e.choice(after, say), "Who", t.Actor())}
}
