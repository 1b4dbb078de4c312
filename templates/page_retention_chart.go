package templates

import (
	"fmt"
	"strings"

	"barometer/surveys"
)

// NewKeptChart draws shares of customers kept: the line with its band, without
// the words of the dial, whose scale is of satisfaction.
func NewKeptChart(points []surveys.Point, clock Clock) Chart {
	floor := chartFloor(points)
	c := Chart{Height: chartHeight, Dates: dateTicks(points, clock), Bars: barsPath(points)}
	for p := floor; p <= 100; p += 20 {
		c.Scale = append(c.Scale, Tick{Y: chartTop + chartY(p, floor) + 4, Text: fmt.Sprintf("%.0f", p)})
		c.Grid += fmt.Sprintf("M0 %sH%.0f", places(chartY(p, floor)), chartWide)
	}
	for _, run := range runs(points) {
		c.addRun(points, run, floor)
	}
	for i, p := range points {
		if p.Level.Reading() {
			c.Points = append(c.Points, Dot{X: chartX(i, len(points)) / 10, Y: chartTop + chartY(p.Level.Rate, floor),
				Text: strings.Join([]string{clock.Span(p.Period), clock.Words.Figure(p.Level)}, ": ")})
		}
	}
	if last := len(c.Points) - 1; last >= 0 {
		c.Points[last].Last = true
		c.Last = c.Points[last].Text
	}
	c.Label = clock.Words.Count("retention_chart", len(c.Points))
	return c
}
