package surveys

import (
	"time"
)

// ThreadKind says what hangs on one person.
type ThreadKind string

// The kinds of single threads.
const (
	ThreadOneKnown ThreadKind = "one_known" // only one contact is known there
	ThreadOneHeard ThreadKind = "one_heard" // others are known, and only one answered in a year
	ThreadOneTie   ThreadKind = "one_tie"   // everybody there knows the same one of us best
	ThreadOneAgent ThreadKind = "one_agent" // one of us served every interaction of a year
	ThreadUnheard  ThreadKind = "unheard"   // who decides there has said nothing for half a year
)

// How much must have happened before a single thread is said.
const (
	threadKnown   = 5 // answers or interactions, where only one contact is known: less is no relationship yet
	threadAnswers = 2 // answers, all by one contact
	threadServed  = 5 // interactions, all by one of us
	threadTies    = 2 // contacts who know the same one best
)

// Thread is a warning that the relationship hangs on one person, or that who
// decides is not heard, with the facts that say so.
type Thread struct {
	Kind    ThreadKind
	Contact ContactID // whom it is about, at the customer
	Agent   AgentID   // who served, of one_agent
	User    UserID    // who of the team, of one_tie
	N       int       // one_heard: answers; one_agent: interactions; one_tie: contacts; unheard: mails sent to them
	Others  int       // one_heard: others who are known
	Since   time.Time // unheard: when they were last heard, zero: never
}

// Threads returns the warnings about a customer. A customer who is one person
// by nature hangs on nobody.
func (c Coverage) Threads() []Thread {
	var out []Thread
	add := func(t Thread, ok bool) {
		if ok {
			out = append(out, t)
		}
	}
	add(c.oneVoice())
	add(c.oneAgent())
	add(c.oneTie())
	for _, h := range c.People {
		add(Thread{Kind: ThreadUnheard, Contact: h.Contact.ID, N: h.Asked, Since: h.HeardAt}, h.Unheard)
	}
	return out
}

func (c Coverage) oneVoice() (Thread, bool) {
	if c.isOnePerson() {
		return Thread{}, false
	}
	if len(c.People) == 1 {
		h := c.People[0]
		return Thread{Kind: ThreadOneKnown, Contact: h.Contact.ID, N: h.Answers}, max(c.Met, h.Answers) >= threadKnown
	}
	heard, _, _ := c.Voices()
	for _, h := range c.People {
		if heard == 1 && h.Answers >= threadAnswers {
			return Thread{Kind: ThreadOneHeard, Contact: h.Contact.ID, N: h.Answers, Others: len(c.People) - 1}, true
		}
	}
	return Thread{}, false
}

// isOnePerson reports a customer that was derived from its only contact.
func (c Coverage) isOnePerson() bool {
	return len(c.People) == 1 && string(c.Customer) == "contact:"+string(c.People[0].Contact.ID)
}

func (c Coverage) oneAgent() (Thread, bool) {
	for agent, n := range c.Served {
		return Thread{Kind: ThreadOneAgent, Agent: agent, N: n}, len(c.Served) == 1 && n >= threadServed
	}
	return Thread{}, false
}

func (c Coverage) oneTie() (Thread, bool) {
	t := Thread{Kind: ThreadOneTie}
	for _, h := range c.People {
		switch {
		case h.Contact.Tie == "":
		case t.User == "" || t.User == h.Contact.Tie:
			t.User = h.Contact.Tie
			t.N++
		default:
			return Thread{}, false
		}
	}
	return t, t.N >= threadTies
}
