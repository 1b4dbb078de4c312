package templates

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"barometer/surveys"
)

// The geometry of the picture of satisfaction and margin: x in percent of the
// width, y in percent of the height, radii and texts in pixels. Satisfaction
// runs from 40 to 100 %, lower values are held at 40; margin from 0 to 60 %, and
// further by steps of 20 where somebody is there.
const (
	mapLeft   = 40.0
	mapBottom = 0.0
	mapTop    = 60.0
	mapStep   = 20.0
	mapLowest = -60.0
	mapDisc   = 19.0 // radius of the largest revenue
	mapDot    = 2.5  // … and of the smallest
)

// FieldPoint is one customer as the picture is drawn from.
type FieldPoint struct {
	Name, Address string
	Text          string // all figures, for who points at it
	Forecast      surveys.Forecast
	Level         surveys.Level
	Margin        float64 // percent
	Was           surveys.Level
	Before        float64 // percent
	Moved         bool    // Was and Before are known
	Revenue       surveys.Amount
}

// FieldMap is the picture: discs with names, each with its interval and its way
// since the last quarter.
type FieldMap struct {
	Discs       []Disc
	Axes        string // path
	Low, High   string // ends of the margin
	Left, Right string // ends of satisfaction
}

// Disc is a customer at its place.
type Disc struct {
	Name, Address, Text string
	Class               string // of the forecast
	X, Y, R             float64
	Whisker, Tail       string      // paths; an empty tail: nothing is known of the last quarter
	Labels              []DiscLabel // one for each width of screen that has room for it
}

// DiscLabel is where the name stands.
type DiscLabel struct {
	DX, DY float64
	Anchor string // start, middle or end
	Only   string // class of the width that it is for; empty: of every one
}

// NewFieldMap places customers, the largest revenue first.
func NewFieldMap(points []FieldPoint, lines surveys.FieldLines) FieldMap {
	g := newFieldScale(points)
	m := FieldMap{Axes: g.axes(lines), Low: percentText(g.bottom), High: percentText(g.top), Left: percentText(mapLeft), Right: percentText(100)}
	for _, p := range points {
		d := Disc{Name: p.Name, Address: p.Address, Text: p.Text, Class: StateClass(p.Forecast),
			X: g.x(p.Level.Rate), Y: g.y(p.Margin), R: g.radius(p.Revenue)}
		d.Whisker = fmt.Sprintf("M%s %sH%s", places(g.x(p.Level.Low)), places(d.Y), places(g.x(p.Level.High)))
		if p.Moved {
			d.Tail = fmt.Sprintf("M%s %sL%s %s", places(g.x(p.Was.Rate)), places(g.y(p.Before)), places(d.X), places(d.Y))
		}
		m.Discs = append(m.Discs, d)
	}
	placeLabels(m.Discs)
	return m
}

func percentText(p float64) string {
	if p < 0 {
		return fmt.Sprintf("−%.0f"+nbsp+"%%", -p)
	}
	return fmt.Sprintf("%.0f"+nbsp+"%%", p)
}

// fieldScale turns figures into places.
type fieldScale struct {
	bottom, top float64
	largest     surveys.Amount
}

func newFieldScale(points []FieldPoint) fieldScale {
	g := fieldScale{bottom: mapBottom, top: mapTop}
	for _, p := range points {
		g.largest = max(g.largest, p.Revenue)
		for p.Margin < g.bottom && g.bottom > mapLowest {
			g.bottom -= mapStep
		}
		for p.Margin > g.top && g.top < 100 {
			g.top += mapStep
		}
	}
	return g
}

func (g fieldScale) x(rate float64) float64 {
	return 100 * (min(100, max(mapLeft, rate)) - mapLeft) / (100 - mapLeft)
}

func (g fieldScale) y(margin float64) float64 {
	return 100 * (g.top - min(g.top, max(g.bottom, margin))) / (g.top - g.bottom)
}

// radius makes the area of the disc the revenue.
func (g fieldScale) radius(a surveys.Amount) float64 {
	if g.largest <= 0 || a <= 0 {
		return mapDot
	}
	return max(mapDot, mapDisc*math.Sqrt(float64(a)/float64(g.largest)))
}

// axes are the frame, the dividing lines and, where the margin goes below it, 0.
func (g fieldScale) axes(lines surveys.FieldLines) string {
	path := fmt.Sprintf("M0 0H100V100H0zM%s 0V100M0 %sH100", places(g.x(lines.Satisfied)), places(g.y(lines.Margin)))
	if g.bottom < 0 {
		path += fmt.Sprintf("M0 %sH100", places(g.y(0)))
	}
	return path
}

// canvas is a size that the picture is shown in: places of names are tried on a
// wide and on a narrow one.
type canvas struct{ width, height float64 }

type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

const (
	labelLetter   = 6.6 // width of a letter, in pixels
	labelHeight   = 16.0
	firstWideRune = 0x1100 // Hangul, kana and Han take twice the width
	labelGap      = 6.0
	labelRight    = 78.0 // from here on a name ends at its disc
	labelLeft     = 22.0 // up to here it begins there
	cornerWide    = 90.0 // what the names of the fields take
	cornerHigh    = 36.0
)

// placeLabels gives each disc a place for its name where nothing else stands:
// above it, below, or beside; none where all are taken.
func placeLabels(discs []Disc) {
	wide, narrow := canvas{1150, 480}.labels(discs), canvas{330, 416}.labels(discs)
	for i := range discs {
		if wide[i] != nil && narrow[i] != nil && *wide[i] == *narrow[i] {
			discs[i].Labels = []DiscLabel{*wide[i]}
			continue
		}
		for only, l := range map[string]*DiscLabel{"wide": wide[i], "small": narrow[i]} {
			if l != nil {
				l.Only = only
				discs[i].Labels = append(discs[i].Labels, *l)
			}
		}
		slices.SortFunc(discs[i].Labels, func(a, b DiscLabel) int { return strings.Compare(b.Only, a.Only) })
	}
}

// labels finds the places of names on a canvas; nil where there is none.
func (c canvas) labels(discs []Disc) []*DiscLabel {
	taken, out := c.corners(), make([]*DiscLabel, len(discs))
	for _, d := range discs {
		taken = append(taken, c.disc(d))
	}
	for i, d := range discs {
		for _, l := range d.places() {
			if b := c.label(d, l); c.fits(b, taken, len(c.corners())+i) {
				taken = append(taken, b)
				out[i] = &l
				break
			}
		}
	}
	return out
}

// places are where a name may stand, the best first.
func (d Disc) places() []DiscLabel {
	middle := DiscLabel{Anchor: "middle"}
	switch {
	case d.X >= labelRight:
		middle = DiscLabel{Anchor: "end", DX: d.R}
	case d.X <= labelLeft:
		middle = DiscLabel{Anchor: "start", DX: -d.R}
	}
	above, below := middle, middle
	above.DY, below.DY = -(d.R + labelGap), d.R+labelGap+10
	return []DiscLabel{above, below, {DX: d.R + labelGap, DY: 4, Anchor: "start"}, {DX: -(d.R + labelGap), DY: 4, Anchor: "end"}}
}

func (c canvas) corners() []box {
	return []box{{0, 0, cornerWide, cornerHigh}, {c.width - cornerWide, 0, c.width, cornerHigh},
		{0, c.height - cornerHigh, cornerWide, c.height}, {c.width - cornerWide, c.height - cornerHigh, c.width, c.height}}
}

func (c canvas) disc(d Disc) box {
	x, y := d.X*c.width/100, d.Y*c.height/100
	return box{x - d.R, y - d.R, x + d.R, y + d.R}
}

func (c canvas) label(d Disc, l DiscLabel) box {
	x, y := d.X*c.width/100+l.DX, d.Y*c.height/100+l.DY
	width := 0.0
	for _, r := range d.Name {
		if width += labelLetter; r >= firstWideRune {
			width += labelLetter
		}
	}
	switch l.Anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	return box{x, y - labelHeight + 4, x + width, y + 4}
}

// fits reports whether a box lies in the picture and meets nothing that is
// taken, its own disc aside.
func (c canvas) fits(b box, taken []box, own int) bool {
	if b.left < 0 || b.top < 0 || b.right > c.width || b.bottom > c.height {
		return false
	}
	for i, t := range taken {
		if i != own && b.meets(t) {
			return false
		}
	}
	return true
}
