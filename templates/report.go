package templates

import (
	"math"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
)

// ReportDoc is a report in words: as page, as print, as mail and for its
// writers.
type ReportDoc struct {
	Title string
	About string // whose it is, and of which days
	Parts []ReportChapter
}

// ReportChapter is some sections under one heading.
type ReportChapter struct {
	Heading  string // empty: of the first and last words
	Sections []ReportView
}

// ReportView is a section as it is shown.
type ReportView struct {
	Part    surveys.ReportPart
	Heading string
	Out     bool     // left out: only its writers see it
	Words   []string // paragraphs that a person wrote
	Rows    []ReportRow
	Quotes  []surveys.ReportQuote
	Rule    string // how the figures are defined
	Text    string // Words as they are edited
	Behind  []Link // what the figures are of, as it is now; for the team only
}

// empty reports whether there is nothing to show.
func (v ReportView) empty() bool { return len(v.Words)+len(v.Rows)+len(v.Quotes) == 0 }

// Bare reports that a section which could hold figures holds none.
func (v ReportView) Bare() bool { return v.Heading != "" && len(v.Rows)+len(v.Quotes) == 0 }

// ReportRow is a figure with what it means.
type ReportRow struct {
	Name, Value, Detail string
	Share               int // percent of a bar; 0: none
}

// ReportDoc says a report in words. quotes are those for which consent stands;
// with all, also what is left out or empty, for its writers.
func (l *Locale) ReportDoc(r surveys.Report, quotes []surveys.ReportQuote, all bool) ReportDoc {
	w := reportWords{l, r, quotes}
	doc := ReportDoc{Title: l.Text("report_title"), About: l.Text("report_about", "Name", l.isolated(r.Name), "Days", w.days(r.Period))}
	for _, chapter := range []struct {
		id    string
		parts []surveys.ReportPart
	}{
		{"", []surveys.ReportPart{surveys.PartOpening}},
		{"report_told", []surveys.ReportPart{surveys.PartFigures, surveys.PartReasons, surveys.PartQuotes}},
		{"report_did", []surveys.ReportPart{surveys.PartComplaints, surveys.PartLessons}},
		{"report_went", []surveys.ReportPart{surveys.PartSince, surveys.PartRecovery}},
		{"", []surveys.ReportPart{surveys.PartClosing}},
	} {
		out := ReportChapter{}
		if chapter.id != "" {
			out.Heading = l.Text(chapter.id)
		}
		for _, part := range chapter.parts {
			if v := w.section(part); all || !v.Out && !v.empty() {
				out.Sections = append(out.Sections, v)
			}
		}
		if len(out.Sections) > 0 {
			doc.Parts = append(doc.Parts, out)
		}
	}
	return doc
}

// reportWords says one report.
type reportWords struct {
	*Locale
	r      surveys.Report
	quotes []surveys.ReportQuote
}

// day writes a date with its year, as these pages look over years.
func (w reportWords) day(d surveys.Day) string {
	return w.LongDate(d.Time())
}

// days writes a span of days; a single day is said once.
func (w reportWords) days(p surveys.Period) string {
	if p.From == p.To {
		return w.day(p.From)
	}
	return w.Text("report_days", "From", w.day(p.From), "To", w.day(p.To))
}

func (w reportWords) section(part surveys.ReportPart) ReportView {
	s := w.r.Section(part)
	v := ReportView{Part: part, Out: s.Out, Text: s.Text, Words: paragraphsOf(s.Text)}
	switch part {
	case surveys.PartFigures:
		w.figures(&v)
	case surveys.PartReasons:
		v.Heading = w.Text("report_reasons")
		for _, t := range w.r.Facts.Reasons {
			v.Rows = append(v.Rows, ReportRow{Name: w.reason(t), Value: w.Number(t.N), Share: share(t.N, w.r.Facts.Low)})
		}
		v.Rule = w.Count("report_reasons_rule", w.r.Facts.Low)
	case surveys.PartQuotes:
		v.Heading, v.Quotes, v.Rule = w.Text("report_quotes"), w.quotes, w.Text("report_quotes_rule")
	case surveys.PartComplaints:
		w.complaints(&v)
	case surveys.PartLessons:
		v.Heading = w.Text("report_lessons")
		for _, t := range w.r.Facts.Causes {
			if w.r.OfProject() {
				v.Rows = append(v.Rows, ReportRow{Name: t.Name, Value: w.Number(t.N)})
			}
		}
		v.Rule = w.Text("report_lessons_rule")
	case surveys.PartSince:
		w.since(&v)
	case surveys.PartRecovery:
		w.recovery(&v)
	}
	if len(v.Rows)+len(v.Quotes) == 0 {
		v.Rule = ""
	}
	return v
}

// paragraphsOf parts a text at its empty lines.
func paragraphsOf(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func share(k, n int) int {
	if n == 0 {
		return 0
	}
	return min(100, (100*k+n/2)/n)
}

// level is a share with its n and interval; of a project, a share that too few
// stand behind is not given by its counts either.
func (w reportWords) level(name string, l surveys.Level) ReportRow {
	row := ReportRow{Name: name, Value: w.Text("report_no_reading"), Detail: w.Text("report_detail_none")}
	k, n := w.Number(l.K), w.Number(l.N)
	switch {
	case l.Reading():
		round := func(f float64) string { return w.Number(int(f + .5)) }
		row.Value, row.Share = w.Number(int(math.Round(l.Rate)))+nbsp+"%", int(l.Rate+.5)
		row.Detail = w.Text("report_detail", "K", k, "N", n, "Low", round(l.Low), "High", round(l.High))
	case w.r.OfProject():
		row.Detail = ""
	case l.N > 0:
		row.Detail = w.Text("report_detail_few", "K", k, "N", n)
	}
	return row
}

func (w reportWords) figures(v *ReportView) {
	f := w.r.Facts
	v.Heading = w.Text("report_figures")
	v.Rows = append(v.Rows, w.level(w.Text("report_satisfied"), f.Level))
	if f.Rate.N > 0 {
		v.Rows = append(v.Rows, w.level(w.Text("report_answered"), f.Rate))
	}
	for _, c := range f.Choices {
		word := w.Wording(surveys.NewSurvey(surveys.SurveyID(c.Scale), c.Scale)).Label(c.Scale, c.Choice)
		name := strconv.Itoa(c.Choice)
		if word != "" {
			name = w.Text("report_chosen", "Choice", name, "Word", strings.ToLower(word))
		}
		v.Rows = append(v.Rows, ReportRow{Name: name, Value: w.Number(c.N), Share: share(c.N, f.Level.N)})
	}
	v.Rule = w.Text("report_figures_rule")
	if w.r.OfProject() {
		v.Rule += " " + w.Text("report_figures_project")
	}
}

// reason is the word for what was ticked.
func (w reportWords) reason(t surveys.Ticked) string {
	if t.Word != "" {
		return t.Word
	}
	scale := surveys.ScaleID(t.Survey)
	if _, ok := surveys.ScaleByID(scale); !ok {
		scale = surveys.CSAT5
	}
	if word := w.Wording(surveys.NewSurvey(surveys.SurveyID(scale), scale)).Reasons[t.Name]; word != "" {
		return word
	}
	return t.Name
}

func (w reportWords) complaints(v *ReportView) {
	f := w.r.Facts
	v.Heading = w.Text("report_complaints")
	if f.Complaint > 0 {
		v.Rows = append(v.Rows, ReportRow{Name: w.Text("report_cases"), Value: w.Number(f.Complaint)},
			ReportRow{Name: w.Text("report_in_time"), Value: w.Number(f.InTime)})
	}
	if f.Resolved > 0 {
		v.Rows = append(v.Rows, ReportRow{Name: w.Text("report_resolved"), Value: w.Number(f.Resolved)})
	}
	v.Rule = w.Text("report_complaints_rule")
}

func (w reportWords) since(v *ReportView) {
	f, p := w.r.Facts, w.r.Period
	v.Heading = w.Text("report_since")
	between := func(id string, p surveys.Period) string {
		return w.Text(id, "Days", w.days(p))
	}
	v.Rows = []ReportRow{w.level(between("report_before", p.Before()), f.Before), w.level(between("report_during", p), f.Level)}
	if f.Until == 0 {
		v.Rows = append(v.Rows, ReportRow{Name: w.Text("report_not_yet"), Value: w.Text("report_no_reading"), Detail: w.Text("report_not_yet_text")})
	} else {
		v.Rows = append(v.Rows, w.level(between("report_after", surveys.Period{From: p.To + 1, To: f.Until}), f.After))
	}
	v.Rule = w.Text("report_since_rule")
}

func (w reportWords) recovery(v *ReportView) {
	f := w.r.Facts
	v.Heading = w.Text("report_recovery")
	if f.Again > 0 {
		v.Rows = []ReportRow{{Name: w.Text("report_again"), Value: w.Number(f.Again)}, {Name: w.Text("report_recovered"), Value: w.Number(f.Recovered)}}
	}
	v.Rule = w.Text("report_recovery_rule")
}

// ReportPage is a report behind its link.
type ReportPage struct {
	Frame
	Doc     ReportDoc
	Sender  string
	Until   string
	Private string
	Stop    Link // no more reports; of a mailed link
}

func (ReportPage) file() string { return "report.html" }

// ReportStop is the page where a reader ends reports.
type ReportStop struct {
	Frame
	Heading, Text, Button string
	URL                   string // empty: it is done
}

func (ReportStop) file() string { return "report_stop.html" }

// ReportMail is a report as mail: all of it, and its link.
type ReportMail struct {
	Doc           ReportDoc
	Language, Dir string
	Link, URL     string
	Until         string
	Sender        string
	Stop, StopURL string
}

// Render returns both twins.
func (m ReportMail) Render(mails *Mails) (Twins, error) { return mails.render("report", m) }

// ReportUntil says when a link closes.
func (l *Locale) ReportUntil(r surveys.Report, zone *time.Location) string {
	return l.Text("report_link_until", "Day", l.LongDate(r.Ends.In(zone)))
}
