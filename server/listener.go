package server

import (
	"slices"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// heardDays is how long somebody counts as heard.
const heardDays = 90

// unheardAfter is the number of mails without any answer from which somebody
// is unheard.
const unheardAfter = 3

// listener is a contact with what was heard from them.
type listener struct {
	surveys.Contact
	last surveys.Invitation // the newest answer; zero: none
	year surveys.Heard      // what passed in a year
}

// listeners are the contacts of the customer, in their order.
func (f customerFile) listeners() []listener {
	heard := map[surveys.ContactID]listener{}
	for _, inv := range f.answers {
		l := heard[inv.Contact]
		if inv.AnsweredAt.After(l.last.AnsweredAt) {
			l.last = inv
		}
		heard[inv.Contact] = l
	}
	var out []listener
	for _, id := range f.customer.Contacts {
		if contact, ok := f.names.contacts[id]; ok {
			l := heard[id]
			l.Contact, l.year = contact, f.heard(id)
			out = append(out, l)
		}
	}
	return out
}

// heard is what passed between a contact and us in a year.
func (f customerFile) heard(id surveys.ContactID) surveys.Heard {
	for _, h := range f.relation.Coverage.People {
		if h.Contact.ID == id {
			return h
		}
	}
	return surveys.Heard{}
}

// table is who there is at the customer, as rows.
func (f customerFile) table(people []listener, clock templates.Clock) []templates.Person {
	var out []templates.Person
	for _, l := range people {
		p := templates.Person{
			ID: string(l.ID), Name: contactName(l.Contact), Role: roleText(l.Role, clock.Words), Heard: clock.Words.Text("customer_never"), Answer: templates.Link{Text: "–"},
			Answered: "–", Tags: l.tags(clock), Edit: customerAddress(f.customer.ID) + "?do=contact&contact=" + string(l.ID) + "#do",
		}
		if l.year.Asked > 0 {
			p.Answered = clock.Words.Text("customer_share", "K", templates.Count(l.year.Replied), "N", templates.Count(l.year.Asked))
			p.Asked = askedQuery{contact: l.ID, period: surveys.Last(surveys.CoverageDays+1, clock.Today())}.address()
		}
		if !l.last.AnsweredAt.IsZero() {
			p.Heard = since(clock, l.last.AnsweredAt)
		}
		if scale, ok := surveys.ScaleByID(l.last.Scale); ok {
			p.Answer = templates.Link{Text: clock.Words.ChoiceOf(scale, l.last.Choice), Address: invitationAddress(l.last.ID)}
		}
		out = append(out, p)
	}
	return out
}

func (l listener) tags(clock templates.Clock) []string {
	var out []string
	if l.last.AnsweredAt.IsZero() && l.Asked >= unheardAfter {
		out = append(out, clock.Words.Text("customer_tag_unheard"))
	}
	if !l.OptedOutAt.IsZero() {
		out = append(out, stopTag(l.Contact, clock))
	}
	if !l.BouncedAt.IsZero() {
		out = append(out, clock.Words.Text("customer_tag_bounced"))
	}
	if l.PausedUntil.After(clock.Now) {
		out = append(out, clock.Words.Text("customer_tag_paused", "Day", clock.Date(surveys.DayOf(l.PausedUntil, clock.Zone))))
	}
	return out
}

// stopTag says why somebody who is not asked for good is not.
func stopTag(c surveys.Contact, clock templates.Clock) string {
	switch c.OptedOutHow {
	case surveys.OptOutComplaint:
		return clock.Words.Text("customer_tag_complained")
	case surveys.OptOutHand:
		return clock.Words.Text("customer_tag_by_hand")
	}
	return clock.Words.Text("customer_tag_opted_out")
}

// wasHeard reports an answer within heardDays.
func (l listener) wasHeard(clock templates.Clock) bool {
	return l.last.AnsweredAt.After(clock.Now.Add(-heardDays * 24 * time.Hour))
}

// deciders are those of the people who decide.
func deciders(people []listener) []listener {
	return slices.DeleteFunc(slices.Clone(people), func(l listener) bool { return l.Role != surveys.DecisionMaker })
}

func heardOf(people []listener, clock templates.Clock) string {
	n := 0
	for _, l := range people {
		n += count(l.wasHeard(clock))
	}
	return templates.Count(n)
}

// heardLine says how many of the people, and of those who decide, were heard.
func heardLine(people []listener, clock templates.Clock) string {
	if len(people) == 0 {
		return ""
	}
	text := clock.Words.Count("customer_heard", len(people), "Heard", heardOf(people, clock))
	if d := deciders(people); len(d) > 0 {
		text = clock.Words.Count("customer_heard_deciders", len(d), "Text", text, "Heard", heardOf(d, clock))
	}
	return text
}

// coverageLine names those who decide and were not heard: "2 of 3 decision
// makers heard in 90 days; Helen Marsh not since 3 Jun." Empty where nobody is
// known to decide.
func coverageLine(people []listener, clock templates.Clock) string {
	d := deciders(people)
	if len(d) == 0 {
		if len(people) == 0 {
			return ""
		}
		return clock.Words.Text("customer_no_deciders")
	}
	text := clock.Words.Count("customer_coverage", len(d), "Heard", heardOf(d, clock))
	for _, l := range d {
		switch {
		case l.wasHeard(clock):
		case l.last.AnsweredAt.IsZero():
			text += clock.Words.Text("customer_coverage_never", "Who", contactName(l.Contact))
		default:
			text += clock.Words.Text("customer_coverage_since", "Who", contactName(l.Contact), "Day", since(clock, l.last.AnsweredAt))
		}
	}
	return fullStop(text)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
