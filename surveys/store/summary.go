package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// summary is what a shard keeps of a project, or of a customer in a project,
// in one field: the state of its signal and the sum of its tallies. It answers
// a ranking without a look at any tally.
//
// As text it is four parts with "|" between them: the signal as it marshals
// itself; first and last day with an answer, and of a customer the second of its
// newest episode where it had one; the sum by the codes of
// tallies, such as "54:12 55:30 1:80"; the newest day and the contacts that answered on it.
type summary struct {
	stream      signal.Stream
	first, last surveys.Day
	total       surveys.Tally
	day         surveys.Day
	contacts    []string
	told        int64 // Unix seconds of the newest episode that names the customer
}

// portfolioField is the field of projectStreamsKey for the shard as a whole:
// no project has this number. Its summary has no signal.
const portfolioField = "0"

const (
	contactLetters = 8   // of a contact's id tell two contacts of one day apart
	contactsKept   = 256 // of a day, the newest
)

// step advances the signal by an answer. Several answers of one contact on a
// day count once, the first: the others say nothing.
func (m *summary) step(a answer, p signal.Priors, alpha float64) (said signal.Reading) {
	if m.sawToday(a.contact, a.day) {
		return said
	}
	m.stream, said = signal.Step(m.stream, a.rating, p, alpha)
	return said
}

// sawToday reports whether the contact had answered on the day, and notes that
// it has now. Only the newest day is remembered.
func (m *summary) sawToday(contact surveys.ContactID, day surveys.Day) bool {
	if contact == "" {
		return false
	}
	if day != m.day {
		m.day, m.contacts = day, nil
	}
	short := string(contact[:min(contactLetters, len(contact))])
	if slices.Contains(m.contacts, short) {
		return true
	}
	m.contacts = append(m.contacts[max(0, len(m.contacts)+1-contactsKept):], short)
	return false
}

// spans notes a day with an answer.
func (m *summary) spans(day surveys.Day) {
	if m.first == 0 || day < m.first {
		m.first = day
	}
	m.last = max(m.last, day)
}

// String writes the summary as it lies in Redis.
func (m *summary) String() string {
	var b strings.Builder
	if m.stream.Seen > 0 {
		b.WriteString(m.stream.Marshal())
	}
	fmt.Fprintf(&b, "|%d %d", m.first, m.last)
	if m.told != 0 {
		fmt.Fprintf(&b, " %d", m.told)
	}
	b.WriteByte('|')
	for i, c := range sumCounts(m.total) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(c.code) + ":" + strconv.Itoa(c.by))
	}
	b.WriteString("|" + strconv.Itoa(int(m.day)))
	for _, c := range m.contacts {
		b.WriteString(" " + c)
	}
	return b.String()
}

// sumCounts returns the counts of a tally that are not 0, in a fixed order.
func sumCounts(t surveys.Tally) []count {
	var out []count
	for _, scale := range surveys.Scales() {
		for _, choice := range scale.Choices() {
			if n := t.Answers[scale.ID][choice]; n != 0 {
				out = append(out, count{code: codeOf(scale.ID, choice), by: n})
			}
		}
	}
	for _, c := range []count{{code: codeSilent, by: t.Sent - t.Answered}, {code: codeBounced, by: t.Bounced}, {code: codeAnswered, by: t.Answered}} {
		if c.by != 0 {
			out = append(out, c)
		}
	}
	return out
}

// readSummary reads what String wrote; the empty text is a summary of nothing.
func readSummary(text string) (summary, error) {
	if text == "" {
		return summary{}, nil
	}
	parts := strings.Split(text, "|")
	if len(parts) != 4 {
		return summary{}, fmt.Errorf("summary %q: want 4 parts", text)
	}
	stream, err := signal.Unmarshal(parts[0])
	if err != nil {
		return summary{}, fmt.Errorf("summary: %w", err)
	}
	m := summary{stream: stream}
	first, rest, _ := strings.Cut(parts[1], " ")
	last, told, _ := strings.Cut(rest, " ")
	m.first, m.last, m.told = surveys.Day(atoi(first)), surveys.Day(atoi(last)), int64(atoi(told))
	m.readTotal(parts[2])
	if day, contacts, _ := strings.Cut(parts[3], " "); day != "" {
		m.day = surveys.Day(atoi(day))
		m.contacts = strings.Fields(contacts)
	}
	return m, nil
}

// readTotal reads the sum, such as "54:12 1:80".
func (m *summary) readTotal(text string) {
	for word := range strings.FieldsSeq(text) {
		code, n, _ := strings.Cut(word, ":")
		count{code: atoi(code), by: atoi(n)}.move(&m.total)
	}
}

// answersIn returns the number of answers in a summary's text. It is asked for
// thousands of them, so it makes nothing.
func answersIn(text string) int {
	_, rest, _ := strings.Cut(text, "|")
	_, rest, _ = strings.Cut(rest, "|")
	total, _, there := strings.Cut(rest, "|")
	n := 0
	for there && total != "" {
		var word string
		word, total, _ = strings.Cut(total, " ")
		code, by, _ := strings.Cut(word, ":")
		if _, _, ok := choiceOf(atoi(code)); ok {
			n += atoi(by)
		}
	}
	return n
}
