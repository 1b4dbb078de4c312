package server

import (
	"fmt"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// nextShown is how many letters a next step has room for.
const nextShown = 24

// needs writes who needs us as rows, in the order that the store ranks them. A
// project whose decline is the one of a customer above is not said twice.
func (o overview) needs(clock templates.Clock) []templates.Need {
	var out []templates.Need
	type story struct {
		project  surveys.ProjectID
		customer surveys.CustomerID
	}
	told := map[story]bool{}
	for _, a := range o.attention {
		of := story{a.Alarm.Project, a.Alarm.Customer}
		if a.Kind == surveys.ProjectNeeds && told[of] {
			continue
		}
		told[of] = a.Alarm.ID != ""
		out = append(out, o.need(a, clock))
	}
	return out
}

func (o overview) need(a surveys.Attention, clock templates.Clock) templates.Need {
	n := templates.Need{
		Name: a.Name, Address: customerAddress(surveys.CustomerID(a.ID)), Forecast: a.Forecast,
		Sentence: a.Why(), Beside: templates.Figure(a.Level), Notes: o.besideTheMean(a, clock),
		Next: templates.Link{Text: templates.Shorten(a.Next(), nextShown)},
	}
	if o.money != nil && a.Kind == surveys.CustomerNeeds {
		if pays := o.money(surveys.CustomerID(a.ID)); pays != "" {
			n.Beside = pays + " · " + n.Beside
		}
	}
	if a.Kind == surveys.ProjectNeeds {
		n.Kind, n.Address = string(surveys.ProjectNeeds), projectAddress(surveys.ProjectID(a.ID))
	}
	n.Next.Address = n.Address
	if a.Alarm.ID != "" {
		n.Next.Address = alarmAddress(a.Alarm.ID)
	}
	if a.Case.ID == 0 {
		return n
	}
	n.Next.Address = caseAddress(a.Case.ID)
	n.Sentence = o.caseSentence(a.Case, a.Cases, clock)
	if a.Alarm.ID != "" {
		n.Sentence += " " + templates.Sentence(a.Alarm.Sentence) + "."
	}
	return n
}

// besideTheMean are the voices that an average would hide: the lowest, where
// the sentence does not quote it, and decision makers who are not heard.
func (o overview) besideTheMean(a surveys.Attention, clock templates.Clock) []string {
	var out []string
	if w := a.Worst; w.ID != "" && (a.Case.ID == 0 || w.ID != a.Case.Invitation) {
		scale, _ := surveys.ScaleByID(w.Scale)
		text := "Worst voice: " + templates.ChoiceOf(scale, w.Choice)
		if who := contactName(a.People[w.Contact]); who != "" {
			text += " by " + isolated(who)
		}
		out = append(out, text+", "+clock.Ago(w.AnsweredAt)+".")
	}
	for _, one := range a.Silences {
		if a.Case.ID != 0 || !one.Calls() {
			out = append(out, one.Text(whoOr(contactName(a.People[one.Contact]), a.Name))+".")
		}
	}
	return out
}

func (o overview) caseSentence(k surveys.Case, cases int, clock templates.Clock) string {
	inv := o.inCases[k.ID]
	v := o.names.voiceOf(inv, templates.Link{}, clock)
	text := "Rated " + v.Choice + " " + onDay(clock, surveys.DayOf(inv.AnsweredAt, clock.Zone))
	switch {
	case inv.ID == "":
		text = fmt.Sprintf("Case %d is open since %s", k.ID, clock.Date(surveys.DayOf(k.OpenedAt, clock.Zone)))
	case inv.Answer == surveys.AnswerVoid:
		text = "A case is open about an answer that does not count any more"
	case inv.Answer != surveys.Answered:
		text = "Asked to be contacted " + onDay(clock, surveys.DayOf(k.OpenedAt, clock.Zone))
	}
	if v.Quote != "" {
		text += ", “" + strings.TrimRight(templates.Shorten(v.Quote, 70), ". ") + "”"
	}
	if k.Owner == "" {
		text += ", and nobody has answered yet"
	} else {
		text += ", with " + k.Owner
	}
	if cases > 1 {
		text += fmt.Sprintf("; %d cases are open", cases)
	}
	return text + "."
}

// declinesOf writes alarms as rows: those that stand, and the newest that ended
// where none does. Of one stream the newest speaks.
func declinesOf(all []surveys.Alarm, n names, clock templates.Clock) []templates.Decline {
	seen := map[string]bool{}
	var out []templates.Decline
	for _, a := range all {
		stream := string(a.Level) + " " + string(a.Project) + " " + string(a.Customer)
		if a.Level == surveys.AlarmOfProject {
			stream = string(a.Level) + " " + string(a.Project)
		}
		if !a.Standing() || seen[stream] {
			continue
		}
		seen[stream] = true
		out = append(out, declineOf(a, n, clock))
	}
	return out
}

func declineOf(a surveys.Alarm, n names, clock templates.Clock) templates.Decline {
	d := templates.Decline{Sentence: templates.Sentence(a.Sentence) + ".", Stands: a.Standing(), Address: alarmAddress(a.ID),
		Where: n.project(a.Project), When: clock.Ago(a.At)}
	if a.Level != surveys.AlarmOfProject {
		d.Who = n.customer(a.Customer)
	}
	if a.Level == surveys.AlarmOfAll {
		d.Where = templates.Link{Text: "all its projects together"}
	}
	return d
}

func alarmAddress(id surveys.AlarmID) string { return "/alarms/" + string(id) }
