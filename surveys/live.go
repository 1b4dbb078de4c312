package surveys

import "slices"

// Moved says what has changed since the last time, compactly: enough to know
// whether a page that is being looked at may be old. The page itself is always
// asked for anew.
type Moved struct {
	Kinds     []EntryKind  `json:"kinds,omitempty"`
	Projects  []ProjectID  `json:"projects,omitempty"`
	Customers []CustomerID `json:"customers,omitempty"`
	Cases     []CaseID     `json:"cases,omitempty"`
	Many      bool         `json:"many,omitempty"` // more than is named here
}

// movedMost is how many of a kind are named.
const movedMost = 16

// Note adds an entry of the outbox.
func (m *Moved) Note(e Entry) {
	m.Kinds = named(m.Kinds, e.Kind, &m.Many)
	m.Projects = named(m.Projects, e.Project, &m.Many)
	m.Customers = named(m.Customers, e.Customer, &m.Many)
	m.Cases = named(m.Cases, e.Case, &m.Many)
}

// named adds what is new and not empty, while there is room.
func named[T comparable](all []T, one T, many *bool) []T {
	var none T
	switch {
	case one == none || slices.Contains(all, one):
		return all
	case len(all) == movedMost:
		*many = true
		return all
	}
	return append(all, one)
}
