package surveys

import "strings"

// Known finds customers, or projects, by what a file calls them.
type Known[ID ~string] struct {
	ids   map[string]ID
	names map[string]ID // in small letters; empty where several are called so
}

// KnownCustomers and KnownProjects are those of a house.
type (
	KnownCustomers = Known[CustomerID]
	KnownProjects  = Known[ProjectID]
)

// NewKnownCustomers knows customers by id and name; those that became another
// lead to it by their ids only.
func NewKnownCustomers(names map[CustomerID]string, became map[CustomerID]CustomerID) KnownCustomers {
	return newKnown(names, became)
}

// NewKnownProjects knows projects by id and name.
func NewKnownProjects(names map[ProjectID]string) KnownProjects { return newKnown(names, nil) }

func newKnown[ID ~string](names map[ID]string, became map[ID]ID) Known[ID] {
	k := Known[ID]{ids: make(map[string]ID, len(names)), names: make(map[string]ID, len(names))}
	for old, id := range became {
		k.ids[string(old)] = id
	}
	for id, name := range names {
		if _, other := became[id]; other {
			continue
		}
		k.ids[string(id)] = id
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := k.names[name]; twice {
			k.names[name] = ""
			continue
		}
		k.names[name] = id
	}
	return k
}

// Find returns the one with the id, or the only one with the name; else the text
// is the id of a new one.
func (k Known[ID]) Find(text string) (id ID, known bool) {
	if id, ok := k.ids[text]; ok {
		return id, true
	}
	if id := k.names[strings.ToLower(text)]; id != "" {
		return id, true
	}
	return ID(text), false
}

func (k Known[ID]) knows(text string) bool {
	_, known := k.Find(text)
	return known
}

// several reports whether more than one is called so, and none has it as its id.
func (k Known[ID]) several(text string) bool {
	id, there := k.names[strings.ToLower(text)]
	return there && id == "" && !k.knows(text)
}
