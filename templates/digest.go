package templates

import (
	"fmt"
	"net/url"
	"strconv"

	"barometer/surveys"
)

// DigestMail tells the team of a week.
type DigestMail struct {
	Say      *Locale
	Subject  string // the finding in words
	Week     string
	Evidence string
	Sections []DigestSection
	URL      string // of the overview
	Open     string // what the button to the overview says
	Plain    string // the same before its address
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

// Title is what the mail is called.
func (m DigestMail) Title() string { return m.Subject }

// Render returns both twins.
func (m DigestMail) Render(mails *Mails) (Twins, error) { return mails.render("digest", m) }

// digest writes one digest.
type digest struct {
	surveys.Digest
	public string
	clock  Clock
	say    *Locale
}

// NewDigestMail says a digest in words; public is the address of the house.
func NewDigestMail(d surveys.Digest, public string, clock Clock) DigestMail {
	w := digest{d, public, clock, clock.Words}
	m := w.mail()
	m.Subject, m.Week, m.Evidence = w.finding(), w.span(d.Week), w.evidence()
	m.Sections = []DigestSection{
		w.section("worse", w.worse()), w.section("better", w.changed(d.Better, true)), w.section("said", w.said()),
		w.section("waiting", w.waiting()), w.section("learnt", w.lessons()),
	}
	m.Rule = w.say.Count("digest_rule", surveys.DigestSpan, "Day", w.day(d.Week.To))
	if len(d.Days) > 0 {
		m.Sections = append(m.Sections, w.section("days", w.days()))
	}
	return m
}

func (w digest) mail() DigestMail {
	return DigestMail{Say: w.say, URL: w.public + "/", Open: w.say.Text("digest_open"), Plain: w.say.Text("digest_overview")}
}

func (w digest) section(id string, lines []DigestLine) DigestSection {
	return DigestSection{Title: w.say.Text("digest_" + id), Empty: w.say.Text("digest_" + id + "_none"), Lines: lines}
}

// days are the special days to come; each is told to a person by itself, too.
func (w digest) days() []DigestLine {
	var out []DigestLine
	for _, d := range w.Days {
		out = append(out, DigestLine{Text: w.say.Text("digest_day_"+string(d.Kind), "Day", w.day(d.On), "Customer", w.Customers[d.Customer]), Note: d.Note,
			URL: w.public + "/customers/" + url.PathEscape(string(d.Customer)) + "#days"})
	}
	return out
}

// NewAlarmsMail says the alarms of a digest in words, by themselves.
func NewAlarmsMail(d surveys.Digest, public string, clock Clock) DigestMail {
	w := digest{d, public, clock, clock.Words}
	lines, m := w.declines(), w.mail()
	m.Evidence, m.Rule, m.Sections = w.say.Text("digest_alarms"), w.say.Text("digest_alarms_rule"), []DigestSection{w.section("moved", lines)}
	switch len(lines) {
	case 0:
		m.Subject = w.say.Text("digest_alarms_over")
	case 1:
		m.Subject = lines[0].Text
	default:
		m.Subject = w.say.Count("digest_alarms_subject", len(lines))
	}
	return m
}

func (w digest) day(d surveys.Day) string { return w.say.Date(d.Time()) }

func (w digest) span(p surveys.Period) string {
	return w.say.Text("digest_week", "From", w.day(p.From), "To", w.day(p.To))
}

// finding is the first thing to know, which is also the subject.
func (w digest) finding() string {
	day, word := w.day(w.Week.To), Sentence(w.say.Forecast(w.Portfolio.Forecast))
	switch {
	case w.Sum.N() == 0:
		return w.say.Text("digest_silent", "Day", day)
	case w.Portfolio.Forecast == surveys.NoReading:
		return w.say.Count("digest_no_reading", w.Sum.N(), "Day", day)
	case len(w.Worse) > 0:
		return w.say.Count("digest_is_worse", len(w.Worse), "Word", word)
	case len(w.Better) > 0:
		return w.say.Count("digest_is_better", len(w.Better), "Word", word)
	}
	return w.say.Text("digest_is_steady", "Word", word)
}

func (w digest) evidence() string {
	text := w.say.Text("digest_answers", "Answers", w.say.Count("digest_answers_n", w.Sum.N()), "Complaints", w.say.Count("digest_complaints_n", w.Sum.Complaints()))
	if now, before := w.Portfolio.Level, w.Portfolio.Before; now.Reading() {
		id := "digest_weeks"
		if before.Reading() {
			id = "digest_weeks_before"
		}
		text += " " + w.say.Text(id, "Level", Percent(now), "Spread", Spread(now), "Before", Percent(before))
	}
	if rate := w.Sum.ResponseRate(); rate.Reading() {
		text += " " + w.say.Text("digest_response", "Rate", Percent(rate), "N", strconv.Itoa(rate.N))
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
		where, id := w.name(w.Projects[a.Project], string(a.Project)), "digest_decline"
		if a.Level == surveys.AlarmOfCustomer {
			id = "digest_decline_in"
		}
		out = append(out, DigestLine{Text: w.say.Text(id, "Customer", w.name(w.Customers[a.Customer], string(a.Customer)), "Project", where, "Moved", w.clock.Alarm(a)),
			Note: w.say.Text("digest_noticed"), URL: w.public + "/alarms/" + string(a.ID)})
	}
	return out
}

func (w digest) changed(all []surveys.Standing, better bool) []DigestLine {
	var out []DigestLine
	for _, st := range all {
		likely, id := st.Worse, "digest_likely_worse"
		if better {
			likely, id = 1-st.Worse, "digest_likely_better"
		}
		out = append(out, DigestLine{
			Text: w.say.Text("digest_changed", "Name", w.name(st.Name, st.ID), "Level", Percent(st.Level), "Before", Percent(st.Before)),
			Note: w.say.Text(id, "Spread", Spread(st.Level), "Sure", strconv.Itoa(min(99, int(100*likely)))),
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
			Text: w.who(inv.Contact, inv.Customer) + w.say.Text("team_list_comma") + w.say.ChoiceOf(scale, inv.Choice), URL: w.public + "/outbox/" + string(inv.ID)}
		if inv.Case != 0 {
			line.Note, line.URL = w.say.Text("team_case", "Case", strconv.Itoa(int(inv.Case))), fmt.Sprintf("%s/cases/%d", w.public, inv.Case)
		}
		out = append(out, line)
	}
	return out
}

func (w digest) waiting() []DigestLine {
	var out []DigestLine
	for _, c := range w.Waiting {
		id := "digest_open_nobody"
		if c.Owner != "" {
			id = "digest_open_with"
		}
		out = append(out, DigestLine{Text: w.who(c.Contact, c.Customer), URL: fmt.Sprintf("%s/cases/%d", w.public, c.ID),
			Note: w.say.Text(id, "Day", w.day(surveys.DayOf(c.OpenedAt, w.clock.Zone)), "Who", surveys.OneLine(c.Owner, 100))})
	}
	if more := w.Open - len(out); more > 0 {
		out = append(out, DigestLine{Text: w.say.Count("digest_open_more", more), URL: w.public + "/complaints"})
	}
	return out
}

func (w digest) lessons() []DigestLine {
	var out []DigestLine
	for _, l := range w.Lessons {
		text := surveys.OneLine(l.Cause, 200)
		if text == "" {
			text = w.say.Text("digest_no_cause")
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
		return w.name(at, w.say.Text("digest_somebody"))
	case at == "" || at == person:
		return person
	}
	return w.say.Text("digest_at", "Who", person, "Customer", at)
}
