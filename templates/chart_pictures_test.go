package templates_test

import (
	"math"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// picture is a part of a page and what it shows.
type picture struct {
	part string
	of   any
}

// dials are the instrument where its hands stand at odd places.
func dials() map[string]picture {
	dial := func(word surveys.Forecast, now, before surveys.Level) picture {
		return picture{"dial", templates.NewDial(word, now, before, english())}
	}
	none, few := surveys.Level{}, surveys.NewLevel(4, 4)
	return map[string]picture{
		"dial_fair":   dial(surveys.Fair, surveys.NewLevel(184, 214), surveys.NewLevel(199, 221)),
		"dial_none":   dial(surveys.NoReading, none, none),
		"dial_few":    dial(surveys.NoReading, few, surveys.NewLevel(9, 10)),
		"dial_first":  dial(surveys.SetFair, surveys.NewLevel(5, 5), few),
		"dial_zero":   dial(surveys.Storm, surveys.NewLevel(0, 50), surveys.NewLevel(50, 50)),
		"dial_all":    dial(surveys.SetFair, surveys.NewLevel(50, 50), surveys.NewLevel(0, 50)),
		"dial_same":   dial(surveys.Change, surveys.NewLevel(80, 100), surveys.NewLevel(80, 100)),
		"dial_held":   dial(surveys.Change, surveys.NewLevel(97, 100), none),
		"dial_crowds": dial(surveys.Rain, surveys.NewLevel(700_000_000, 1_000_000_000), surveys.NewLevel(math.MaxInt32-1, math.MaxInt32)),
	}
}

// fields are the picture of satisfaction and margin.
func fields() map[string]picture {
	field := func(points ...templates.FieldPoint) picture {
		return picture{"fieldmap", struct{ Map templates.FieldMap }{templates.NewFieldMap(points, surveys.DefaultFieldLines())}}
	}
	at := func(name string, satisfied, of int, margin float64, revenue surveys.Amount) templates.FieldPoint {
		return templates.FieldPoint{Name: name, Address: "/customers/1", Text: name + ", all figures", Forecast: surveys.Fair,
			Level: surveys.NewLevel(satisfied, of), Margin: margin, Revenue: revenue}
	}
	moved := at("Alma", 10, 10, -15, 100)
	moved.Was, moved.Before, moved.Moved = surveys.NewLevel(1, 10), 60, true
	return map[string]picture{
		"field_none":  field(),
		"field_one":   field(at("Northgate", 70, 100, 30, 400)),
		"field_moved": field(at("Northgate", 70, 100, 30, 400), moved),
		"field_same":  field(at("One", 90, 100, 30, 100), at("Two", 90, 100, 30, 100), at("Three", 90, 100, 30, 100)),
		"field_odd": field(at("All there is", 1_000_000_000, 1_000_000_000, 1e12, math.MaxInt64), at("Lost", 0, 5, -1e12, 0),
			at("Owed", 3, 5, 0, -5_000), at("Unknown", 0, 0, 20, 1)),
		"field_names": field(at("شركة النور للتجارة", 95, 100, 50, 900), at(strings.Repeat("Donaudampfschiff", 8), 60, 100, 10, 800),
			at(`<script>alert(1)</script>" onload="x`, 75, 100, 20, 700), at("\u202egnp.exe", 85, 100, 40, 600), at("", 50, 100, 5, 500)),
	}
}

// keeps are the charts of customers kept.
func keeps() map[string]picture {
	kept := func(points []surveys.Point) picture {
		return picture{"chart", templates.NewKeptChart(points, fixtureClock())}
	}
	crowds := readings(97, 98)
	crowds[0].Level, crowds[1].Level = surveys.NewLevel(970_000_000, 1_000_000_000), surveys.NewLevel(math.MaxInt32-1, math.MaxInt32)
	return map[string]picture{
		"kept_none":   kept(nil),
		"kept_few":    kept(readings(-1, -1, -1)),
		"kept_one":    kept(readings(92)),
		"kept_same":   kept(readings(90, 90, 90, 90)),
		"kept_gap":    kept(readings(95, 90, -1, 80, -1, 85, 88)),
		"kept_ends":   kept(readings(0, 100, 0, 100)),
		"kept_crowds": kept(crowds),
	}
}
