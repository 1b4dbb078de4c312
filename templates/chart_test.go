package templates_test

import (
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

// readings are levels with 100 answers each; a negative share is a stretch
// with too few.
func readings(shares ...int) []surveys.Point {
	out := make([]surveys.Point, len(shares))
	for i, share := range shares {
		to := fixtureClock().Today() - surveys.Day(28*(len(shares)-1-i))
		out[i].Period = surveys.Last(28, to)
		if out[i].Level = surveys.NewLevel(share, 100); share < 0 {
			out[i].Level = surveys.NewLevel(1, 3)
		}
	}
	return out
}

func TestAYearAsTheVisualLanguageDrawsIt(t *testing.T) {
	c := templates.NewChart(fixtureYear(), fixtureClock())
	if want := "M0 176H1000M0 110H1000M0 66H1000M0 30.8H1000M0 0H1000"; c.Grid != want {
		t.Errorf("grid %q, want %q", c.Grid, want)
	}
	if len(c.Lines) != 1 || len(c.Bands) != 1 || len(c.Points) != 13 || c.Alone != "" {
		t.Fatalf("%d lines, %d bands, %d points", len(c.Lines), len(c.Bands), len(c.Points))
	}
	if first, last := c.Points[0], c.Points[12]; first.X != 0 || last.X != 100 || !last.Last || first.Last {
		t.Errorf("first %+v, last %+v", first, last)
	}
	if want := "17 Nov: 86\u00a0%, 81–90, n\u00a0=\u00a0214"; c.Last != want {
		t.Errorf("readout %q, want %q", c.Last, want)
	}
	var words, dates []string
	for _, w := range c.Words {
		words = append(words, w.Text)
	}
	for _, d := range c.Dates {
		dates = append(dates, d.Text)
	}
	if got := strings.Join(words, ", "); got != "rain, change, fair, set fair" {
		t.Errorf("words %s", got)
	}
	if got := strings.Join(dates, ", "); got != "16 Dec, 7 Apr, 28 Jul, 17 Nov" {
		t.Errorf("dates %s", got)
	}
}

func TestADateWithItsYearLeavesRoomForTheNext(t *testing.T) {
	points := make([]surveys.Point, 8)
	for i := range points {
		points[i] = surveys.Point{Period: surveys.Last(91, fixtureClock().Today()-surveys.Day(91*(7-i))), Level: surveys.NewLevel(90, 100)}
	}
	dates := templates.NewChart(points, fixtureClock()).Dates
	if len(dates) != 3 || dates[1].X < 50 || dates[1].X > 60 {
		t.Errorf("dates %+v, want the second of three just beyond the middle", dates)
	}
}

func TestTheFloorOfAChart(t *testing.T) {
	tests := []struct {
		name   string
		points []surveys.Point
		floor  string
	}{
		{"all is well", readings(95, 90), "60"},
		{"no reading", readings(-1, -1), "60"},
		{"the lowest bound lies below 60", readings(65, 90), "40"},
		{"below 40", readings(45, 90), "20"},
		{"at the bottom", readings(0, 90), "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if c := templates.NewChart(test.points, fixtureClock()); c.Scale[0].Text != test.floor {
				t.Errorf("floor %s, want %s", c.Scale[0].Text, test.floor)
			}
		})
	}
}

func TestTooFewAnswersAreAGap(t *testing.T) {
	c := templates.NewChart(readings(90, 91, -1, 92, -1, 90, 91), fixtureClock())
	if len(c.Lines) != 2 || len(c.Bands) != 2 || strings.Count(c.Alone, "M") != 1 {
		t.Errorf("%d lines, %d bands, alone %q", len(c.Lines), len(c.Bands), c.Alone)
	}
	if len(c.Points) != 5 || len(c.Table) != 7 {
		t.Errorf("%d points and %d rows, want 5 and 7", len(c.Points), len(c.Table))
	}
	if strings.Count(c.Bars, "M") != 7 {
		t.Errorf("bars of n %q, want all seven", c.Bars)
	}
}

func TestChartsOfLittle(t *testing.T) {
	if c := templates.NewChart(nil, fixtureClock()); !c.Empty() || c.Last != "" {
		t.Errorf("nothing is drawn as %+v", c)
	}
	c := templates.NewChart(readings(90), fixtureClock())
	if len(c.Points) != 1 || c.Points[0].X != 100 || len(c.Dates) != 1 {
		t.Errorf("one reading is drawn as %+v", c)
	}
}

func TestSparklines(t *testing.T) {
	s := templates.NewSpark(readings(100, 75, 20), surveys.Storm, "x")
	if want := "2,2 49,12.8 96,28"; s.Lines[0] != want {
		t.Errorf("line %q, want %q: 100 %% on top, lower than 40 %% held at the bottom", s.Lines[0], want)
	}
	if s.X != 96 || s.Y != 28 || s.Class != "storm" || s.Empty() {
		t.Errorf("last reading %+v", s)
	}
	tall := templates.NewTallSpark(readings(20, 100), surveys.SetFair, "x")
	if want := "2,46 196,2"; tall.Lines[0] != want {
		t.Errorf("tall line %q, want %q", tall.Lines[0], want)
	}
	if !templates.NewSpark(readings(-1, -1), surveys.NoReading, "x").Empty() {
		t.Error("no reading is drawn")
	}
}

func TestTheBarOfChoices(t *testing.T) {
	var tally surveys.Tally
	for choice, n := range map[int]int{1: 2, 2: 5, 3: 3, 4: 9, 5: 8} {
		tally.Count(surveys.CSAT5, choice, n)
	}
	locales, err := templates.NewLocales()
	if err != nil {
		t.Fatal(err)
	}
	english := locales.In()
	bars := templates.NewBars(tally, english)
	if len(bars) != 1 || bars[0].N != 27 || len(bars[0].Parts) != 5 {
		t.Fatalf("%+v", bars)
	}
	for i, want := range []struct {
		class    string
		x, width float64
		shown    bool
		dark     bool
	}{{"c1", 0, 7.01, true, true}, {"c2", 7.41, 18.12, true, false}, {"c3", 25.93, 10.71, true, false}, {"c4", 37.04, 32.93, true, false}, {"c5", 70.37, 29.23, true, true}} {
		p := bars[0].Parts[i]
		if p.Class != want.class || p.X-want.x > .01 || want.x-p.X > .01 || p.Width-want.width > .01 || want.width-p.Width > .01 || p.Shown() != want.shown || p.Dark != want.dark {
			t.Errorf("choice %d: %+v, want %+v", i+1, p, want)
		}
	}
	tally.Count(surveys.Thumbs, 1, 1)
	if two := templates.NewBars(tally, english); len(two) != 2 || two[0].Scale == "" {
		t.Errorf("two scales give %d bars", len(two))
	}
	if templates.NewBars(surveys.Tally{}, english) != nil {
		t.Error("nothing gives a bar")
	}
}
