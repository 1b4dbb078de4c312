package server

import (
	"strconv"

	"barometer/surveys"
	"barometer/templates"
)

// relationWords says what hangs on one person.
type relationWords struct {
	clock    templates.Clock
	contacts map[surveys.ContactID]surveys.Contact
	team     []surveys.User
}

// threads says the warnings about a customer.
func (w relationWords) threads(all []surveys.Thread) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = w.thread(t)
	}
	return out
}

func (w relationWords) thread(t surveys.Thread) string {
	words := w.clock.Words
	name := whoOr(contactName(w.contacts[t.Contact]), words.Text("relations_somebody"))
	switch t.Kind {
	case surveys.ThreadOneKnown:
		return words.Count("relations_one_known", t.N, "Name", name)
	case surveys.ThreadOneHeard:
		return words.Count("relations_one_heard", t.Others, "Name", name, "Answers", strconv.Itoa(t.N))
	case surveys.ThreadOneAgent:
		return words.Count("relations_one_agent", t.N, "Name", w.agent(t.Agent))
	case surveys.ThreadOneTie:
		return words.Count("relations_one_tie", t.N, "Name", w.user(t.User))
	}
	if t.Since.IsZero() {
		return words.Count("relations_unheard_never", t.N, "Name", name)
	}
	return words.Count("relations_unheard_since", t.N, "Name", name, "Day", w.clock.Day(surveys.DayOf(t.Since, w.clock.Zone)))
}

// agent is what an agent is called: by name where it is somebody on the team.
func (w relationWords) agent(id surveys.AgentID) string {
	if u, ok := surveys.AgentOnTeam(w.team, id); ok {
		return nameOf(u)
	}
	return templates.Sentence(string(id))
}

func (w relationWords) user(id surveys.UserID) string {
	for _, u := range w.team {
		if u.ID == id {
			return nameOf(u)
		}
	}
	return w.clock.Words.Text("relations_somebody")
}

// heard says who of a customer was heard in a year.
func (w relationWords) heard(people, heard, deciders, decidersHeard int) string {
	id := "relations_heard"
	if deciders > 0 {
		id = "relations_heard_deciders"
	}
	return w.clock.Words.Text(id, "People", strconv.Itoa(people), "Heard", strconv.Itoa(heard),
		"Deciders", strconv.Itoa(deciders), "DecidersHeard", strconv.Itoa(decidersHeard))
}

// passed says what passed between one contact and us in a year.
func (w relationWords) passed(h surveys.Heard) string {
	words := w.clock.Words
	switch {
	case h.Answers > 0 && h.Asked > 0:
		return words.Text("relations_asked_heard", "Replied", strconv.Itoa(h.Replied), "Asked", strconv.Itoa(h.Asked), "Day", w.clock.Day(surveys.DayOf(h.HeardAt, w.clock.Zone)))
	case h.Answers > 0:
		return words.Text("relations_brought", "Day", w.clock.Day(surveys.DayOf(h.HeardAt, w.clock.Zone)))
	case h.Asked > 0:
		return words.Text("relations_asked_silent", "Day", w.clock.Day(surveys.DayOf(h.FirstAt, w.clock.Zone)))
	}
	return words.Text("relations_never")
}

func (w relationWords) role(r surveys.Role) string {
	switch r {
	case surveys.DecisionMaker:
		return w.clock.Words.Text("relations_decider")
	case surveys.Champion:
		return w.clock.Words.Text("relations_champion")
	case surveys.EndUser:
		return w.clock.Words.Text("relations_user")
	}
	return ""
}
