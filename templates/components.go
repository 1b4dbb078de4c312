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
		Sparks:   []Spark{NewSpark(m.year(), surveys.Change, "x"), NewTallSpark(m.year(), surveys.Change, "x")},
		Chosen:   []Chosen{{Heading: say.Text("chosen_title", "Span", "28"), Bars: NewBars(days.Total(), say), N: days.Total().N()}, {Heading: say.Text("components_empty")}},
		Stacks:   [][]Stack{NewStacks(days, surveys.Last(365, clock.Today()), say), nil},
		Days:     []Calendar{NewCalendar(days, surveys.Last(364, clock.Today()), clock), NewCalendar(nil, surveys.Last(28, clock.Today()), clock)},
		Map:      Worth{Map: NewFieldMap(m.customers(), surveys.DefaultFieldLines()), Target: "30 %", Line: "80 %"},
		Worth:    m.worth(),
		Voices:   []Voice{m.voice("The portal was down again on our busiest morning.", 2), m.voice("Fast, friendly, done.", 5), m.voice("", 3)},
		Cases:    []CaseRow{{Title: "Portal down", Address: "#", Where: "Northgate", Line: "nobody yet · open", When: clock.Ago(clock.Now.Add(-2 * time.Hour)), Late: say.Count("overview_case_late", 4)}},
		Declines: []Decline{{Sentence: "13 of 19 satisfied since 2 Oct, 29 of 33 before.", Address: "#", Where: Link{Text: "Support desk", Address: "#"}, When: clock.Ago(clock.Now), Stands: true}},
		Moments:  []Moment{{When: clock.At(clock.Now), Title: "Priya Nair rated 2 of 5", Quote: "It is down again.", Class: "storm"}, {When: clock.At(clock.Now.AddDate(0, 0, -9)), Title: "Asked Priya Nair", Text: "Mail sent"}},
		Answers:  []Response{{Level: surveys.NewLevel(214, 603), Text: say.Text("response_rule", "Answered", "214", "Sent", "603", "Bounced", "9")}, {Text: say.Text("response_none_sent")}},
		Scale:    NewScalePicture(surveys.CSAT5, say.Wording(surveys.NewSurvey("", surveys.CSAT5))),
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
	return Glass{Dial: NewDial(word, level, before), Forecast: word, Level: level, Span: say.Count("span_in_days", 28),
		Before: say.Text("glass_before", "Level", Percent(before), "Span", say.Count("span_before_days", 28), "Change", "97 % likely worse")}
}

func (m madeUp) voice(quote string, choice int) Voice {
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	return Voice{Quote: quote, Pips: Pips(scale, choice), Choice: ChoiceOf(scale, choice), Who: "Priya Nair", When: m.clock.Ago(m.clock.Now),
		Where: Link{Text: "Northgate Logistics", Address: "#"}, Case: Link{Text: "case 38", Address: "#"}, Notes: []string{"Nobody told me"}}
}

func (m madeUp) needs() []Need {
	return []Need{
		{Name: "Northgate Logistics", Address: "#", Forecast: surveys.Storm, Sentence: "Rated 2 of 5 today, “The portal was down again”, and nobody has answered yet.",
			Next: Link{Text: "Call Priya Nair", Address: "#"}, Pays: "€1,234k a year", Beside: Figure(surveys.NewLevel(1100, 1500)), Notes: []string{"Worst voice: 1 of 5 by Tom Ashworth, 13 Nov."}},
		{Name: "Support desk", Address: "#", Kind: "project", Forecast: surveys.NoReading, Sentence: "Three questions stayed open.", Beside: "n = 3"},
	}
}

func (m madeUp) rows() []StandingRow {
	return []StandingRow{
		{Name: "Northgate Logistics", Address: "#", Forecast: surveys.Rain, Level: surveys.NewLevel(72, 100), Change: "−12 points", Was: "97 % likely worse", Spark: NewSpark(m.year(), surveys.Rain, "x"), Last: "last answer today"},
		{Name: "Otter Bikes", Address: "#", Forecast: surveys.NoReading, Level: surveys.NewLevel(1, 2), Change: "–"},
	}
}

func (m madeUp) customers() []FieldPoint {
	at := func(name string, k, n int, margin, before float64, revenue surveys.Amount, word surveys.Forecast) FieldPoint {
		return FieldPoint{Name: name, Address: "#", Level: surveys.NewLevel(k, n), Was: surveys.NewLevel(90, 100), Margin: margin, Before: before, Moved: true, Revenue: revenue, Forecast: word}
	}
	return []FieldPoint{at("Northgate", 50, 80, 44, 50, 86_000_00, surveys.Storm), at("Alma", 75, 80, 26, 20, 41_000_00, surveys.SetFair), at("Oakfield", 70, 80, -4, 6, 12_000_00, surveys.Fair)}
}

func (m madeUp) worth() *CustomerWorth {
	return &CustomerWorth{Summary: []Fact{{Term: "Revenue", Text: "€86,000"}}, Zero: 80, Quarters: []WorthQuarter{
		{Name: "Q2", Revenue: "€21,500", Cost: "€12,249", Margin: "43 %", Known: true, X: 0, Width: 40, Y: 10, Height: 70},
		{Name: "Q3", Revenue: "€21,500", Cost: "€23,000", Margin: "−7 %", Known: true, X: 50, Width: 40, Y: 80, Height: 10, Below: true}}}
}

// colours are the tokens of the style sheet with what each is for.
func colours() []Colour {
	return []Colour{{"paper", "page"}, {"plate", "cards, fields"}, {"ink", "text, buttons"}, {"ink2", "secondary text"}, {"edge", "borders of controls"}, {"line", "hairlines"},
		{"brass", "focus, underline"}, {"storm", ""}, {"rain", ""}, {"change", ""}, {"fair", ""}, {"setfair", ""}}
}
