package server

import (
	"context"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// wording is what the surveys say, for the team's pages: in the survey's own
// language, else in English.
type wording struct {
	surveys surveys.Catalogue
	locales *templates.Locales
}

// wording reads what the surveys say.
func (s *Server) wording(ctx context.Context) (wording, error) {
	all, err := s.Store.Surveys(ctx)
	return wording{all, s.locales}, err
}

// english is the language of the team's pages.
func (w wording) english() *templates.Locale { return w.locales.In() }

// label is the word for the choice of an invitation, in small letters; empty
// where the survey has another scale or no word.
func (w wording) label(inv surveys.Invitation) string {
	survey, ok := w.surveys.Get(inv.Survey)
	if !ok || survey.Scale != inv.Scale {
		survey = surveys.NewSurvey("", inv.Scale)
	}
	return strings.ToLower(w.of(survey).Label(inv.Scale, inv.Choice))
}

// reasons are the words of the reasons that were ticked; one that the survey
// has no word for any more is said by its id.
func (w wording) reasons(inv surveys.Invitation) []string {
	survey, ok := w.surveys.Get(inv.Survey)
	if !ok {
		survey = surveys.DefaultSurvey()
	}
	words := w.of(survey).Reasons
	var out []string
	for _, id := range inv.Words.Reasons {
		out = append(out, whoOr(words[id], id))
	}
	return out
}

func (w wording) of(survey surveys.Survey) surveys.Wording {
	return w.locales.In(survey.Language).Wording(survey)
}
