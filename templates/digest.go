package templates

import (
	"fmt"
	"net/url"
	"time"

	"barometer/surveys"
)

// DigestMail tells the team of a week.
type DigestMail struct {
	Subject  string // the finding in words
	Week     string
	Evidence string
	Sections []DigestSection
	URL      string // of the overview
	Rule     string // how the figures are defined
}

// DigestSection is one question that the digest answers.
type DigestSection struct {
	Title string
	Empty string // said where there is no line
	Lines []DigestLine
}

// DigestLine is one answer.
type DigestLine struct {
	Text  string
	Quote string // a customer's words; empty: none
	Note  string
	URL   string // empty: none
}

// Render returns both twins.
func (m DigestMail) Render(mails *Mails) (Twins, error) { return mails.render("digest", m) }

// digest writes one digest.
type digest struct {
	surveys.Digest
	public string
	zone   *time.Location
}

// NewDigestMail says a digest in words; public is the address of the house.
func NewDigestMail(d surveys.Digest, public string, zone *time.Location) DigestMail {
	w := digest{d, public, zone}
	m := DigestMail{
		Subject: w.finding(), Week: w.span(d.Week), Evidence: w.evidence(), URL: public + "/",
		Sections: []DigestSection{
			{Title: "Got worse", Empty: "No project is likely worse than in the four weeks before.", Lines: w.worse()},
			{Title: "Got better", Empty: "No project is likely better than in the four weeks before.", Lines: w.changed(d.Better, true)},
			{Title: "What they said", Empty: "Nobody left words this week.", Lines: w.said()},
			{Title: "Waiting for us", Empty: "No case is open.", Lines: w.waiting()},
			{Title: "What we learned", Empty: "No cause or lesson was noted this week.", Lines: w.lessons()},
		},
		Rule: fmt.Sprintf("Satisfied ÷ all who rated, over the %d days to %s, with the 95 %% interval (Wilson); no reading below five answers. A project is listed where a change against the %d days before is at least 80 %% likely.",
			surveys.DigestSpan, w.day(d.Week.To), surveys.DigestSpan),
	}
	if len(d.Days) > 0 {
		m.Sections = append(m.Sections, DigestSection{Title: "Days to think of", Lines: w.days()})
	}
	return m
}

// days are the special days to come; each is told to a person by itself, too.
func (w digest) days() []DigestLine {
	var out []DigestLine
	for _, d := range w.Days {
		what := map[surveys.DayKind]string{surveys.DayRenewal: "renewal", surveys.DayAnniversary: "anniversary", surveys.DayOther: "special day"}[d.Kind]
		out = append(out, DigestLine{Text: w.day(d.On) + ": " + what + " of " + w.Customers[d.Customer], Note: d.Note,
			URL: w.public + "/customers/" + url.PathEscape(string(d.Customer)) + "#days"})
	}
	return out
}

// NewAlarmsMail says the alarms of a digest in words, by themselves.
func NewAlarmsMail(d surveys.Digest, public string, zone *time.Location) DigestMail {
	w := digest{d, public, zone}
	lines := w.declines()
	m := DigestMail{URL: public + "/", Evidence: "Ratings fell by more than chance explains, within the promise that you chose.",
		Sections: []DigestSection{{Title: "What moved", Lines: lines, Empty: "Nothing any more: the answers behind it were changed."}},
		Rule:     "An alarm says that ratings got worse than they used to be, about since the date named; half of all extra trouble fades within two weeks."}
	switch len(lines) {
	case 0:
		m.Subject = "A decline was taken back"
	case 1:
		m.Subject = lines[0].Text
	default:
		m.Subject = Counted(len(lines), "decline was", "declines were") + " noticed"
	}
	return m
}

func (w digest) day(d surveys.Day) string { return d.Time().Format("2 January") }

func (w digest) span(p surveys.Period) string { return w.day(p.From) + " to " + w.day(p.To) }

// finding is the first thing to know, which is also the subject.
func (w digest) finding() string {
	switch {
	case w.Sum.N() == 0:
		return "No answers in the week to " + w.day(w.Week.To)
	case w.Portfolio.Forecast == surveys.NoReading:
		return "No reading yet: " + Counted(w.Sum.N(), "answer", "answers") + " in the week to " + w.day(w.Week.To)
	}
	text := Sentence(string(w.Portfolio.Forecast))
	if n := len(w.Worse); n > 0 {
		return text + ", and " + Counted(n, "project", "projects") + " got worse"
	}
	if n := len(w.Better); n > 0 {
		return text + ", and " + Counted(n, "project", "projects") + " got better"
	}
	return text + ", and no clear change"
}

func (w digest) evidence() string {
	text := Counted(w.Sum.N(), "answer", "answers") + " this week, " + Counted(w.Sum.Complaints(), "complaint", "complaints") + "."
	if w.Portfolio.Level.Reading() {
		text += fmt.Sprintf(" Four weeks: %s satisfied, %s", Percent(w.Portfolio.Level), Spread(w.Portfolio.Level))
		if w.Portfolio.Before.Reading() {
			text += "; " + Percent(w.Portfolio.Before) + " the four weeks before"
		}
		text += "."
	}
	if rate := w.Sum.ResponseRate(); rate.Reading() {
		text += fmt.Sprintf(" Response rate this week: %s, n = %d.", Percent(rate), rate.N)
	}
	return text
}

// worse are the projects that fell, and the declines that were noticed.
func (w digest) worse() []DigestLine {
	return append(w.changed(w.Worse, false), w.declines()...)
}

func (w digest) declines() []DigestLine {
	var out []DigestLine
	for _, a := range w.Alarms {
		who := w.name(w.Projects[a.Project], string(a.Project))
		if a.Level == surveys.AlarmOfCustomer {
			who = w.name(w.Customers[a.Customer], string(a.Customer)) + " in " + who
		}
		out = append(out, DigestLine{Text: who + ": " + a.Sentence, Note: "a decline was noticed", URL: w.public + "/alarms/" + string(a.ID)})
	}
	return out
}

func (w digest) changed(all []surveys.Standing, better bool) []DigestLine {
	var out []DigestLine
	for _, st := range all {
		likely, word := st.Worse, "worse"
		if better {
			likely, word = 1-st.Worse, "better"
		}
		out = append(out, DigestLine{
			Text: w.name(st.Name, st.ID) + ": " + Percent(st.Level) + " satisfied, " + Percent(st.Before) + " before",
			Note: fmt.Sprintf("%s; %d %% likely %s", Spread(st.Level), min(99, int(100*likely)), word),
			URL:  w.public + "/projects/" + url.PathEscape(st.ID),
		})
	}
	return out
}

func (w digest) said() []DigestLine {
	var out []DigestLine
	for _, inv := range w.Said {
		scale, _ := surveys.ScaleByID(inv.Scale)
		line := DigestLine{Quote: Shorten(surveys.OneLine(inv.Words.Comment, surveys.MaxComment), 240),
			Text: w.who(inv.Contact, inv.Customer) + ", " + ChoiceOf(scale, inv.Choice), URL: w.public + "/outbox/" + string(inv.ID)}
		if inv.Case != 0 {
			line.Note, line.URL = fmt.Sprintf("case %d", inv.Case), fmt.Sprintf("%s/cases/%d", w.public, inv.Case)
		}
		out = append(out, line)
	}
	return out
}

func (w digest) waiting() []DigestLine {
	var out []DigestLine
	for _, c := range w.Waiting {
		owner := "nobody follows it up yet"
		if c.Owner != "" {
			owner = "with " + surveys.OneLine(c.Owner, 100)
		}
		out = append(out, DigestLine{Text: w.who(c.Contact, c.Customer), URL: fmt.Sprintf("%s/cases/%d", w.public, c.ID),
			Note: "open since " + w.day(surveys.DayOf(c.OpenedAt, w.zone)) + ", " + owner})
	}
	if more := w.Open - len(out); more > 0 {
		out = append(out, DigestLine{Text: Counted(more, "other case is", "other cases are") + " open", URL: w.public + "/complaints"})
	}
	return out
}

func (w digest) lessons() []DigestLine {
	var out []DigestLine
	for _, l := range w.Lessons {
		text := surveys.OneLine(l.Cause, 200)
		if text == "" {
			text = "No cause named"
		}
		out = append(out, DigestLine{Text: text, Note: surveys.OneLine(l.Lesson, 300), URL: fmt.Sprintf("%s/cases/%d", w.public, l.Case)})
	}
	return out
}

func (w digest) name(name, id string) string {
	if name == "" {
		name = id
	}
	return surveys.OneLine(name, 100)
}

// who is a contact at a customer, as far as they are known.
func (w digest) who(contact surveys.ContactID, customer surveys.CustomerID) string {
	c := w.Contacts[contact]
	person, at := w.name(c.Name, c.Address), w.name(w.Customers[customer], "")
	switch {
	case person == "":
		return w.name(at, "Somebody")
	case at == "" || at == person:
		return person
	}
	return person + " at " + at
}
