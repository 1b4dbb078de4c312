package server

import (
	"slices"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// timelineKinds are the choices over a timeline: what the address says, and
// what people read.
func timelineKinds() []templates.Link {
	return []templates.Link{
		{Text: "Everything"}, {Text: "Answers", Address: string(surveys.EventAnswered)},
		{Text: "Asked, not asked", Address: string(surveys.EventAsked)}, {Text: "Cases", Address: string(surveys.EventCase)},
	}
}

func timelineOf(c *gin.Context) (show string, err error) {
	show = c.Query("show")
	if !slices.ContainsFunc(timelineKinds(), func(l templates.Link) bool { return l.Address == show }) {
		return "", surveys.InvalidField("show", "must be answered, asked or case, or left out")
	}
	return show, nil
}

func timelineLinks(sp span, show string) []templates.Link {
	out := timelineKinds()
	sp.rest.Del("before")
	for i, kind := range out {
		out[i].Current = kind.Address == show
		out[i].Address = sp.with("show", kind.Address)
	}
	return out
}

// timeline is what happened at the customer, the newest first.
func (f customerFile) timeline(show string, clock templates.Clock) []templates.Moment {
	var out []templates.Moment
	for _, e := range f.events {
		if show == "" || show == string(e.Kind) {
			out = append(out, f.moment(e, clock))
		}
	}
	return out
}

func (f customerFile) moment(e surveys.Event, clock templates.Clock) templates.Moment {
	who := whoOr(f.names.contact(e.Invitation.Contact), "Somebody")
	m := templates.Moment{When: clock.At(e.At)}
	if e.Kind == surveys.EventAnswered || e.Invitation.Mail != surveys.MailNone {
		m.Link = templates.Link{Text: "Its way", Address: invitationAddress(e.Invitation.ID)}
	}
	switch e.Kind {
	case surveys.EventAnswered:
		v := f.names.voiceOf(e.Invitation, templates.Link{}, clock)
		m.Title, m.Quote, m.Class = who+" rated "+aboutQuoted(e.Invitation)+v.Choice, v.Quote, v.Class
		m.Text = "Counts: " + v.By + "."
		if e.Invitation.Answer != surveys.Answered {
			m.Text = "Does not count any more."
		}
		for _, note := range v.Notes {
			m.Text += " " + templates.Sentence(note) + "."
		}
		if v.Case.Text != "" {
			m.Text, m.Link = m.Text+" Opened", v.Case
		}
	case surveys.EventCase:
		m.Title = templates.Sentence(caseText(e.Case.ID)) + " opened"
		m.Text = templates.Sentence(string(e.Case.State)) + ", " + ownerText(e.Case.Owner) + ". "
		if e.Case.Lesson != "" {
			m.Text += "Learnt: " + e.Case.Lesson + " "
		}
		m.Link = templates.Link{Text: "See the case", Address: caseAddress(e.Case.ID)}
		m.Class = templates.StateClass(surveys.Storm)
	default:
		m = askedMoment(m, e.Invitation, who, clock)
	}
	return m
}

func askedMoment(m templates.Moment, inv surveys.Invitation, who string, clock templates.Clock) templates.Moment {
	if inv.Mail == surveys.MailSkipped {
		m.Title, m.Text = notAsked(inv)+who, templates.Sentence(reasonText(inv))+"."
		return m
	}
	m.Title = "Asked " + who
	switch {
	case inv.Reminds != "":
		m.Title = "Reminded " + who
	case inv.Type == surveys.PulseType:
		m.Title, m.Text = "Asked "+who+" without an occasion", "Mail: "+stateText(inv, clock)+"."
		return m
	}
	if about := aboutText(inv); about != "" {
		m.Title += " about " + about
	}
	m.Text = "Mail: " + stateText(inv, clock) + "."
	return m
}

func notAsked(inv surveys.Invitation) string {
	if inv.Reminds != "" {
		return "Not reminded: "
	}
	return "Not asked: "
}

func aboutQuoted(inv surveys.Invitation) string {
	if about := aboutText(inv); about != "" && inv.Mail != surveys.MailNone {
		return "“" + about + "” "
	}
	return ""
}
