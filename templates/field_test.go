package templates_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

func TestAnAmountIsSaidAsPeopleSayIt(t *testing.T) {
	for _, c := range []struct {
		currency           surveys.Currency
		amount             surveys.Amount
		short, whole, cent string
	}{
		{"EUR", 86_250_00, "€86k", "€86,250", "€86,250.00"},
		{"EUR", 9_400_49, "€9,400", "€9,400", "€9,400.49"},
		{"EUR", 9_999_50, "€10k", "€10,000", "€9,999.50"},
		{"EUR", 1_250_000_00, "€1.2m", "€1,250,000", "€1,250,000.00"},
		{"EUR", 999_600_00, "€1m", "€999,600", "€999,600.00"},
		{"EUR", -1_234_50, "−€1,235", "−€1,235", "−€1,234.50"},
		{"EUR", -4, "€0", "€0", "−€0.04"},
		{"JPY", 86_250, "¥86k", "¥86,250", "¥86,250"},
		{"CHF", 0, "CHF\u00a00", "CHF\u00a00", "CHF\u00a00.00"},
	} {
		short, whole, cent := templates.ShortMoney(c.currency, c.amount), templates.WholeMoney(c.currency, c.amount), templates.ExactMoney(c.currency, c.amount)
		if short != c.short || whole != c.whole || cent != c.cent {
			t.Errorf("%s %d: %q %q %q", c.currency, c.amount, short, whole, cent)
		}
	}
}

func TestThePictureOfWorthPlacesCustomers(t *testing.T) {
	lines := surveys.DefaultFieldLines()
	m := templates.NewFieldMap([]templates.FieldPoint{
		{Name: "Northgate", Level: surveys.NewLevel(70, 100), Margin: 30, Revenue: 400, Forecast: surveys.Rain},
		{Name: "Alma", Level: surveys.NewLevel(1, 10), Margin: -15, Revenue: 100, Was: surveys.NewLevel(10, 10), Before: 60, Moved: true, Forecast: surveys.Storm},
	}, lines)
	north, alma := m.Discs[0], m.Discs[1]
	// From −20 to 60 %: 30 lies 30 of 80 below the top, −15 75 of 80.
	if north.X != 50 || north.Y != 37.5 || alma.X != 0 || alma.Y != 93.75 || m.Low != "−20\u00a0%" || m.High != "60\u00a0%" {
		t.Errorf("%+v %+v %s %s", north, alma, m.Low, m.High)
	}
	if north.R != 2*alma.R {
		t.Errorf("a fourth of the revenue has half the radius: %v %v", north.R, alma.R)
	}
	if north.Tail != "" || alma.Tail != "M100 0L0 93.8" || !strings.Contains(m.Axes, "M66.7 0V100") {
		t.Errorf("%q %q %q", north.Tail, alma.Tail, m.Axes)
	}
}

// TestNamesInThePictureDoNotCollide: with sixty customers at random places no
// name stands on another, on a disc of somebody else, or outside.
func TestNamesInThePictureDoNotCollide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 60))
	var points []templates.FieldPoint
	for i := range 60 {
		points = append(points, templates.FieldPoint{Name: fmt.Sprintf("Customer %d of all", i), Level: surveys.NewLevel(40+random.IntN(60), 100),
			Margin: float64(random.IntN(70)), Revenue: surveys.Amount(60-i) * 1000})
	}
	type box struct{ left, top, right, bottom float64 }
	var labels []box
	discs := templates.NewFieldMap(points, surveys.DefaultFieldLines()).Discs
	for _, d := range discs {
		if len(d.Labels) == 0 || d.Labels[0].Only == "small" {
			continue
		}
		l := d.Labels[0]
		x, y, width := d.X*11.5+l.DX, d.Y*4.8+l.DY, 6.6*float64(len(d.Name))
		switch l.Anchor {
		case "middle":
			x -= width / 2
		case "end":
			x -= width
		}
		labels = append(labels, box{x, y - 12, x + width, y + 4})
	}
	if len(labels) < 30 || len(discs[0].Labels) == 0 {
		t.Errorf("%d of 60 have a name, the largest: %v", len(labels), discs[0].Labels)
	}
	for i, a := range labels {
		if a.left < 0 || a.right > 1150 || a.top < 0 || a.bottom > 480 {
			t.Errorf("outside: %+v", a)
		}
		for _, b := range labels[:i] {
			if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				t.Errorf("%+v stands on %+v", a, b)
			}
		}
	}
}
