package surveys

import (
	"slices"
	"strings"
)

// Tie is who of the team seems to know a contact best, by what happened.
type Tie struct {
	User   UserID
	Served int // interactions and cases with the contact that were theirs
	Of     int // all that somebody is known for
}

// tieLeast is how much must have happened before a tie is suggested.
const tieLeast = 2

// SuggestTie returns who served the contact most, where that is more than half
// of at least two occasions: interactions by their agents, cases by owners.
// ok is false where nobody stands out.
func SuggestTie(h Heard, cases []Case, team []User) (Tie, bool) {
	count, of := map[UserID]int{}, 0
	for agent, n := range h.Served {
		of += n
		if u, ok := AgentOnTeam(team, agent); ok {
			count[u.ID] += n
		}
	}
	for _, c := range cases {
		if c.Contact == h.Contact.ID && c.OwnerID != "" {
			of++
			count[c.OwnerID]++
		}
	}
	for _, u := range team { // the team is sorted, so that equals are too
		if n := count[u.ID]; n >= tieLeast && 2*n > of {
			return Tie{User: u.ID, Served: n, Of: of}, true
		}
	}
	return Tie{}, false
}

// AgentOnTeam returns who of the team an agent is: by id, address or name, else
// by the part of the address before the @ where only one has it.
func AgentOnTeam(team []User, agent AgentID) (User, bool) {
	if agent == "" {
		return User{}, false
	}
	if u, ok := FindUser(team, string(agent)); ok {
		return u, true
	}
	is := func(u User) bool {
		local, _, _ := strings.Cut(u.Email, "@")
		return strings.EqualFold(local, string(agent)) || strings.EqualFold(u.Name, string(agent))
	}
	i := slices.IndexFunc(team, is)
	if i < 0 || slices.ContainsFunc(team[i+1:], is) {
		return User{}, false
	}
	return team[i], true
}

// CustomerTie returns who of the team a customer is tied to: whoever follows up
// its cases by rule, else whom most of its people know best; empty where nobody
// is known. People are taken in the order of their ids, so that equals are
// always the same one.
func CustomerTie(rules Ownership, id CustomerID, people []Contact) UserID {
	if owner := rules.Customers[id]; owner != "" {
		return owner
	}
	count := map[UserID]int{}
	var best UserID
	for _, p := range people {
		if p.Tie == "" {
			continue
		}
		count[p.Tie]++
		if count[p.Tie] > count[best] || count[p.Tie] == count[best] && p.Tie < best {
			best = p.Tie
		}
	}
	return best
}
