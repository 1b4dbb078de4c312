package surveys

import (
	"cmp"
	"slices"
	"strings"
)

// Catalogue is all surveys of the house, and which is asked where an
// interaction names none. It never changes; a changed survey makes another.
type Catalogue struct {
	byID   map[SurveyID]Survey
	usual  SurveyID
	sorted []Survey
}

// NewCatalogue puts the owner's surveys over those that come with the program.
// usual is asked where no survey is made for an interaction; empty or unknown:
// DefaultSurveyID.
func NewCatalogue(own []Survey, usual SurveyID) Catalogue {
	c := Catalogue{byID: map[SurveyID]Survey{}, usual: DefaultSurveyID}
	for _, s := range slices.Concat(BuiltInSurveys(), own) {
		c.byID[s.ID] = s
	}
	if s, ok := c.byID[usual]; ok && !s.Archived {
		c.usual = usual
	}
	c.sorted = c.sort()
	return c
}

// Get returns the survey, also an archived one; ok is false for an unknown one.
func (c Catalogue) Get(id SurveyID) (s Survey, ok bool) {
	s, ok = c.byID[id]
	return s, ok
}

// Of returns the survey that an invitation was asked with. One that is gone, or
// has another scale by now, stands in our own words.
func (c Catalogue) Of(inv Invitation) Survey {
	s, ok := c.byID[inv.Survey]
	if !ok || s.Scale != inv.Scale {
		return NewSurvey(inv.Survey, inv.Scale)
	}
	return s
}

// Usual returns the survey that is asked where none is made for an interaction.
func (c Catalogue) Usual() Survey { return c.byID[c.usual] }

// All returns every survey: the usual one first, archived ones last, by name.
func (c Catalogue) All() []Survey { return slices.Clone(c.sorted) }

func (c Catalogue) sort() []Survey {
	out := make([]Survey, 0, len(c.byID))
	for _, s := range c.byID {
		out = append(out, s)
	}
	rank := func(s Survey) int {
		switch {
		case s.ID == c.usual:
			return 0
		case s.Archived:
			return 2
		}
		return 1
	}
	slices.SortFunc(out, func(a, b Survey) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)),
			strings.Compare(cmp.Or(a.Name, string(a.ID)), cmp.Or(b.Name, string(b.ID))), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out
}

// For returns the survey that an interaction is asked with: the one that it
// names, else the one that is made for it most closely (project and type before
// project before type, then by id), else the usual one. ok is false where it
// names one that is unknown or archived.
func (c Catalogue) For(in Interaction) (Survey, bool) {
	if in.Survey != "" {
		s, ok := c.byID[in.Survey]
		return s, ok && !s.Archived
	}
	best, closest := c.Usual(), 0
	for _, s := range c.sorted {
		if n := s.fits(in); n > closest {
			best, closest = s, n
		}
	}
	return best, true
}

// fits says how closely the survey is made for the interaction: 0 not at all,
// 1 its type, 2 its project, 3 both.
func (s Survey) fits(in Interaction) int {
	n := 0
	switch {
	case s.Archived, len(s.Types) > 0 && !slices.Contains(s.Types, in.Type),
		len(s.Projects) > 0 && !slices.Contains(s.Projects, in.Project.ID):
		return 0
	}
	if len(s.Types) > 0 {
		n++
	}
	if len(s.Projects) > 0 {
		n += 2
	}
	return n
}
