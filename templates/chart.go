package templates

import (
	"fmt"
	"strings"

	"barometer/surveys"
)

// The geometry of a line with its band. Texts and points keep their size:
// their x is in percent and their y in pixels. Paths stretch: their x goes from
// 0 to 1000.
const (
	chartTop    = 26  // pixels above the plot, where the readout stands
	chartPlot   = 176 // height of the plot
	chartBars   = 22  // height of the highest bar of n
	chartFoot   = chartPlot + 26
	chartHeight = chartTop + chartFoot + 20
	chartWide   = 1000.0
)

// Chart is a trend: line, band and number of answers of readings that do not
// overlap.
type Chart struct {
	Label  string
	Height int
	Dense  bool       // the words stand so close that they are written smaller
	Grid   string     // path
	Bars   string     // path of n
	Bands  []string   // points of polygons, one for each run of readings
	Lines  []string   // points of polylines
	Alone  string     // path of the intervals of readings with a gap on both sides
	Scale  []Tick     // numbers at the left
	Words  []Tick     // words at the right
	Dates  []Tick     // under the plot
	Points []Dot      // readings
	Last   string     // the last reading in words
	Table  []TableRow // every reading, gaps too
}

// Tick is a text at a place: X in percent, Y in pixels.
type Tick struct {
	X, Y   float64
	Text   string
	Class  string
	Anchor string
}

// Dot is one reading: X in percent, Y in pixels.
type Dot struct {
	X, Y float64
	Text string
	Last bool
}

// TableRow is a reading in the table behind a picture.
type TableRow struct {
	Period string
	Level  surveys.Level
	Days   surveys.Period
	Behind string // address of the answers; empty: nothing leads there
}

// Empty reports whether there is nothing to draw.
func (c Chart) Empty() bool { return len(c.Points) == 0 }

// NewChart draws the readings of a trend. A reading below five answers is a
// gap.
func NewChart(points []surveys.Point, clock Clock) Chart {
	floor := chartFloor(points)
	c := Chart{
		Height: chartHeight,
		Dense:  floor < 40,
		Scale:  scaleTicks(floor),
		Words:  clock.Words.wordTicks(floor),
		Dates:  dateTicks(points, clock),
		Grid:   gridPath(floor),
		Bars:   barsPath(points),
	}
	for _, run := range runs(points) {
		c.addRun(points, run, floor)
	}
	for i, p := range points {
		c.Table = append(c.Table, TableRow{Period: clock.Span(p.Period), Level: p.Level, Days: p.Period})
		if p.Level.Reading() {
			c.Points = append(c.Points, Dot{X: chartX(i, len(points)) / 10, Y: chartTop + chartY(p.Level.Rate, floor),
				Text: clock.Date(p.Period.To) + ": " + clock.Words.Figure(p.Level)})
		}
	}
	if last := len(c.Points) - 1; last >= 0 {
		c.Points[last].Last = true
		c.Last = c.Points[last].Text
	}
	c.Label = clock.Words.Count("chart_label", len(c.Points))
	return c
}

// Span writes a period as its first and last day.
func (c Clock) Span(p surveys.Period) string {
	return c.Words.Text("team_span", "From", c.Date(p.From), "To", c.Date(p.To))
}

// run is a stretch of readings without a gap: from and to, both included.
type run struct{ from, to int }

func runs(points []surveys.Point) []run {
	var out []run
	for i, p := range points {
		if !p.Level.Reading() {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].to == i-1 {
			out[last].to = i
		} else {
			out = append(out, run{i, i})
		}
	}
	return out
}

func (c *Chart) addRun(points []surveys.Point, r run, floor float64) {
	n := len(points)
	if r.from == r.to {
		l, x := points[r.from].Level, places(chartX(r.from, n))
		c.Alone += fmt.Sprintf("M%s %sV%s", x, places(chartY(l.High, floor)), places(chartY(l.Low, floor)))
		return
	}
	var line, upper, lower []string
	for i := r.from; i <= r.to; i++ {
		l, x := points[i].Level, places(chartX(i, n))
		line = append(line, x+","+places(chartY(l.Rate, floor)))
		upper = append(upper, x+","+places(chartY(l.High, floor)))
		lower = append([]string{x + "," + places(chartY(l.Low, floor))}, lower...)
	}
	c.Lines = append(c.Lines, strings.Join(line, " "))
	c.Bands = append(c.Bands, strings.Join(append(upper, lower...), " "))
}

// chartFloor is the highest of 0, 20, 40, 60 that is not above the lowest
// bound shown.
func chartFloor(points []surveys.Point) float64 {
	floor := 60.0
	for _, p := range points {
		for p.Level.Reading() && p.Level.Low < floor && floor > 0 {
			floor -= 20
		}
	}
	return floor
}

func chartX(i, n int) float64 {
	if n < 2 {
		return chartWide
	}
	return chartWide * float64(i) / float64(n-1)
}

func chartY(p, floor float64) float64 { return chartPlot * (100 - p) / (100 - floor) }

// gridValues are the floor and the limits of the words above it.
func gridValues(floor float64) []float64 {
	out := []float64{floor}
	for _, limit := range wordScale() {
		if limit > floor {
			out = append(out, limit)
		}
	}
	return out
}

func gridPath(floor float64) string {
	var b strings.Builder
	for _, v := range gridValues(floor) {
		fmt.Fprintf(&b, "M0 %sH1000", places(chartY(v, floor)))
	}
	return b.String()
}

func scaleTicks(floor float64) []Tick {
	var out []Tick
	for _, v := range gridValues(floor) {
		out = append(out, Tick{Y: chartTop + chartY(v, floor) + 4, Text: places(v)})
	}
	return append(out, Tick{Y: chartTop + chartFoot, Text: "n"})
}

// wordTicks puts each word in the middle of its part of the scale.
func (l *Locale) wordTicks(floor float64) []Tick {
	var out []Tick
	limits := wordScale()
	for i, w := range words() {
		low, high := max(limits[i], floor), limits[i+1]
		if high > floor {
			out = append(out, Tick{X: 100, Y: chartTop + chartY((low+high)/2, floor) + 5, Text: l.Forecast(w), Class: StateClass(w)})
		}
	}
	return out
}

// dateTicks writes the last day of some readings, evenly spread: four, or
// three where dates carry their year.
func dateTicks(points []surveys.Point, clock Clock) []Tick {
	n, most := len(points), 4
	if n > 0 && len(clock.Date(points[0].Period.To)) > len("31 Dec") {
		most = 3
	}
	var out []Tick
	for k, last := 0, min(n, most)-1; k <= last; k++ {
		i, anchor := n-1, "end"
		if k < last {
			i, anchor = (2*(n-1)*k+last)/(2*last), "middle" // rounded: the first may be long
		}
		if k == 0 && last > 0 {
			anchor = "start"
		}
		out = append(out, Tick{X: chartX(i, n) / 10, Y: chartHeight - 2, Text: clock.Date(points[i].Period.To), Anchor: anchor})
	}
	return out
}

func barsPath(points []surveys.Point) string {
	most := 0
	for _, p := range points {
		most = max(most, p.Level.N)
	}
	var b strings.Builder
	for i, p := range points {
		if p.Level.N > 0 {
			fmt.Fprintf(&b, "M%s %dv-%s", places(chartX(i, len(points))), chartFoot, places(max(1, chartBars*float64(p.Level.N)/float64(most))))
		}
	}
	return b.String()
}
