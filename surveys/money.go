package surveys

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Amount is money in the minor unit of the house's one currency: cents of a
// euro, whole yen.
type Amount int64

// MaxAmount bounds one entry, so that no sum of millions of them, and no step
// in Redis, which counts in doubles, loses a cent.
const MaxAmount Amount = 1_000_000_000_000

// Currency is a currency of ISO 4217 by its three letters.
type Currency string

// DefaultCurrency is the house's until somebody chooses another.
const DefaultCurrency Currency = "EUR"

// Known reports whether ISO 4217 lists the currency as one that people pay in.
func (c Currency) Known() bool {
	return len(c) == 3 && strings.Contains(currencies, string(c)+" ")
}

// Decimals is how many digits the minor unit takes: 2 for most, 0 for yen, 3
// for dinars.
func (c Currency) Decimals() int {
	switch {
	case strings.Contains(currenciesWhole, string(c)+" "):
		return 0
	case strings.Contains(currenciesThousandths, string(c)+" "):
		return 3
	}
	return 2
}

// Symbol is what stands before an amount: "€", or the letters with a space.
func (c Currency) Symbol() string {
	switch c {
	case "EUR":
		return "€"
	case "USD":
		return "$"
	case "GBP":
		return "£"
	case "JPY":
		return "¥"
	case "INR":
		return "₹"
	}
	return string(c) + "\u00a0"
}

// Parse reads an amount such as "1250", "1250.5" or "-3.20": digits, one point
// and at most the currency's decimals. Nothing is rounded. problem says what is
// wrong, nil where nothing is.
func (c Currency) Parse(text string) (a Amount, problem *Phrase) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	places := c.Decimals()
	switch {
	case !isDigits(whole) || point && !isDigits(fraction):
		return 0, Phrasef("must be a number such as %s, with a point and no other marks", c.Plain(125000))
	case len(fraction) > places && places == 0:
		return 0, Phrasef("must be a whole number: %s has no decimals", c)
	case len(fraction) > places:
		return 0, Phrasef("must have at most %d decimals in %s", places, c)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil || Amount(n) > MaxAmount {
		return 0, Phrasef("must be at most %s", c.Plain(MaxAmount))
	}
	if negative {
		n = -n
	}
	return Amount(n), nil
}

func isDigits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// Plain writes an amount for programs: "1250.00", "-3.20".
func (c Currency) Plain(a Amount) string {
	places := c.Decimals()
	digits := strconv.FormatUint(a.size(), 10)
	for len(digits) <= places {
		digits = "0" + digits
	}
	if places > 0 {
		digits = digits[:len(digits)-places] + "." + digits[len(digits)-places:]
	}
	if a < 0 {
		return "-" + digits
	}
	return digits
}

// size is the amount without its sign.
func (a Amount) size() uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// Share is the part k of n of an amount, cut towards 0. 0 <= k <= n, n > 0.
func (a Amount) Share(k, n int) Amount {
	high, low := bits.Mul64(a.size(), uint64(k))
	part, _ := bits.Div64(high, low, uint64(n))
	if a < 0 {
		return -Amount(part)
	}
	return Amount(part)
}

// Spread divides an amount by weights that are not negative and not all 0, to
// the minor unit exactly: a part is what the share of all up to it, cut down,
// adds to the one before, so that no run of parts, such as the months of a
// year, is a whole minor unit off.
func (a Amount) Spread(weights []int) []Amount {
	n := 0
	for _, w := range weights {
		n += w
	}
	out, before, done := make([]Amount, len(weights)), Amount(0), 0
	for i, w := range weights {
		done += w
		until := a.Share(done, n)
		out[i], before = until-before, until
	}
	return out
}

// Of is the ratio of two amounts in percent; 0 where there is nothing to be
// divided by.
func (a Amount) Of(b Amount) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

// Units is the amount in whole units of the currency, for pictures only.
func (c Currency) Units(a Amount) float64 { return float64(a) / math.Pow10(c.Decimals()) }
