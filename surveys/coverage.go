package surveys

import (
	"cmp"
	"slices"
	"time"
)

// CoverageDays is how far back coverage looks.
const CoverageDays = 365

// Heard is what passed between one contact and us in the year before.
type Heard struct {
	Contact Contact
	Asked   int             // mails that reached them, without reminders
	Replied int             // of those
	Answers int             // also those that were brought in
	AskedAt time.Time       // when the newest mail went out
	FirstAt time.Time       // when the oldest of them went out
	HeardAt time.Time       // when they answered last
	Served  map[AgentID]int // interactions, by who served
	Unheard bool            // decides, and has said nothing for half a year
}

// Coverage is whom of a customer we hear, and who of us they meet.
type Coverage struct {
	Customer CustomerID
	People   []Heard         // those who decide first, then who was heard last
	Served   map[AgentID]int // interactions of the year, by who served
	Met      int             // of them
}

// Cover sums up a year of invitations of a customer, in whatever order; older
// ones are left out.
func Cover(customer CustomerID, people []Contact, all []Invitation, now time.Time) Coverage {
	c := Coverage{Customer: customer, Served: map[AgentID]int{}}
	at := map[ContactID]int{}
	for _, p := range people {
		at[p.ID] = len(c.People)
		c.People = append(c.People, Heard{Contact: p, Served: map[AgentID]int{}})
	}
	from := now.AddDate(0, 0, -CoverageDays)
	for _, inv := range all {
		i, known := at[inv.Contact]
		if when := moment(inv); when.Before(from) {
			continue
		}
		if inv.Agent != "" && inv.Reminds == "" && inv.Recovers == 0 && inv.Type != PulseType {
			c.Served[inv.Agent]++
			c.Met++
			if known {
				c.People[i].Served[inv.Agent]++
			}
		}
		if known {
			c.People[i].note(inv)
		}
	}
	for i := range c.People {
		h := &c.People[i]
		h.Unheard = h.Contact.Role == DecisionMaker && now.Sub(h.HeardAt) > UnheardDays*24*time.Hour
	}
	slices.SortStableFunc(c.People, func(a, b Heard) int {
		return cmp.Or(cmp.Compare(decides(b), decides(a)), b.HeardAt.Compare(a.HeardAt), cmp.Compare(a.Contact.ID, b.Contact.ID))
	})
	return c
}

func decides(h Heard) int {
	if h.Contact.Role == DecisionMaker {
		return 1
	}
	return 0
}

// moment is when an invitation shows on a timeline.
func moment(inv Invitation) time.Time {
	if inv.Answer == Answered {
		return inv.AnsweredAt
	}
	return inv.CreatedAt
}

func (h *Heard) note(inv Invitation) {
	if inv.Answer == Answered {
		h.Answers++
		if inv.AnsweredAt.After(h.HeardAt) {
			h.HeardAt = inv.AnsweredAt
		}
	}
	if !inv.InRate() {
		return
	}
	h.Asked++
	if inv.Answer == Answered {
		h.Replied++
	}
	if inv.SentAt.After(h.AskedAt) {
		h.AskedAt = inv.SentAt
	}
	if h.FirstAt.IsZero() || inv.SentAt.Before(h.FirstAt) {
		h.FirstAt = inv.SentAt
	}
}

// Voices counts who answered in the year, and how many of those who decide.
func (c Coverage) Voices() (heard, deciders, decidersHeard int) {
	for _, h := range c.People {
		if h.Answers > 0 {
			heard++
		}
		if h.Contact.Role == DecisionMaker {
			deciders++
			if h.Answers > 0 {
				decidersHeard++
			}
		}
	}
	return heard, deciders, decidersHeard
}

// Answers counts all answers of the year by people who are known.
func (c Coverage) Answers() (n int) {
	for _, h := range c.People {
		n += h.Answers
	}
	return n
}
