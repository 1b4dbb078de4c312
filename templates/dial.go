package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"barometer/surveys"
)

// The dial's geometry, in the units of its viewBox of 320 × 200.
const (
	dialX, dialY  = 160, 158 // centre
	dialEnd       = 100      // degrees from the top to each end
	dialWord      = 40       // degrees of one word
	dialFrom      = 40.0     // percent at the left end; lower values are held there
	radiusSpread  = 134      // of the interval's arc
	radiusWord    = 122      // of the arcs of the words
	gapWord       = 1.6      // degrees between two words
	heldFromLimit = 2        // degrees between a hand that is held and the limit of its word
)

// Dial is the instrument: where hand, set hand and arcs stand. The zero Dial
// has no reading.
type Dial struct {
	Forecast surveys.Forecast
	Hand     float64 // degrees, 0 is up
	SetHand  float64 // where the hand stood one period before
	HasSet   bool
	Spread   string // path of the 95 % interval
	Active   string // path of the word's arc
	Label    string // one sentence for those who do not see it
}

// Reading reports whether there is a hand to show.
func (d Dial) Reading() bool { return wordIndex(d.Forecast) >= 0 }

// NewDial sets the hands. An alarm may hold the word below the level's own;
// then the hand stays inside that word.
func NewDial(forecast surveys.Forecast, level, before surveys.Level, words *Locale) Dial {
	i := wordIndex(forecast)
	if i < 0 || !level.Reading() {
		return Dial{Forecast: surveys.NoReading, Label: words.Text("dial_none", "N", Count(level.N), "Enough", strconv.Itoa(surveys.Enough))}
	}
	from, to := float64(dialWord*i-dialEnd), float64(dialWord*(i+1)-dialEnd)
	d := Dial{
		Forecast: forecast,
		Hand:     math.Max(from, dialAngle(level.Rate)),
		Spread:   arc(radiusSpread, dialAngle(level.Low), dialAngle(level.High)),
		Active:   arc(radiusWord, from+gapWord/2, to-gapWord/2),
		HasSet:   before.Reading(),
		Label:    words.dialLabel(forecast, level, before),
	}
	if d.Hand > to {
		d.Hand = to - heldFromLimit
	}
	if d.HasSet {
		d.SetHand = dialAngle(before.Rate)
	}
	return d
}

func (l *Locale) dialLabel(forecast surveys.Forecast, level, before surveys.Level) string {
	whole := func(f float64) string { return fmt.Sprintf("%.0f", f) }
	id := "dial_label"
	if before.Reading() {
		id = "dial_label_before"
	}
	return l.Text(id, "Word", sentence(l.Forecast(forecast)), "Share", whole(level.Rate), "Low", whole(level.Low), "High", whole(level.High),
		"N", Count(level.N), "Before", whole(before.Rate))
}

// dialAngle returns where a share stands on the dial: linear inside each word,
// every word being equally wide.
func dialAngle(p float64) float64 {
	limits := wordScale()
	limits[0] = dialFrom
	p = math.Min(100, math.Max(dialFrom, p))
	i := 0
	for i < 4 && p >= limits[i+1] {
		i++
	}
	return -dialEnd + dialWord*(float64(i)+(p-limits[i])/(limits[i+1]-limits[i]))
}

func dialPoint(angle, radius float64) (x, y float64) {
	a := angle * math.Pi / 180
	return dialX + radius*math.Sin(a), dialY - radius*math.Cos(a)
}

// arc returns the path from one angle to another, clockwise.
func arc(radius, from, to float64) string {
	x0, y0 := dialPoint(from, radius)
	x1, y1 := dialPoint(to, radius)
	large := 0
	if to-from > 180 {
		large = 1
	}
	return fmt.Sprintf("M%s %sA%s %s 0 %d 1 %s %s", places(x0), places(y0), places(radius), places(radius), large, places(x1), places(y1))
}

// places writes a coordinate with one decimal at most.
func places(v float64) string {
	s := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	if s == "-0" {
		return "0"
	}
	return s
}
