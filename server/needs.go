package server

import (
	"strconv"
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
		Sentence: clock.Why(a), Beside: clock.Words.Figure(a.Level), Notes: o.besideTheMean(a, clock),
		Next: templates.Link{Text: templates.Shorten(clock.Words.Next(a), nextShown)},
	}
	if o.money != nil && a.Kind == surveys.CustomerNeeds {
		n.Pays = o.money(surveys.CustomerID(a.ID))
	}
	if a.Kind == surveys.ProjectNeeds {
		n.Kind, n.Address = clock.Words.Text("overview_is_project"), projectAddress(surveys.ProjectID(a.ID))
	}
	n.Behind = o.behind(a)
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
		n.Sentence += " " + templates.Sentence(clock.Alarm(a.Alarm)) + clock.Words.Text("team_stop")
	}
	return n
}

// behind is where the answers of the level are listed.
func (o overview) behind(a surveys.Attention) string {
	if a.Level.N == 0 {
		return ""
	}
	of := surveys.ResponseFilter{Period: o.recent}
	if a.Kind == surveys.ProjectNeeds {
		of.Project = surveys.ProjectID(a.ID)
	} else {
		of.Customer = surveys.CustomerID(a.ID)
	}
	return responsesAddress(of)
}

// besideTheMean are the voices that an average would hide: the lowest, where
// the sentence does not quote it, and decision makers who are not heard.
func (o overview) besideTheMean(a surveys.Attention, clock templates.Clock) []string {
	var out []string
	if w := a.Worst; w.ID != "" && (a.Case.ID == 0 || w.ID != a.Case.Invitation) {
		scale, _ := surveys.ScaleByID(w.Scale)
		id, who := "overview_worst_is", contactName(a.People[w.Contact])
		if who != "" {
			id = "overview_worst_by"
		}
		out = append(out, clock.Words.Text(id, "Choice", clock.Words.ChoiceOf(scale, w.Choice), "Who", who, "When", clock.Ago(w.AnsweredAt)))
	}
	for _, one := range a.Silences {
		if a.Case.ID != 0 || !one.Calls() {
			out = append(out, clock.Words.Silence(one, whoOr(contactName(a.People[one.Contact]), a.Name))+clock.Words.Text("team_stop"))
		}
	}
	return out
}

func (o overview) caseSentence(k surveys.Case, cases int, clock templates.Clock) string {
	inv, say := o.inCases[k.ID], clock.Words
	v := o.names.voiceOf(inv, templates.Link{}, clock)
	opened := surveys.DayOf(k.OpenedAt, clock.Zone)
	text := say.Text("overview_case_said", "Choice", v.Choice, "Day", onDay(clock, surveys.DayOf(inv.AnsweredAt, clock.Zone)))
	switch {
	case inv.ID == "":
		text = say.Text("overview_case_since", "Case", strconv.Itoa(int(k.ID)), "Day", onDay(clock, opened))
		if k.Text != "" {
			text += say.Text("overview_case_told", "Text", strings.TrimRight(templates.Shorten(k.Text, 70), ". "))
		}
	case inv.Answer == surveys.AnswerVoid:
		text = say.Text("overview_case_void")
	case inv.Answer != surveys.Answered:
		text = say.Text("overview_case_contact", "Day", onDay(clock, opened))
	}
	if v.Quote != "" {
		text += say.Text("overview_case_quote", "Quote", strings.TrimRight(templates.Shorten(v.Quote, 70), ". "))
	}
	if k.Owner == "" {
		text += say.Text("overview_case_unanswered")
	} else {
		text += say.Text("overview_case_with", "Who", k.Owner)
	}
	if cases > 1 {
		text += say.Count("overview_case_more", cases)
	}
	return text + say.Text("team_stop")
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
	d := templates.Decline{Sentence: templates.Sentence(clock.Alarm(a)) + clock.Words.Text("team_stop"), Stands: a.Standing(), Address: alarmAddress(a.ID),
		Where: n.project(a.Project), When: clock.Ago(a.At)}
	if a.Level != surveys.AlarmOfProject {
		d.Who = n.customer(a.Customer)
	}
	if a.Level == surveys.AlarmOfAll {
		d.Where = templates.Link{Text: clock.Words.Text("overview_all_projects")}
	}
	return d
}

func alarmAddress(id surveys.AlarmID) string { return "/alarms/" + string(id) }
