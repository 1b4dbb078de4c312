package templates

import (
	"fmt"
	"math"
	"strings"

	"barometer/surveys"
)

// ShortMoney writes an amount as people say it: "€420", "€9,400", "€86k",
// "€1.2m".
func ShortMoney(c surveys.Currency, a surveys.Amount) string {
	units := math.Abs(c.Units(a))
	text := ""
	switch {
	case units >= 999_500:
		text = strings.TrimSuffix(fmt.Sprintf("%.1f", units/1e6), ".0") + "m"
	case units >= 9_999.5:
		text = fmt.Sprintf("%.0fk", units/1e3)
	default:
		text = Count(int(math.Round(units)))
	}
	return signed(c, a, text)
}

// WholeMoney writes an amount without its minor unit: "€86,250".
func WholeMoney(c surveys.Currency, a surveys.Amount) string {
	return signed(c, a, Count(int(math.Round(math.Abs(c.Units(a))))))
}

// ExactMoney writes an amount to the minor unit: "€1,250.00".
func ExactMoney(c surveys.Currency, a surveys.Amount) string {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(c.Plain(a), "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	return signed(c, a, whole)
}

func signed(c surveys.Currency, a surveys.Amount, text string) string {
	if a < 0 && strings.Trim(text, "0") != "" {
		return "−" + c.Symbol() + text
	}
	return c.Symbol() + text
}

// MarginText writes a margin: "38 %", "−4 %", or an en dash where there is no
// revenue.
func MarginText(w surveys.Worth) string {
	margin, ok := w.Margin()
	if !ok {
		return "–"
	}
	return percentText(math.Round(margin) + 0) // + 0 turns −0 into 0
}

// HoursText writes minutes as hours: "12.5", "1,204".
func HoursText(minutes int) string {
	hours := float64(minutes) / 60
	if hours >= 100 || minutes%60 == 0 {
		return Count(int(math.Round(hours)))
	}
	return fmt.Sprintf("%.1f", hours)
}
