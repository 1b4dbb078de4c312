package surveys

import "strings"

// maxShownName is how much of a name is put into a sentence, in characters.
const maxShownName = 80

// PlaceholderValues are what the placeholders of one invitation stand for, fit
// to be shown in a line. customer and project are names.
func PlaceholderValues(inv Invitation, to Contact, customer, project, house string) map[Placeholder]string {
	return map[Placeholder]string{
		PlaceFirstName:   FirstName(to.Name),
		PlaceName:        OneLine(to.Name, maxShownName),
		PlaceCustomer:    OneLine(customer, maxShownName),
		PlaceProject:     OneLine(project, maxShownName),
		PlaceInteraction: OneLine(string(inv.Interaction), maxShownName),
		PlaceSubject:     OneLine(inv.Subject, MaxSubject),
		PlaceAgent:       OneLine(string(inv.Agent), maxShownName),
		PlaceHouse:       OneLine(house, maxShownName),
	}
}

// Personal reports whether a text of the wording holds a placeholder, so that
// it differs from one mail to the next.
func (w Wording) Personal() bool { return w.holds("{") }

// Holds reports whether a text of the wording holds the placeholder.
func (w Wording) Holds(p Placeholder) bool { return w.holds("{" + string(p) + "}") }

func (w Wording) holds(s string) bool {
	return strings.Contains(w.Subject, s) || strings.Contains(w.Intro, s) || strings.Contains(w.Question, s)
}
