package server

import (
	"fmt"
	"strconv"

	"barometer/surveys"
	"barometer/templates"
)

// history is what happened so far, the newest last.
func (f caseFile) history(clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	if len(f.voices) > 0 && !f.voices[0].SentAt.IsZero() {
		out = append(out, templates.Moment{When: clock.At(f.voices[0].SentAt), Title: "Asked about " + aboutText(f.voices[0])})
	}
	for _, l := range f.Log {
		m := f.moment(l, clock)
		m.When = clock.At(l.At)
		out = append(out, m)
	}
	return out
}

// moment says a line of the log in words.
func (f caseFile) moment(l surveys.CaseLine, clock templates.Clock) (m templates.Moment) {
	who := whoOr(l.Actor(), "Somebody")
	inv := f.voice(l.Ref)
	customer := firstName(f.names.contacts[inv.Contact])
	v := f.names.voiceOf(inv, templates.Link{}, clock)
	switch l.Kind {
	case surveys.LineOpened:
		return f.openedMoment(l, inv, clock)
	case surveys.LineJoined:
		m.Title, m.Class = customer+" rated "+v.Choice+", too", v.Class
		if inv.ID == "" {
			m.Title, m.Quote = whoOr(l.Actor(), "An alarm")+" added", l.Text
		}
	case surveys.LineWished:
		m.Title = customer + " asks to be contacted"
	case surveys.LineReopened:
		m.Title, m.Class = who+" opened it again", templates.StateClass(surveys.Storm)
		if inv.ID != "" {
			m.Title = customer + " is not satisfied again"
		}
	case surveys.LineWithdrawn:
		m.Title, m.Text = customer+" changed the rating to one that is no complaint", l.Text
		if l.Who != "" {
			m.Title = who + " set the answer aside"
		}
	case surveys.LineStands:
		m.Title, m.Text = customer+" complains again", l.Text
		if l.Who != "" {
			m.Title = who + " restored the answer"
		}
	case surveys.LineNote:
		m.Title, m.Quote = who, l.Text
	case surveys.LineReply:
		return f.replyMoment(l)
	default:
		m.Title = f.plainTitle(l, who)
	}
	return m
}

// openedMoment says how the case began.
func (f caseFile) openedMoment(l surveys.CaseLine, inv surveys.Invitation, clock templates.Clock) templates.Moment {
	if inv.ID == "" {
		return templates.Moment{Title: whoOr(l.Actor(), "An alarm") + " opened the case"}
	}
	v := f.names.voiceOf(inv, templates.Link{}, clock)
	m := templates.Moment{Title: firstName(f.names.contacts[inv.Contact]) + " rated " + v.Choice, Class: v.Class}
	if v.Quote != "" {
		m.Title += " and wrote"
	}
	return m
}

// plainTitle says a line that a sentence is enough for.
func (f caseFile) plainTitle(l surveys.CaseLine, who string) string {
	switch l.Kind {
	case surveys.LineState:
		return templates.Sentence(l.Ref) + ", says " + who
	case surveys.LineOwner:
		if l.Text == "" {
			return "Nobody follows it up any more, says " + who
		}
		return l.Text + " follows it up"
	case surveys.LineCause:
		return "Cause: " + l.Text
	case surveys.LineLesson:
		return "A lesson was written down"
	case surveys.LineTold:
		return "The team was told"
	case surveys.LineEscalated:
		switch l.Ref {
		case surveys.EscalatedSenior:
			return "The founders were told: a decision maker is not satisfied"
		case surveys.EscalatedWorth:
			return "The founders were told: a customer of great worth is concerned"
		}
		return "The founders were told: nobody had acted"
	case surveys.LineAsked:
		if l.Text != "" {
			return "Not asked once more: " + surveys.SkipReason(l.Text).Text()
		}
		return "Asked once more"
	case surveys.LineRecovery:
		return recoveryTitle(surveys.Recovery(l.Ref))
	}
	return string(l.Kind)
}

func recoveryTitle(r surveys.Recovery) string {
	switch r {
	case surveys.Recovered:
		return "Satisfied again"
	case surveys.NotRecovered:
		return "Not satisfied again"
	}
	return "Neither satisfied nor a complaint"
}

// replyMoment shows a mail to the customer with what became of it.
func (f caseFile) replyMoment(l surveys.CaseLine) templates.Moment {
	n, _ := strconv.Atoi(l.Ref)
	if n < 1 || n > len(f.Answers) {
		return templates.Moment{Title: "A reply"}
	}
	r := f.Answers[n-1]
	m := templates.Moment{Title: r.Name + " wrote to " + firstName(f.names.contacts[r.To]), Quote: r.Text}
	switch r.State {
	case surveys.MailScheduled:
		m.Text = "Waits to be sent."
	case surveys.MailData:
		m.Text = "On its way."
	case surveys.MailSent:
		m.Text = "Sent."
	case surveys.MailFailed:
		m.Text, m.Class = fmt.Sprintf("Not sent: %s.", r.Reason), templates.StateClass(surveys.Storm)
	case surveys.MailUnknown:
		m.Text = "Unknown: " + r.Reason + ". It is not sent again by itself."
	}
	return m
}

// voice is the answer of an invitation on this case; no id where it has none.
func (f caseFile) voice(id string) surveys.Invitation {
	for _, inv := range f.voices {
		if string(inv.ID) == id {
			return inv
		}
	}
	return surveys.Invitation{}
}
