package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// active are the filters that are set, each leading to the list without it.
func (f responsesFile) active(clock templates.Clock) []templates.Link {
	var out []templates.Link
	for _, name := range filterFields() {
		value := strings.Join(f.query.span.rest[name], ",")
		if value == "" {
			continue
		}
		text := clock.Words.Text("responses_active", "What", clock.Words.Text("responses_by_"+name), "Value", f.called(name, value, clock))
		out = append(out, templates.Link{Text: text, Address: f.query.address(responsesPath, name, "")})
	}
	return out
}

// called is what the value of a filter is called.
func (f responsesFile) called(name, value string, clock templates.Clock) string {
	q := f.query.filter
	switch name {
	case "project":
		return f.names.project(q.Project).Text
	case "customer":
		return f.names.customer(q.Customer).Text
	case "contact":
		return whoOr(f.names.contact(q.Contact), value)
	case "survey":
		return f.surveyName(q.Survey, clock.Words)
	case "scale":
		return clock.Words.ScaleName(q.Scale)
	case "reason":
		return f.names.reasonName(value)
	case "language":
		return clock.Words.Text("responses_language_" + value)
	case "choice":
		return choiceText(value, clock)
	case "words":
		return clock.Words.Text("responses_words_" + value)
	case "by":
		return clock.Words.Text("responses_evidence_" + value)
	case "counted":
		return clock.Words.Text("responses_counted_" + value)
	}
	return value
}

func (f responsesFile) surveyName(id surveys.SurveyID, words *templates.Locale) string {
	s, ok := f.names.surveys.Get(id)
	if ok && s.Name == "" && string(id) == string(s.Scale) {
		return words.ScaleName(s.Scale)
	}
	return cmp.Or(s.Name, string(id))
}

func choiceText(value string, clock templates.Clock) string {
	switch value {
	case surveys.ChoiceComplaints, surveys.ChoiceSatisfied, surveys.ChoiceUnsatisfied:
		return clock.Words.Text("responses_choice_" + value)
	}
	return value
}

// form offers what is there to be chosen from.
func (f responsesFile) form(clock templates.Clock) templates.ResponseForm {
	q, words := f.query, clock.Words
	choose := func(name string, values []string, text func(string) string) templates.Choose {
		chosen := strings.Join(q.span.rest[name], ",")
		out := templates.Choose{Name: name, Title: words.Text("responses_by_" + name)}
		if chosen != "" && !slices.Contains(values, chosen) {
			values = append(values, chosen)
		}
		for _, v := range append([]string{""}, values...) {
			title := words.Text("responses_any")
			switch {
			case v != "":
				title = text(v)
			case name == "counted":
				title = text(string(surveys.Yes))
			}
			out.Options = append(out.Options, templates.Option{Value: v, Text: title, Chosen: v == chosen})
		}
		return out
	}
	form := templates.ResponseForm{
		Address: responsesPath, Customer: string(q.filter.Customer), Contact: string(q.filter.Contact), Agent: string(q.filter.Agent), Text: q.filter.Text,
		From: dayUnless(q.from, 0), To: dayUnless(q.span.to, q.span.today), Today: q.span.today.String(), Days: q.daysField(),
	}
	var projects []string
	called := map[string]string{}
	for _, p := range f.projects {
		projects = append(projects, string(p.ID))
		called[string(p.ID)] = p.Name
	}
	var asked []string
	for _, s := range f.names.surveys.All() {
		asked = append(asked, string(s.ID))
	}
	same := func(prefix string) func(string) string {
		return func(v string) string { return words.Text(prefix + v) }
	}
	form.Choose = []templates.Choose{
		choose("project", projects, func(id string) string { return cmp.Or(called[id], f.names.project(surveys.ProjectID(id)).Text) }),
		choose("survey", asked, func(id string) string { return f.surveyName(surveys.SurveyID(id), words) }),
		choose("choice", choicesOffered(), func(v string) string { return choiceText(v, clock) }),
		choose("words", []string{"yes", "no"}, same("responses_words_")),
		choose("language", surveys.Languages(), same("responses_language_")),
		choose("by", evidenceOffered(), same("responses_evidence_")),
		choose("counted", []string{"no"}, same("responses_counted_")),
	}
	return form
}

// daysField keeps the period of the page where the form names no first day.
func (q responseQuery) daysField() string {
	if q.from == 0 && q.span.days != q.span.usual {
		return daysText(q.span.days)
	}
	return ""
}

// dayUnless leaves out the day that goes without saying.
func dayUnless(day, usual surveys.Day) string {
	if day == usual {
		return ""
	}
	return day.String()
}

// choicesOffered are complaints, satisfied and each number.
func choicesOffered() []string {
	out := []string{surveys.ChoiceComplaints, surveys.ChoiceSatisfied, surveys.ChoiceUnsatisfied}
	for n := range 11 {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

func evidenceOffered() []string {
	return texts([]surveys.Evidence{surveys.ByGesture, surveys.ByButton, surveys.ByAuto, surveys.BySettled, surveys.ByButtonFlagged, surveys.ByImported})
}
