package surveys

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Learnt is what a case taught: on the lesson board it stands without names.
type Learnt struct {
	Case     CaseID
	Project  ProjectID
	Cause    string
	Lesson   string
	At       time.Time
	Recovery Recovery
}

// Cause is a cause with the cases that it brought about and what they taught.
type Cause struct {
	Name      string // as it was written last; empty: no cause was named
	Cases     int
	Recovered int // of the cases whose customers were asked once more and answered: satisfied again
	Asked     int // those cases
	Lessons   []Learnt
}

// GroupCauses puts what was learnt, newest first, under its causes: the most
// frequent first, the nameless one last. Upper and lower case and blanks make no
// other cause.
func GroupCauses(all []Learnt) []Cause {
	var out []*Cause
	known := map[string]*Cause{}
	for _, l := range all {
		key := strings.ToLower(strings.Join(strings.Fields(l.Cause), " "))
		c := known[key]
		if c == nil {
			c = &Cause{Name: strings.TrimSpace(l.Cause)}
			known[key] = c
			out = append(out, c)
		}
		c.add(l)
	}
	slices.SortStableFunc(out, func(a, b *Cause) int {
		return cmp.Or(cmp.Compare(rankOfName(a.Name), rankOfName(b.Name)), cmp.Compare(b.Cases, a.Cases))
	})
	causes := make([]Cause, len(out))
	for i, c := range out {
		causes[i] = *c
	}
	return causes
}

func rankOfName(name string) int {
	if name == "" {
		return 1
	}
	return 0
}

func (c *Cause) add(l Learnt) {
	c.Cases++
	switch l.Recovery {
	case Recovered:
		c.Recovered++
		c.Asked++
	case NotRecovered, RecoveryUnclear:
		c.Asked++
	}
	if strings.TrimSpace(l.Lesson) != "" {
		c.Lessons = append(c.Lessons, l)
	}
}
