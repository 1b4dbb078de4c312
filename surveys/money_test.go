package surveys_test

import (
	"math"
	"strings"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

func TestAnAmountIsReadToTheMinorUnitOrNotAtAll(t *testing.T) {
	for _, c := range []struct {
		currency surveys.Currency
		text     string
		want     surveys.Amount
		problem  string
	}{
		{"EUR", "1250", 125000, ""},
		{"EUR", "1250.5", 125050, ""},
		{"EUR", "0.07", 7, ""},
		{"EUR", "-3.20", -320, ""},
		{"EUR", "10000000000.00", 1_000_000_000_000, ""},
		{"JPY", "1250", 1250, ""},
		{"KWD", "1.234", 1234, ""},
		{"EUR", "1.234", 0, "at most 2 decimals"},
		{"JPY", "1250.0", 0, "has no decimals"},
		{"EUR", "1,250.00", 0, "no other marks"},
		{"EUR", "1.250,00", 0, "no other marks"},
		{"EUR", "1e3", 0, "no other marks"},
		{"EUR", "", 0, "no other marks"},
		{"EUR", "12.", 0, "no other marks"},
		{"EUR", ".5", 0, "no other marks"},
		{"EUR", "+5", 0, "no other marks"},
		{"EUR", "٣", 0, "no other marks"},
		{"EUR", "NaN", 0, "no other marks"},
		{"EUR", "10000000000.01", 0, "at most 10000000000.00"},
		{"EUR", "99999999999999999999999", 0, "at most 10000000000.00"},
	} {
		got, problem := c.currency.Parse(c.text)
		if got != c.want || (c.problem == "") != (problem == nil) || !strings.Contains(problem.String(), c.problem) {
			t.Errorf("%s %q: %d, %q", c.currency, c.text, got, problem)
		}
	}
}

func TestAnAmountIsWrittenAsItIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]surveys.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		a := surveys.Amount(rapid.Int64Range(-int64(surveys.MaxAmount), int64(surveys.MaxAmount)).Draw(t, "amount"))
		if got, problem := c.Parse(c.Plain(a)); got != a || problem != nil {
			t.Fatalf("%d is written %q and read %d %s", a, c.Plain(a), got, problem)
		}
	})
}

func TestOnlyCurrenciesThatPeoplePayInAreKnown(t *testing.T) {
	for code, want := range map[surveys.Currency]bool{"EUR": true, "ZWG": true, "JPY": true, "eur": false, "": false, "XAU": false, "EU": false, "D E": false} {
		if code.Known() != want {
			t.Errorf("%q: %v", code, code.Known())
		}
	}
	for _, code := range surveys.Currencies() {
		if c := surveys.Currency(code); !c.Known() || c.Symbol() == "" {
			t.Errorf("%q is not known", code)
		}
	}
}

func TestAnyRunOfPartsIsWithinACentAndNothingIsLost(t *testing.T) {
	got := surveys.Amount(100).Spread([]int{1, 1, 1})
	if got[0] != 33 || got[1] != 33 || got[2] != 34 {
		t.Error("a euro in three:", got)
	}
	// 100 by 31, 28 and 31 days of 90: 34.44, 31.11, 34.44.
	if got = surveys.Amount(100).Spread([]int{31, 28, 31}); got[0] != 34 || got[1] != 31 || got[2] != 35 {
		t.Error("a euro over a quarter:", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		a := surveys.Amount(rapid.Int64Range(-int64(surveys.MaxAmount), int64(surveys.MaxAmount)).Draw(t, "amount"))
		weights := rapid.SliceOfN(rapid.IntRange(0, 31), 1, 40).Draw(t, "weights")
		weights[0]++
		sum, days := surveys.Amount(0), 0
		n := 0
		for _, w := range weights {
			n += w
		}
		for i, part := range a.Spread(weights) {
			sum, days = sum+part, days+weights[i]
			if exact := float64(a) * float64(days) / float64(n); math.Abs(float64(sum)-exact) >= 1.01 {
				t.Fatalf("the first %d parts of %d sum to %d, want %f", i+1, a, sum, exact)
			}
		}
		if sum != a {
			t.Fatalf("parts of %d sum to %d", a, sum)
		}
	})
}
