package surveys

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// ReportFacts are the figures of a report as they stood when it was drafted.
type ReportFacts struct {
	Level     Level   // satisfied, in the period
	Choices   []Chose // what was chosen, the scale asked most first
	Rate      Level   // answered of what was sent in the period
	Reasons   []Ticked
	Low       int         // answers that were not satisfied: what Reasons are of
	Quotes    []ContactID // whose words may be quoted, agreed in the period; the words stay with the consent
	Complaint int         // cases that began in the period
	InTime    int         // of them followed up within ReportInTime
	Resolved  int         // cases resolved in the period
	Causes    []Ticked    // of them
	Before    Level       // satisfied, in as many days before the period
	After     Level       // since the period, up to the draft
	Until     Day         // last day of After; 0: none has passed
	Again     int         // of Resolved asked once more and answered
	Recovered int         // of them satisfied
}

// Chose is how often a choice was made.
type Chose struct {
	Scale  ScaleID
	Choice int
	N      int
}

// Ticked is something that was named so often.
type Ticked struct {
	Survey SurveyID // of a reason, whose words say it
	Name   string
	Word   string // of a reason that the owner worded; empty: ours
	N      int
}

// ReportCase is a case as far as a report looks at it.
type ReportCase struct {
	Case
	Began    bool // in the period
	Resolved bool // in the period
}

// ReportInput is all that the figures of a report are made of.
type ReportInput struct {
	Tally, Before, After Tally // of the period, of as many days before, since then
	Until                Day
	Answers              []Invitation // of the period
	Cases                []ReportCase
	Quotes               []ContactID
	Words                map[SurveyID]map[string]string // the owner's own, of reasons
	Of                   func(CustomerID) CustomerID    // what a merged customer became
	Voices               [2]int                         // customers who answered before and after; of a project
}

// NewReportFacts sums up what a report shows. Of a project, what came from fewer
// than ReportCrowd customers is left out, quotes are, and below Enough a count
// is no reading: nobody can tell one customer from the others.
func NewReportFacts(in ReportInput, project bool) ReportFacts {
	f := ReportFacts{Level: in.Tally.Level(), Rate: in.Tally.ResponseRate(), Before: in.Before.Level(), After: in.After.Level(), Until: in.Until}
	f.Choices = choicesOf(in.Tally)
	var reasons []Ticked
	reasons, f.Low = reasonsOf(in, project)
	f.Reasons = reasons
	f.addCases(in, project)
	if !project {
		f.Quotes = in.Quotes
		return f
	}
	if crowdOf(in.Answers, in.Of) < ReportCrowd || !f.Level.Reading() {
		f.Level, f.Rate, f.Choices = Level{}, Level{}, nil
	}
	if in.Voices[0] < ReportCrowd || !f.Before.Reading() {
		f.Before = Level{}
	}
	if in.Voices[1] < ReportCrowd || !f.After.Reading() {
		f.After = Level{}
	}
	return f
}

// crowdOf counts the customers behind answers.
func crowdOf(answers []Invitation, of func(CustomerID) CustomerID) int {
	seen := map[CustomerID]bool{}
	for _, inv := range answers {
		seen[of(inv.Customer)] = true
	}
	return len(seen)
}

func choicesOf(t Tally) []Chose {
	var out []Chose
	for scale, counts := range t.Answers {
		for choice, n := range counts {
			if n > 0 {
				out = append(out, Chose{scale, choice, n})
			}
		}
	}
	slices.SortFunc(out, func(a, b Chose) int {
		return cmp.Or(cmp.Compare(t.Answers[b.Scale].N(), t.Answers[a.Scale].N()), cmp.Compare(a.Scale, b.Scale), cmp.Compare(b.Choice, a.Choice))
	})
	return out
}

// reasonsOf counts what was ticked beside answers that were not satisfied.
func reasonsOf(in ReportInput, project bool) (out []Ticked, low int) {
	type key struct {
		survey SurveyID
		name   string
	}
	count, who := map[key]int{}, map[key]map[CustomerID]bool{}
	for _, inv := range in.Answers {
		if scale, ok := ScaleByID(inv.Scale); !ok || scale.IsSatisfied(inv.Choice) {
			continue
		}
		low++
		for _, r := range inv.Words.Reasons {
			k := key{inv.Survey, r}
			count[k]++
			if who[k] == nil {
				who[k] = map[CustomerID]bool{}
			}
			who[k][in.Of(inv.Customer)] = true
		}
	}
	for k, n := range count {
		if !project || len(who[k]) >= ReportCrowd && n >= Enough {
			out = append(out, Ticked{Survey: k.survey, Name: k.name, Word: in.Words[k.survey][k.name], N: n})
		}
	}
	sortTicked(out)
	return out, low
}

func sortTicked(all []Ticked) {
	slices.SortFunc(all, func(a, b Ticked) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Survey, b.Survey))
	})
}

// addCases counts complaints, what came of them, and their causes.
func (f *ReportFacts) addCases(in ReportInput, project bool) {
	began, resolved, again := crowd{}, crowd{}, crowd{}
	causes, names := map[string]crowd{}, map[string]string{}
	for _, c := range in.Cases {
		who := in.Of(c.Customer)
		if c.Began {
			began.add(who)
			if !c.ActedAt.IsZero() && c.ActedAt.Sub(c.Since) <= ReportInTime {
				f.InTime++
			}
		}
		if !c.Resolved {
			continue
		}
		resolved.add(who)
		if cause := foldName(c.Cause); cause != "" {
			if causes[cause] == nil {
				causes[cause], names[cause] = crowd{}, strings.TrimSpace(c.Cause)
			}
			causes[cause].add(who)
		}
		switch c.Recovery {
		case Recovered:
			f.Recovered++
			again.add(who)
		case NotRecovered, RecoveryUnclear:
			again.add(who)
		}
	}
	f.Complaint, f.Resolved, f.Again = began.n(project), resolved.n(project), again.n(project)
	if f.Complaint == 0 {
		f.InTime = 0
	}
	if f.Again == 0 {
		f.Recovered = 0
	}
	for key, who := range causes {
		if n := who.n(project); n > 0 {
			f.Causes = append(f.Causes, Ticked{Name: names[key], N: n})
		}
	}
	sortTicked(f.Causes)
}

// crowd counts something by customer.
type crowd map[CustomerID]int

func (c crowd) add(id CustomerID) { c[id]++ }

// n is the sum; of a project 0 where too few stand behind it.
func (c crowd) n(project bool) int {
	sum := 0
	for _, k := range c {
		sum += k
	}
	if project && (len(c) < ReportCrowd || sum < Enough) {
		return 0
	}
	return sum
}

func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// ReportLessons proposes what a report of one customer says of lessons: a line
// for each, names of people taken out, to be read and changed by a person. A
// report about a project proposes none: a lesson tells of one customer.
func ReportLessons(cases []ReportCase, names []string) string {
	var lines []string
	slices.SortStableFunc(cases, func(a, b ReportCase) int { return b.Since.Compare(a.Since) })
	for _, c := range cases {
		lesson := strings.Join(strings.Fields(c.Lesson), " ")
		if !c.Resolved || lesson == "" {
			continue
		}
		if cause := strings.Join(strings.Fields(c.Cause), " "); cause != "" {
			lesson = cause + ": " + lesson
		}
		if lesson = WithoutNames(lesson, names); !slices.Contains(lines, lesson) && len(lines) < maxReportLines {
			lines = append(lines, lesson)
		}
	}
	return strings.Join(lines, "\n\n")
}

// minNameMasked is the length in letters from which a part of a name is one.
const minNameMasked = 3

// WithoutNames writes "…" for people's names and for each part of them that is
// a word by itself, whatever its case.
func WithoutNames(text string, names []string) string {
	known := map[string]bool{}
	for _, name := range names {
		for _, part := range strings.FieldsFunc(name, notInWord) {
			if len([]rune(part)) >= minNameMasked {
				known[strings.ToLower(part)] = true
			}
		}
	}
	var out strings.Builder
	for text != "" {
		n := strings.IndexFunc(text, notInWord)
		if n < 0 {
			n = len(text)
		}
		if known[strings.ToLower(text[:n])] {
			out.WriteString("…")
		} else {
			out.WriteString(text[:n])
		}
		text = text[n:]
		if n = strings.IndexFunc(text, func(r rune) bool { return !notInWord(r) }); n < 0 {
			n = len(text)
		}
		out.WriteString(text[:n])
		text = text[n:]
	}
	return out.String()
}

func notInWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
}

// ReportQuote is somebody's words, as they let us show them.
type ReportQuote struct{ Text, Name string }

// ReportQuotes are the quotes of a report for which consent stands now: one
// that was taken back since is shown no more, wherever the report is read.
func (r Report) ReportQuotes(consents []Consent) []ReportQuote {
	var out []ReportQuote
	for _, c := range consents {
		if !r.OfProject() && c.Agreed && c.Kind == StepQuote && c.Quote != "" && slices.Contains(r.Facts.Quotes, c.Contact) {
			out = append(out, ReportQuote{c.Quote, c.Name})
		}
	}
	return out
}

// AgreedAt is when the consent that stands was given; zero: none stands.
func (c Consent) AgreedAt() time.Time {
	for i := len(c.Log) - 1; i >= 0 && c.Agreed; i-- {
		if c.Log[i].State == ConsentAgreed {
			return c.Log[i].At
		}
	}
	return time.Time{}
}
