package surveys

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

func (s Survey) checkWording(p *Problems) {
	for _, tag := range slices.Sorted(maps.Keys(s.Wording)) {
		at := "wording." + tag
		if !slices.Contains(Languages(), tag) {
			p.Add(at, "is no language that we speak; there are %s", join(Languages()))
			continue
		}
		w := s.Wording[tag]
		checkSpoken(p, at+".subject", w.Subject, MaxWordingSubject)
		checkPlaces(p, at+".subject", w.Subject)
		checkLine(p, at+".intro", w.Intro, MaxIntro)
		checkPlaces(p, at+".intro", w.Intro)
		checkLine(p, at+".question", w.Question, MaxQuestion)
		checkPlaces(p, at+".question", w.Question)
		s.checkLabels(p, at+".labels", w.Labels)
		s.checkReasonWords(p, at+".reasons", w.Reasons)
	}
}

// checkLabels wants as many words as the scale has choices, or none. Two that
// read alike could not be told apart.
func (s Survey) checkLabels(p *Problems, at string, labels []string) {
	scale, known := ScaleByID(s.Scale)
	if n := len(scale.Choices()); known && len(labels) != 0 && len(labels) != n {
		p.Add(at, "must have one word for each of the %d choices, from worst to best; an empty one is ours", n)
		return
	}
	for i, label := range labels {
		field := fmt.Sprintf("%s[%d]", at, i)
		checkSpoken(p, field, label, MaxLabel)
		for j := range i {
			if label != "" && strings.EqualFold(strings.TrimSpace(label), strings.TrimSpace(labels[j])) {
				p.Add(field, "is the word of another choice, too")
				break
			}
		}
	}
}

func (s Survey) checkReasonWords(p *Problems, at string, words map[string]string) {
	for _, id := range slices.Sorted(maps.Keys(words)) {
		if !isSlug(id) || !s.HasReason(id) {
			p.Add(at, "holds words for a reason that the survey does not offer")
			continue
		}
		checkSpoken(p, at+"."+id, words[id], MaxReason)
	}
}

// checkReasons wants words for every reason of the owner's own, at least in the
// language that is used where the contact's has none.
func (s Survey) checkReasons(p *Problems, house string) {
	if len(s.Reasons) > MaxReasons {
		p.Add("reasons", "may hold %d entries at most", MaxReasons)
		return
	}
	tag := ChooseLanguage(cmp.Or(s.Language, house))
	for i, id := range s.Reasons {
		field := fmt.Sprintf("reasons[%d]", i)
		switch {
		case !isSlug(id):
			p.Add(field, "must be 1 to 32 of the characters a-z, 0-9, _ and -")
		case slices.Contains(s.Reasons[:i], id):
			p.Add(field, "is there twice")
		case !slices.Contains(BuiltInReasons(), id) && strings.TrimSpace(s.Wording[tag].Reasons[id]) == "":
			p.Add(fmt.Sprintf("wording.%s.reasons.%s", tag, id), "is needed, because this reason is your own")
		}
	}
}

func checkPlaces(p *Problems, field, text string) {
	if problem := CheckPlaceholders(text); problem != nil {
		p.Add(field, "%s", problem)
	}
}

// checkSpoken is for what stands in headers and between our own words: there,
// marks that turn the reading direction could make another text of it.
func checkSpoken(p *Problems, field, text string, runes int) {
	problem := CheckText(text, runes)
	if problem == nil && strings.ContainsFunc(text, isOverride) {
		problem = Phrasef("holds invisible marks that turn the reading direction")
	}
	if problem == nil && isBlank(text) {
		problem = Phrasef("holds nothing but blanks")
	}
	if problem != nil {
		p.Add(field, "%s", problem)
	}
}

// checkLine is for what stands alone in a paragraph: marks of direction may be
// in it, as long as each is ended.
func checkLine(p *Problems, field, text string, runes int) {
	problem := CheckText(text, runes)
	if problem == nil && !turnsBack(text) {
		problem = Phrasef("holds an invisible mark that turns the reading direction and is not ended")
	}
	if problem == nil && isBlank(text) {
		problem = Phrasef("holds nothing but blanks")
	}
	if problem != nil {
		p.Add(field, "%s", problem)
	}
}

// isBlank reports a text that is there and shows nothing.
func isBlank(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(emptyLooks, r)
	})
}

// emptyLooks are letters and symbols by name that look like blanks.
const emptyLooks = "\u034f\u115f\u1160\u2800\u3164\uffa0"

// isOverride reports the embeddings, overrides and isolates of UAX #9. The
// plain marks (LRM, RLM, ALM) turn nothing and stay.
func isOverride(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// turnsBack reports whether every turn of direction is ended: embeddings and
// overrides by PDF, isolates by PDI.
func turnsBack(text string) bool {
	turns, isolates := 0, 0
	for _, r := range text {
		switch {
		case r == 0x202c:
			turns--
		case r == 0x2069:
			isolates--
		case r >= 0x202a && r <= 0x202e:
			turns++
		case r >= 0x2066 && r <= 0x2068:
			isolates++
		}
		if turns < 0 || isolates < 0 {
			return false
		}
	}
	return turns == 0 && isolates == 0
}

// Tidy makes one line of what stands in a paragraph of its own, as a field of a
// page does, and leaves out wording that says nothing. The subject keeps its
// line ends, to be refused: in a header they are an attack or a mistake.
func (s Survey) Tidy() Survey {
	out := s
	out.Wording = map[string]Wording{}
	for tag, w := range s.Wording {
		w.Intro, w.Question = unbroken(w.Intro), unbroken(w.Question)
		w.Subject = strings.Trim(w.Subject, " ")
		w.Labels, w.Reasons = trimmed(w.Labels), spoken(w.Reasons)
		if w.Subject != "" || w.Intro != "" || w.Question != "" || len(w.Labels) > 0 || len(w.Reasons) > 0 {
			out.Wording[tag] = w
		}
	}
	return out
}

// unbroken runs line ends together into one blank each.
func unbroken(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029 })
	for i, line := range lines {
		lines[i] = strings.Trim(line, " ")
	}
	return strings.Trim(strings.Join(lines, " "), " ")
}

// trimmed is nil where every label is empty.
func trimmed(labels []string) []string {
	said := false
	out := make([]string, len(labels))
	for i, label := range labels {
		out[i] = strings.Trim(label, " ")
		said = said || out[i] != ""
	}
	if !said {
		return nil
	}
	return out
}

func spoken(reasons map[string]string) map[string]string {
	out := map[string]string{}
	for id, words := range reasons {
		if words = strings.Trim(words, " "); words != "" {
			out[id] = words
		}
	}
	return out
}
