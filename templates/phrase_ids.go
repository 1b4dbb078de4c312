package templates

import "barometer/surveys"

// Each case has a whole sentence of its own in the locale files: languages
// bend their words too differently for sentences made of parts.

// kindOf is what the sentences know of the type of an interaction.
func kindOf(inv surveys.Invitation) string {
	if occasion := inv.Occasion(); occasion != "" {
		return occasion
	}
	switch inv.Type {
	case "ticket", "milestone", "delivery", "visit":
		return inv.Type
	}
	return "other"
}

// named reports whether the project's name says something to the customer.
func named(inv surveys.Invitation, project string) bool {
	return project != "" && inv.Project != surveys.GeneralProject
}

// aboutID names the sentence that says what the question is about. One about a
// ticket leaves the project out: the customer knows where the ticket was.
func aboutID(inv surveys.Invitation, project string) string {
	kind := kindOf(inv)
	id := "about_" + kind
	if kind == "ticket" && inv.Number() != "" {
		id += "_number"
	}
	if inv.Subject != "" && kind != surveys.PulseType {
		id += "_subject"
	}
	if named(inv, project) && kind != "ticket" {
		id += "_project"
	}
	return id
}

// subjectID names the subject line, which says the one thing that people will
// know the matter by.
func subjectID(inv surveys.Invitation, project string) string {
	id := "subject"
	if occasion := inv.Occasion(); occasion != "" {
		id += "_" + occasion
	}
	switch {
	case inv.Number() != "":
		return id + "_number"
	case inv.Subject != "" && inv.Type != surveys.PulseType:
		return id + "_about"
	case named(inv, project):
		return id + "_project"
	}
	return id
}

// phraseIDs are the texts that every mail needs.
func phraseIDs() []string {
	ids := []string{
		"hello", "hello_name", "subject_reminder",
		"subject", "subject_number", "subject_about", "subject_project",
		"subject_pulse", "subject_pulse_project",
		"subject_recovery", "subject_recovery_about", "subject_recovery_project",
		"about_ticket", "about_ticket_subject", "about_ticket_number", "about_ticket_number_subject",
		"about_pulse", "about_pulse_project",
	}
	for _, kind := range []string{"milestone", "delivery", "visit", "other", surveys.RecoveryType} {
		for _, what := range []string{"", "_subject", "_project", "_subject_project"} {
			ids = append(ids, "about_"+kind+what)
		}
	}
	for _, scale := range surveys.ScaleIDs() {
		for _, occasion := range []string{"", surveys.PulseType + "_", surveys.RecoveryType + "_"} {
			ids = append(ids, "question_"+occasion+string(scale))
		}
	}
	return ids
}
