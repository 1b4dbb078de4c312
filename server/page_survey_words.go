package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// wordingForms are the fields for the words of every language, the survey's own
// first, with our words beside them.
func (s *Server) wordingForms(survey surveys.Survey, own string) []templates.WordingForm {
	tags := surveys.Languages()
	slices.SortStableFunc(tags, func(a, b string) int { return boolRank(b == own) - boolRank(a == own) })
	var out []templates.WordingForm
	for _, tag := range tags {
		out = append(out, s.wordingForm(survey, s.locales.In(tag), tag == own))
	}
	return out
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Server) wordingForm(survey surveys.Survey, in *templates.Locale, open bool) templates.WordingForm {
	said := survey.Wording[in.Tag]
	plain := surveys.NewSurvey(survey.ID, survey.Scale)
	plain.Types = survey.Types
	letter, subject := in.TrialMail(plain, templates.TrialValues{Signer: s.signer})
	ours := in.Wording(plain)
	field := func(name, title, text, usual string, most int) templates.FieldForm {
		return templates.FieldForm{Name: "w." + in.Tag + "." + name, Path: "wording." + in.Tag + "." + name,
			Title: title, Own: text, Ours: usual, Most: most}
	}
	out := templates.WordingForm{Tag: in.Tag, Name: languageName(in.Tag), Dir: in.Dir, Open: open, State: whoseWords(said, s.words),
		Subject:  field("subject", s.words.Text("survey_field_subject"), said.Subject, unmarked(subject), surveys.MaxWordingSubject),
		Intro:    field("intro", s.words.Text("survey_field_intro"), said.Intro, unmarked(letter.About), surveys.MaxIntro),
		Question: field("question", s.words.Text("survey_field_question"), said.Question, ours.Question, surveys.MaxQuestion),
	}
	scale, _ := surveys.ScaleByID(survey.Scale)
	for i, choice := range scale.Choices() {
		f := field("label."+strconv.Itoa(choice), strconv.Itoa(choice), "", ours.Label(scale.ID, choice), surveys.MaxLabel)
		f.Path = fmt.Sprintf("wording.%s.labels[%d]", in.Tag, i)
		if i < len(said.Labels) {
			f.Own = said.Labels[i]
		}
		out.Labels = append(out.Labels, f)
	}
	names := s.words.Wording(survey).Reasons
	for _, id := range survey.Reasons {
		f := field("reason."+id, whoOr(names[id], id), said.Reasons[id], ours.Reasons[id], surveys.MaxReason)
		f.Path = "wording." + in.Tag + ".reasons." + id
		out.Reasons = append(out.Reasons, f)
	}
	return out
}

// unmarked takes out the marks of direction around values.
func unmarked(text string) string { return surveys.OneLine(text, surveys.MaxIntro) }

// whoseWords says whose the words of a language are.
func whoseWords(said surveys.Wording, words *templates.Locale) string {
	own := len(said.Reasons)
	for _, text := range append([]string{said.Subject, said.Intro, said.Question}, said.Labels...) {
		if text != "" {
			own++
		}
	}
	if own == 0 {
		return words.Text("survey_our_words")
	}
	return words.Count("survey_own_words", own)
}

// markWordings puts what is wrong beside the fields, and opens their languages.
func markWordings(forms []templates.WordingForm, wrong map[string]string) {
	for i := range forms {
		f := &forms[i]
		all := []*templates.FieldForm{&f.Subject, &f.Intro, &f.Question}
		for j := range f.Labels {
			all = append(all, &f.Labels[j])
		}
		for j := range f.Reasons {
			all = append(all, &f.Reasons[j])
		}
		for _, field := range all {
			if field.Error = wrong[field.Path]; field.Error != "" {
				f.Open = true
			}
		}
	}
}

// reasonForms are the reasons that the survey offers, in its order, and ours
// that it does not.
func (s *Server) reasonForms(survey surveys.Survey, in *templates.Locale) []templates.ReasonForm {
	words := in.Wording(survey).Reasons
	var out []templates.ReasonForm
	for _, id := range survey.Reasons {
		out = append(out, templates.ReasonForm{ID: id, Words: whoOr(words[id], id), Offered: true})
	}
	for _, id := range surveys.BuiltInReasons() {
		if !survey.HasReason(id) {
			out = append(out, templates.ReasonForm{ID: id, Words: whoOr(words[id], id)})
		}
	}
	return out
}

// forcedScheme makes the mail look as in the light or in the dark, whatever the
// reader's own screen is.
func forcedScheme(html string, dark bool) string {
	media, scheme := "@media not all", "color-scheme:light;"
	if dark {
		media, scheme = "@media all", "color-scheme:dark;"
	}
	return strings.NewReplacer("@media(prefers-color-scheme:dark)", media, "@media (prefers-color-scheme:dark)", media,
		"color-scheme:light dark;", scheme).Replace(html)
}
