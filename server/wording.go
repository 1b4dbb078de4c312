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
// where there is none.
func (w wording) label(inv surveys.Invitation) string {
	return strings.ToLower(w.of(inv).Label(inv.Scale, inv.Choice))
}

// reasons are the words of the reasons that were ticked; one that the survey
// has no word for any more is said by its id.
func (w wording) reasons(inv surveys.Invitation) []string {
	words := w.of(inv).Reasons
	var out []string
	for _, id := range inv.Words.Reasons {
		out = append(out, whoOr(words[id], id))
	}
	return out
}

// reasonName is the words of a reason in whichever survey offers it; its id
// where none does any more.
func (w wording) reasonName(id string) string {
	for _, survey := range w.surveys.All() {
		if words := w.locales.In(survey.Language).Wording(survey).Reasons[id]; words != "" {
			return words
		}
	}
	return id
}

// of is what the survey of an invitation says.
func (w wording) of(inv surveys.Invitation) surveys.Wording {
	survey := w.surveys.Of(inv)
	return w.locales.In(survey.Language).Wording(survey)
}
