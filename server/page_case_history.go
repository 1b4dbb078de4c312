package server

import (
	"strconv"

	"barometer/surveys"
	"barometer/templates"
)

// history is what happened so far, the newest last.
func (f caseFile) history(clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	if len(f.voices) > 0 && !f.voices[0].SentAt.IsZero() {
		out = append(out, templates.Moment{When: clock.At(f.voices[0].SentAt), Title: clock.Words.Text("case_asked_about", "About", aboutText(f.voices[0], clock.Words))})
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
	say := clock.Words
	who := whoOr(l.Actor(), say.Text("customer_somebody"))
	inv := f.voice(l.Ref)
	customer := firstName(f.names.contacts[inv.Contact], say)
	v := f.names.voiceOf(inv, templates.Link{}, clock)
	switch l.Kind {
	case surveys.LineOpened:
		return f.openedMoment(l, inv, clock)
	case surveys.LineJoined:
		m.Title, m.Class = say.Text("case_log_too", "Who", customer, "Choice", v.Choice), v.Class
		if inv.ID == "" {
			m.Title, m.Quote = say.Text("case_log_added", "Who", whoOr(l.Actor(), say.Text("case_an_alarm"))), l.Text
		}
	case surveys.LineWished:
		m.Title = say.Text("case_is_wish", "Who", customer)
	case surveys.LineReopened:
		m.Title, m.Class = say.Text("case_log_reopened", "Who", who), templates.StateClass(surveys.Storm)
		if inv.ID != "" {
			m.Title = say.Text("case_log_unhappy", "Who", customer)
		}
	case surveys.LineWithdrawn:
		m.Title, m.Text = say.Text("case_log_changed", "Who", customer), l.Text
		if l.Who != "" {
			m.Title = say.Text("case_log_aside", "Who", who)
		}
	case surveys.LineStands:
		m.Title, m.Text = say.Text("case_log_again", "Who", customer), l.Text
		if l.Who != "" {
			m.Title = say.Text("case_log_restored", "Who", who)
		}
	case surveys.LineNote:
		m.Title, m.Quote = who, l.Text
	case surveys.LineReply:
		return f.replyMoment(l, say)
	default:
		m.Title = plainTitle(l, who, say)
	}
	return m
}

// openedMoment says how the case began.
func (f caseFile) openedMoment(l surveys.CaseLine, inv surveys.Invitation, clock templates.Clock) templates.Moment {
	say := clock.Words
	if inv.ID == "" {
		return templates.Moment{Title: say.Text("case_log_opened", "Who", whoOr(l.Actor(), say.Text("case_an_alarm")))}
	}
	v, id := f.names.voiceOf(inv, templates.Link{}, clock), "case_is_rated"
	if v.Quote != "" {
		id = "case_log_wrote"
	}
	return templates.Moment{Title: say.Text(id, "Who", firstName(f.names.contacts[inv.Contact], say), "Choice", v.Choice), Class: v.Class}
}

// plainTitle says a line that a sentence is enough for.
func plainTitle(l surveys.CaseLine, who string, say *templates.Locale) string {
	switch l.Kind {
	case surveys.LineState:
		return say.Text("case_log_state", "State", templates.Sentence(say.Text("overview_case_"+l.Ref)), "Who", who)
	case surveys.LineOwner:
		if l.Text == "" {
			return say.Text("case_log_nobody", "Who", who)
		}
		return say.Text("case_log_owner", "Who", l.Text)
	case surveys.LineCause:
		return say.Text("case_log_cause", "Cause", l.Text)
	case surveys.LineEscalated:
		return whoOr(say.Text("case_log_escalated_"+l.Ref), say.Text("case_log_escalated_late"))
	case surveys.LineAsked:
		if l.Text != "" {
			return say.Text("case_log_not_asked", "Why", say.Skip(surveys.SkipReason(l.Text)))
		}
		return say.Text("case_log_asked")
	case surveys.LineRecovery:
		return whoOr(say.Text("case_log_recovery_"+l.Ref), say.Text("case_log_recovery_unclear"))
	}
	return whoOr(say.Text("case_log_"+string(l.Kind)), string(l.Kind))
}

// replyMoment shows a mail to the customer with what became of it.
func (f caseFile) replyMoment(l surveys.CaseLine, say *templates.Locale) templates.Moment {
	n, _ := strconv.Atoi(l.Ref)
	if n < 1 || n > len(f.Answers) {
		return templates.Moment{Title: say.Text("case_log_reply")}
	}
	r := f.Answers[n-1]
	m := templates.Moment{Title: say.Text("case_log_wrote_to", "Who", r.Name, "To", firstName(f.names.contacts[r.To], say)), Quote: r.Text}
	m.Text = say.Text("case_reply_"+string(r.State), "Why", r.Reason)
	if r.State == surveys.MailFailed {
		m.Class = templates.StateClass(surveys.Storm)
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
