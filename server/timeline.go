package server

import (
	"cmp"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// eventKinds are the choices over a timeline beside everything.
func eventKinds() []surveys.EventKind {
	return []surveys.EventKind{surveys.EventAnswered, surveys.EventAsked, surveys.EventCase, surveys.EventNote}
}

func timelineOf(c *gin.Context) (surveys.EventKind, error) {
	show := surveys.EventKind(c.Query("show"))
	if show != "" && !slices.Contains(eventKinds(), show) {
		return "", surveys.InvalidField("show", "must be answered, asked, case or note, or left out")
	}
	return show, nil
}

func timelineLinks(sp span, show surveys.EventKind, clock templates.Clock) []templates.Link {
	rest := sp.rest
	rest.Del("before")
	sp.rest = rest
	out := []templates.Link{{Text: clock.Words.Text("customer_kind_all"), Address: sp.with("show", "") + "#timeline", Current: show == ""}}
	for _, kind := range eventKinds() {
		out = append(out, templates.Link{Text: kindText(kind, clock), Address: sp.with("show", string(kind)) + "#timeline", Current: kind == show})
	}
	return out
}

func kindText(kind surveys.EventKind, clock templates.Clock) string {
	switch kind {
	case surveys.EventAnswered:
		return clock.Words.Text("customer_kind_answered")
	case surveys.EventAsked:
		return clock.Words.Text("customer_kind_asked")
	case surveys.EventCase:
		return clock.Words.Text("customer_kind_case")
	}
	return clock.Words.Text("customer_kind_note")
}

// timeline is what happened at the customer, the newest first. Declines that
// were found stand among everything else.
func (f customerFile) timeline(ask customerAsk, clock templates.Clock) []templates.Moment {
	type line struct {
		at     time.Time
		moment templates.Moment
	}
	var all []line
	for _, e := range f.events {
		all = append(all, line{e.At, f.moment(e, clock)})
	}
	if ask.show == "" {
		for _, a := range f.alarms {
			if f.onPage(a.At, ask) {
				all = append(all, line{a.At, f.alarmMoment(a, clock)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b line) int { return b.at.Compare(a.at) })
	out := make([]templates.Moment, len(all))
	for i, l := range all {
		out[i] = l.moment
	}
	return out
}

// onPage reports whether a moment lies among the events of this page.
func (f customerFile) onPage(at time.Time, ask customerAsk) bool {
	if len(f.events) == 0 {
		return ask.before == ""
	}
	newest, oldest := f.events[0].At, f.events[len(f.events)-1].At
	return (ask.before == "" || !at.After(newest)) && (f.next == "" || !at.Before(oldest))
}

func (f customerFile) alarmMoment(a surveys.Alarm, clock templates.Clock) templates.Moment {
	d := declineOf(a, f.names, clock)
	return templates.Moment{When: clock.At(a.At), Title: clock.Words.Text("customer_alarm", "Where", d.Where.Text), Text: d.Sentence,
		Link: templates.Link{Text: clock.Words.Text("customer_alarm_behind"), Address: d.Address}, Class: templates.StateClass(surveys.Storm)}
}

func (f customerFile) moment(e surveys.Event, clock templates.Clock) templates.Moment {
	who := whoOr(f.names.contact(e.Invitation.Contact), clock.Words.Text("customer_somebody"))
	m := templates.Moment{When: clock.At(e.At)}
	if e.Kind != surveys.EventNote && (e.Kind == surveys.EventAnswered || e.Invitation.Mail != surveys.MailNone) {
		m.Link = templates.Link{Text: clock.Words.Text("customer_way"), Address: invitationAddress(e.Invitation.ID)}
	}
	switch e.Kind {
	case surveys.EventAnswered:
		return f.answeredMoment(m, e.Invitation, who, clock)
	case surveys.EventCase:
		return f.caseMoment(m, e.Case, clock)
	case surveys.EventNote:
		return f.noteMoment(m, e.Note, clock)
	}
	return askedMoment(m, e.Invitation, who, clock)
}

func (f customerFile) answeredMoment(m templates.Moment, inv surveys.Invitation, who string, clock templates.Clock) templates.Moment {
	v, say := f.names.voiceOf(inv, templates.Link{}, clock), clock.Words
	m.Title = say.Text("customer_rated", "Who", who, "Choice", v.Choice)
	if about := aboutText(inv, say); about != "" && inv.Mail != surveys.MailNone {
		m.Title = say.Text("customer_rated_about", "Who", who, "About", about, "Choice", v.Choice)
	}
	m.Quote, m.Class, m.Text = v.Quote, v.Class, say.Text("customer_counts", "By", v.By)
	m.Link.Text = say.Text("customer_why")
	if inv.By == surveys.ByImported {
		m.Text = say.Text("customer_brought")
	}
	if inv.Answer != surveys.Answered {
		m.Text = say.Text("customer_counts_not")
	}
	for _, note := range v.Notes {
		m.Text += " " + templates.Sentence(note) + say.Text("team_stop")
	}
	if v.Case.Text != "" {
		m.Text, m.Link = m.Text+" "+say.Text("customer_opened"), v.Case
	}
	return m
}

func (f customerFile) caseMoment(m templates.Moment, k surveys.Case, clock templates.Clock) templates.Moment {
	say := clock.Words
	m.Title = say.Text("customer_case_opened", "Case", templates.Sentence(caseText(k.ID, say)))
	m.Text = say.Text("customer_case_state", "State", templates.Sentence(say.Text("overview_case_"+string(k.State))), "Owner", ownerText(k.Owner, clock)) + " "
	if k.Lesson != "" {
		m.Text += say.Text("customer_learnt", "Lesson", k.Lesson) + " "
	}
	m.Link = templates.Link{Text: say.Text("customer_case_see"), Address: caseAddress(k.ID)}
	m.Class = templates.StateClass(surveys.Storm)
	return m
}

// noteMoment is a note: a person's in their own words, the house's in a line.
func (f customerFile) noteMoment(m templates.Moment, n surveys.CustomerNote, clock templates.Clock) templates.Moment {
	who, text := f.team[n.By], cmp.Or(clock.Words.Tell(n.Telling), n.Text)
	if n.Kind == surveys.NoteText {
		m.Title, m.Text = clock.Words.Text("customer_note_by", "Who", cmp.Or(who, clock.Words.Text("customer_somebody"))), text
		return m
	}
	m.Title = text
	for _, step := range f.life.Changes {
		if n.Kind == surveys.NoteStage && n.ID == step.NoteID() {
			m.Title, m.Quote = clock.Words.Text("customer_stage_now", "Stage", stageName(step.Stage, clock)), step.Reason // the line has its day already
		}
	}
	if who != "" {
		m.Text = clock.Words.Text("customer_done_by", "Who", who)
	}
	return m
}

func askedMoment(m templates.Moment, inv surveys.Invitation, who string, clock templates.Clock) templates.Moment {
	say := clock.Words
	if inv.Mail == surveys.MailSkipped {
		id := "customer_not_asked"
		if inv.Reminds != "" {
			id = "customer_not_reminded"
		}
		m.Title, m.Text = say.Text(id, "Who", who), templates.Sentence(reasonText(inv, say))+say.Text("team_stop")
		return m
	}
	m.Text = say.Text("customer_mail_state", "State", stateText(inv, clock))
	about := aboutText(inv, say)
	switch {
	case inv.Type == surveys.PulseType && inv.Reminds == "":
		m.Title = say.Text("customer_asked_pulse", "Who", who)
	case inv.Type == surveys.ManualType && inv.Reminds == "":
		m.Title = say.Text("customer_asked_manual", "Who", who)
		if inv.Subject != "" {
			m.Title = say.Text("customer_asked_about", "Who", who, "About", say.Text("team_quoted", "Text", inv.Subject))
		}
	case inv.Reminds != "" && about == "":
		m.Title = say.Text("customer_reminded", "Who", who)
	case inv.Reminds != "":
		m.Title = say.Text("customer_reminded_about", "Who", who, "About", about)
	case about == "":
		m.Title = say.Text("customer_asked", "Who", who)
	default:
		m.Title = say.Text("customer_asked_about", "Who", who, "About", about)
	}
	return m
}
