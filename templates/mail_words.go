package templates

import (
	"strings"
	"unicode"

	"barometer/surveys"
)

// Lengths of what the owner writes, as far as a mail carries it.
const (
	maxSubjectLine = 150
	maxSentence    = 500
)

// Greeting says hello by name, or just hello where the name does not look like
// one, see surveys.FirstName.
func (l *Locale) Greeting(name string) string {
	first := surveys.FirstName(name)
	if first == "" {
		return string(l.phrases["hello"])
	}
	return l.phrases["hello_name"].fill(said{3: l.isolated(first), 4: l.isolated(surveys.FullName(name))})
}

// About says in one sentence what the question is about. project is a name.
// Where the language is written from right to left, names in it stand between
// isolates, see EscapeText.
func (l *Locale) About(inv surveys.Invitation, project string) string {
	return l.phrases[aboutID(inv, project)].fill(l.said(inv, project, l.isolated))
}

// Intro is the owner's sentence, with the values put in; where the owner wrote
// none, or the values leave nothing of it, it is About. After a resolved case
// it is always ours, which says so.
func (l *Locale) Intro(survey surveys.Survey, inv surveys.Invitation, project string, values map[surveys.Placeholder]string) string {
	if inv.Occasion() != surveys.RecoveryType {
		if own := l.fill(survey.Wording[l.Tag].Intro, maxSentence, values, l.isolated); own != "" {
			return own
		}
	}
	return l.About(inv, project)
}

// Question is what the survey asks in this invitation, with the values put in:
// the owner's question where there is one, else ours for the occasion.
func (l *Locale) Question(survey surveys.Survey, inv surveys.Invitation, values map[surveys.Placeholder]string) string {
	if own := l.fill(survey.Wording[l.Tag].Question, maxSentence, values, l.isolated); own != "" {
		return own
	}
	if occasion := inv.Occasion(); occasion != "" {
		return string(l.phrases["question_"+occasion+"_"+string(survey.Scale)])
	}
	return string(l.phrases["question_"+string(survey.Scale)])
}

// Subject is the subject line of the mail.
func (l *Locale) Subject(survey surveys.Survey, inv surveys.Invitation, project string, values map[surveys.Placeholder]string) string {
	plain := func(v string) string { return v }
	subject := l.phrases[subjectID(inv, project)].fill(l.said(inv, project, plain))
	if own := l.fill(survey.Wording[l.Tag].Subject, maxSubjectLine, values, plain); own != "" {
		subject = own
	}
	if inv.Reminds != "" {
		subject = l.phrases["subject_reminder"].fill(said{0: subject})
	}
	return subject
}

// said are the values that our own sentences may hold.
func (l *Locale) said(inv surveys.Invitation, project string, show func(string) string) said {
	return said{
		show(surveys.OneLine(inv.Subject, surveys.MaxSubject)),
		show(surveys.OneLine(project, 80)),
		show(inv.Number()),
	}
}

// fill puts the values into a text of the owner, which is text and nothing
// else. It is empty where missing values leave nothing to read.
func (l *Locale) fill(text string, limit int, values map[surveys.Placeholder]string, show func(string) string) string {
	text = surveys.OneLine(text, limit)
	if !strings.Contains(text, "{") {
		return text
	}
	shown, gaps := make(map[surveys.Placeholder]string, len(values)), false
	for _, place := range surveys.Placeholders() {
		shown[place] = show(values[place])
		gaps = gaps || values[place] == "" && strings.Contains(text, "{"+string(place)+"}")
	}
	text = surveys.Fill(text, shown)
	if !gaps {
		return text
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return ""
	}
	return closeGaps(text)
}

// closeGaps takes out the blanks and commas that placeholders without a value
// leave.
func closeGaps(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	s = strings.NewReplacer(" ,", ",", " .", ".", " ،", "،", " ।", "।").Replace(s)
	s = strings.NewReplacer(",.", ".", ",!", "!", ",?", "?", "،.", ".", "،؟", "؟", ",।", "।").Replace(s)
	return strings.TrimLeft(s, ",، ")
}
