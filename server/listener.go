package server

import (
	"fmt"
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
	n    int                // answers to mails of ours
}

// listeners are the contacts of the customer, in their order.
func (f customerFile) listeners() []listener {
	heard := map[surveys.ContactID]listener{}
	for _, inv := range f.answers {
		l := heard[inv.Contact]
		if inv.AnsweredAt.After(l.last.AnsweredAt) {
			l.last = inv
		}
		l.n += count(inv.Mail != surveys.MailNone)
		heard[inv.Contact] = l
	}
	var out []listener
	for _, id := range f.customer.Contacts {
		if contact, ok := f.names.contacts[id]; ok {
			l := heard[id]
			l.Contact = contact
			out = append(out, l)
		}
	}
	return out
}

// table is who there is at the customer, as rows.
func (f customerFile) table(clock templates.Clock) []templates.Person {
	var out []templates.Person
	for _, l := range f.listeners() {
		p := templates.Person{
			Name: contactName(l.Contact), Role: roleText(l.Role), Heard: "never", Answer: templates.Link{Text: "–"},
			Answered: "–", Tags: l.tags(clock),
		}
		if l.Asked > 0 {
			p.Answered = fmt.Sprintf("%d of %d", min(l.n, l.Asked), l.Asked)
		}
		if !l.last.AnsweredAt.IsZero() {
			p.Heard = since(clock, l.last.AnsweredAt)
		}
		if scale, ok := surveys.ScaleByID(l.last.Scale); ok {
			p.Answer = templates.Link{Text: templates.ChoiceOf(scale, l.last.Choice), Address: invitationAddress(l.last.ID)}
		}
		out = append(out, p)
	}
	return out
}

func (l listener) tags(clock templates.Clock) []string {
	var out []string
	if l.last.AnsweredAt.IsZero() && l.Asked >= unheardAfter {
		out = append(out, "unheard")
	}
	if !l.OptedOutAt.IsZero() {
		out = append(out, "asked us not to ask")
	}
	if !l.BouncedAt.IsZero() {
		out = append(out, "mail came back")
	}
	if l.PausedUntil.After(clock.Now) {
		out = append(out, "paused to "+clock.Date(surveys.DayOf(l.PausedUntil, clock.Zone)))
	}
	return out
}

// heardLine says how many of the people, and of those who decide, were heard.
func heardLine(people []listener, clock templates.Clock) string {
	after := clock.Now.Add(-heardDays * 24 * time.Hour)
	heard, deciders, decidersHeard := 0, 0, 0
	for _, l := range people {
		was := l.last.AnsweredAt.After(after)
		heard += count(was)
		if l.Role == surveys.DecisionMaker {
			deciders, decidersHeard = deciders+1, decidersHeard+count(was)
		}
	}
	if len(people) == 0 {
		return ""
	}
	text := fmt.Sprintf("Heard in %d days: %d of %d", heardDays, heard, len(people))
	if deciders > 0 {
		text += fmt.Sprintf(", %d of %s", decidersHeard, templates.Counted(deciders, "decision maker", "decision makers"))
	}
	return text
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
