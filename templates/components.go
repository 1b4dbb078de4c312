package templates

import (
	"time"

	"barometer/surveys"
)

// Components is every component with made-up data, for people who change them.
type Components struct {
	Layout
	Colours  []Colour
	States   []surveys.Forecast
	Glasses  []Glass
	Trends   []Trend
	Sparks   []Spark
	Chosen   []Chosen
	Stacks   [][]Stack
	Days     []Calendar
	Map      Worth // only its picture is shown
	Worth    *CustomerWorth
	Needs    []Need
	Voices   []Voice
	Cases    []CaseRow
	Declines []Decline
	Rows     []StandingRow
	Moments  []Moment
	Answers  []Response
	Scale    ScalePicture
	Periods  []Link
	Gone     *Elsewhere
	Wrong    string
}

func (Components) name() string { return "components" }

// Colour is a token of the style sheet.
type Colour struct{ Token, Use string }

// NewComponents fills every component, also with what is missing or wrong.
func NewComponents(layout Layout) Components {
	clock, say := layout.Clock, layout.Clock.Words
	m := madeUp{clock}
	days := m.days()
	scale := words()
	c := Components{
		Layout: layout, States: append(scale[:], surveys.NoReading), Colours: colours(),
		Glasses:  []Glass{m.glass(surveys.Fair, 184, 214), m.glass(surveys.Storm, 4, 15), {Forecast: surveys.NoReading, Level: surveys.NewLevel(2, 3)}},
		Trends:   []Trend{{Heading: say.Text("trend_year"), Chart: NewChart(m.year(), clock), Definition: say.Count("trend_rule", 28)}, {Heading: say.Text("components_empty"), Chart: NewChart(nil, clock)}},
		Sparks:   []Spark{NewSpark(m.year(), surveys.Change, say.Text("components_spark")), NewTallSpark(m.year(), surveys.Change, say.Text("components_spark"))},
		Chosen:   []Chosen{{Heading: say.Text("chosen_title", "Span", "28"), Bars: NewBars(days.Total(), say), N: days.Total().N()}, {Heading: say.Text("components_empty")}},
		Stacks:   [][]Stack{NewStacks(days, surveys.Last(365, clock.Today()), say), nil},
		Days:     []Calendar{NewCalendar(days, surveys.Last(364, clock.Today()), clock), NewCalendar(nil, surveys.Last(28, clock.Today()), clock)},
		Map:      Worth{Map: NewFieldMap(m.customers(), surveys.DefaultFieldLines()), Target: "30 %", Line: "80 %"},
		Worth:    m.worth(),
		Voices:   []Voice{m.voice(say.Text("components_quote"), 2), m.voice(say.Text("components_praise"), 5), m.voice("", 3)},
		Cases:    []CaseRow{{Title: say.Text("components_portal"), Address: "#", Where: say.Text("components_customer"), Line: say.Text("components_nobody"), When: clock.Ago(clock.Now.Add(-2 * time.Hour)), Late: say.Count("overview_case_late", 4)}},
		Declines: []Decline{{Sentence: say.Text("components_moved"), Address: "#", Where: Link{Text: say.Text("components_desk"), Address: "#"}, When: clock.Ago(clock.Now), Stands: true}},
		Moments:  []Moment{{When: clock.At(clock.Now), Title: say.Text("components_rated"), Quote: say.Text("components_short"), Class: "storm"}, {When: clock.At(clock.Now.AddDate(0, 0, -9)), Title: say.Text("components_asked"), Text: say.Text("components_sent")}},
		Answers:  []Response{{Level: surveys.NewLevel(214, 603), Text: say.Text("response_rule", "Answered", "214", "Sent", "603", "Bounced", "9")}, {Text: say.Text("response_none_sent")}},
		Scale:    say.NewScalePicture(surveys.CSAT5, say.Wording(surveys.NewSurvey("", surveys.CSAT5))),
		Periods:  []Link{{Text: say.Count("span_days", 28), Address: "#", Current: true}, {Text: say.Count("span_days", 90), Address: "#"}},
		Gone:     &Elsewhere{Text: say.Text("span_none", "Span", say.Count("span_in_days", 28), "Day", clock.Date(0)), Link: Link{Text: say.Count("span_look_days", 28), Address: "#"}},
		Wrong:    say.Text("components_wrong"),
	}
	c.Needs, c.Rows = m.needs(), m.rows()
	return c
}

// madeUp makes the data of the components.
type madeUp struct{ clock Clock }

func (m madeUp) year() []surveys.Point {
	var out []surveys.Point
	for i, share := range []int{88, 90, 90, 91, 90, -1, 92, 93, 93, 92, 88, 82, 71} {
		p := surveys.Point{Period: surveys.Last(28, m.clock.Today()-surveys.Day(28*(12-i))), Level: surveys.NewLevel(2, 3)}
		if share > 0 {
			p.Level = surveys.NewLevel(share, 100)
		}
		out = append(out, p)
	}
	return out
}

// days are of a year: each weekday some answers, in autumn worse ones.
func (m madeUp) days() surveys.Days {
	days, today := surveys.Days{}, m.clock.Today()
	for ago := range 364 {
		day := today - surveys.Day(ago)
		if weekday := day.Time().Weekday(); weekday == time.Saturday || weekday == time.Sunday || ago%13 == 6 {
			continue
		}
		var t surveys.Tally
		for choice := 1; choice <= 5; choice++ {
			if n := (ago*choice + choice*choice) % (2 + 2*choice) / 2; choice > 2 || ago < 60 || ago%7 == 0 {
				t.Count(surveys.CSAT5, choice, n)
			}
		}
		days[day] = t
	}
	return days
}

func (m madeUp) glass(word surveys.Forecast, satisfied, n int) Glass {
	level, before := surveys.NewLevel(satisfied, n), surveys.NewLevel(91, 100)
	say := m.clock.Words
	return Glass{Dial: NewDial(word, level, before, say), Forecast: word, Level: level, Span: say.Count("span_in_days", 28),
		Before: say.Text("glass_before", "Level", Percent(before), "Span", say.Count("span_before_days", 28), "Change", say.Change(.97, true))}
}

func (m madeUp) voice(quote string, choice int) Voice {
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	say := m.clock.Words
	return Voice{Quote: quote, Pips: Pips(scale, choice), Choice: say.ChoiceOf(scale, choice), Who: say.Text("components_who"), When: m.clock.Ago(m.clock.Now),
		Where: Link{Text: say.Text("components_company"), Address: "#"}, Case: Link{Text: say.Text("team_case", "Case", "38"), Address: "#"}, Notes: []string{say.Text("components_ticked")}}
}

func (m madeUp) needs() []Need {
	say := m.clock.Words
	return []Need{
		{Name: say.Text("components_company"), Address: "#", Forecast: surveys.Storm, Sentence: say.Text("components_need"),
			Next: Link{Text: say.Text("components_next"), Address: "#"}, Pays: Link{Text: say.Text("components_pays"), Address: "#"}, Beside: say.Figure(surveys.NewLevel(1100, 1500)), Notes: []string{say.Text("components_worst")}},
		{Name: say.Text("components_desk"), Address: "#", Kind: say.Text("overview_is_project"), Forecast: surveys.NoReading, Sentence: say.Text("components_questions"), Beside: "n = 3"},
	}
}

func (m madeUp) rows() []StandingRow {
	say := m.clock.Words
	return []StandingRow{
		{Name: say.Text("components_company"), Address: "#", Forecast: surveys.Rain, Level: surveys.NewLevel(72, 100), Change: say.Points(surveys.NewLevel(72, 100), surveys.NewLevel(84, 100)), Was: say.Change(.97, true), Spark: NewSpark(m.year(), surveys.Rain, say.Text("components_spark")), Last: say.Text("components_last")},
		{Name: say.Text("components_bikes"), Address: "#", Forecast: surveys.NoReading, Level: surveys.NewLevel(1, 2), Change: "–"},
	}
}

func (m madeUp) customers() []FieldPoint {
	at := func(name string, k, n int, margin, before float64, revenue surveys.Amount, word surveys.Forecast) FieldPoint {
		return FieldPoint{Name: name, Address: "#", Level: surveys.NewLevel(k, n), Was: surveys.NewLevel(90, 100), Margin: margin, Before: before, Moved: true, Revenue: revenue, Forecast: word}
	}
	return []FieldPoint{at("Northgate", 50, 80, 44, 50, 86_000_00, surveys.Storm), at("Alma", 75, 80, 26, 20, 41_000_00, surveys.SetFair), at("Oakfield", 70, 80, -4, 6, 12_000_00, surveys.Fair)}
}

func (m madeUp) worth() *CustomerWorth {
	return &CustomerWorth{Summary: []WorthSum{{"Revenue", Link{Text: "€86,000"}}}, Zero: 80, Quarters: []WorthQuarter{
		{Name: "Q2", Revenue: Link{Text: "€21,500"}, Cost: Link{Text: "€12,249"}, Margin: Link{Text: "43 %"}, Known: true, X: 0, Width: 40, Y: 10, Height: 70},
		{Name: "Q3", Revenue: Link{Text: "€21,500"}, Cost: Link{Text: "€23,000"}, Margin: Link{Text: "−7 %"}, Known: true, X: 50, Width: 40, Y: 80, Height: 10, Below: true}}}
}

// colours are the tokens of the style sheet with what each is for.
func colours() []Colour {
	return []Colour{{"paper", "page"}, {"plate", "cards, fields"}, {"ink", "text, buttons"}, {"ink2", "secondary text"}, {"edge", "borders of controls"}, {"line", "hairlines"},
		{"brass", "focus, underline"}, {"storm", ""}, {"rain", ""}, {"change", ""}, {"fair", ""}, {"setfair", ""}}
}
