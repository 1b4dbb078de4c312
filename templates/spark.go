package templates

import (
	"strings"

	"barometer/surveys"
)

// Spark is a trend as small as a word.
type Spark struct {
	Label         string
	Class         string // state of the last reading
	Width, Height float64
	Middle        float64 // y of the dotted line at 75 %
	Bands         []string
	Lines         []string
	X, Y          float64 // the last reading
	drawn         bool
}

// Empty reports whether there is no reading to draw.
func (s Spark) Empty() bool { return !s.drawn }

// sparkEdge keeps strokes and the last point inside the picture.
const sparkEdge = 2.0

// NewSpark draws a sparkline for a table: 40 to 100 %, lower values held.
func NewSpark(points []surveys.Point, forecast surveys.Forecast, label string) Spark {
	return newSpark(points, forecast, label, 100, 30, 40)
}

// NewTallSpark draws a larger one, for few rows: 20 to 100 %.
func NewTallSpark(points []surveys.Point, forecast surveys.Forecast, label string) Spark {
	return newSpark(points, forecast, label, 200, 48, 20)
}

func newSpark(points []surveys.Point, forecast surveys.Forecast, label string, width, height, floor float64) Spark {
	y := func(p float64) float64 {
		return sparkEdge + (height-2*sparkEdge)*(100-max(p, floor))/(100-floor)
	}
	x := func(i int) float64 {
		if len(points) < 2 {
			return width - 4
		}
		return sparkEdge + (width-4-sparkEdge)*float64(i)/float64(len(points)-1)
	}
	s := Spark{Label: label, Class: StateClass(forecast), Width: width, Height: height, Middle: y(75)}
	for _, r := range runs(points) {
		var line, upper, lower []string
		for i := r.from; i <= r.to; i++ {
			l := points[i].Level
			line = append(line, places(x(i))+","+places(y(l.Rate)))
			upper = append(upper, places(x(i))+","+places(y(l.High)))
			lower = append([]string{places(x(i)) + "," + places(y(l.Low))}, lower...)
		}
		s.Lines = append(s.Lines, strings.Join(line, " "))
		s.Bands = append(s.Bands, strings.Join(append(upper, lower...), " "))
		s.X, s.Y, s.drawn = x(r.to), y(points[r.to].Level.Rate), true
	}
	return s
}
