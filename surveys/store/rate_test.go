package store_test

import (
	"strconv"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// One rate that cannot be kept, and none is: nor is the currency fixed by it.
func TestRatesAreKeptAllOrNone(t *testing.T) {
	b, ctx := newBooks(t), t.Context()
	rate := func(name string, perHour surveys.Amount) surveys.Rate {
		return surveys.Rate{Kind: surveys.RateOfPerson, Name: name, From: in2026(1, 1), PerHour: perHour}
	}
	crowd := make([]surveys.Rate, 5001)
	for i := range crowd {
		crowd[i] = rate(strconv.Itoa(i), 1)
	}
	must(t, b.SetMoney(ctx, store.MoneySettings{Currency: "EUR", Lines: surveys.DefaultFieldLines()}))
	for _, tt := range []struct {
		name     string
		currency surveys.Currency
		rates    []surveys.Rate
		want     surveys.Code
	}{
		{"one is wrong", "EUR", []surveys.Rate{rate("Aisha", 50_00), rate("", 50_00)}, surveys.Invalid},
		{"another currency", "CHF", []surveys.Rate{rate("Aisha", 50_00)}, surveys.Conflict},
		{"too many", "EUR", crowd, surveys.Conflict},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantCode(t, b.PutRates(ctx, tt.currency, tt.rates...), tt.want)
			kept, err := b.Rates(ctx)
			must(t, err)
			m, err := b.MoneySettings(ctx)
			must(t, err)
			if len(kept.All()) != 0 || m.Fixed {
				t.Errorf("%d rates are kept, fixed: %t", len(kept.All()), m.Fixed)
			}
		})
	}
	must(t, b.PutRates(ctx, "EUR", crowd[:5000]...))
	must(t, b.PutRates(ctx, "EUR", rate("7", 2))) // one that is there
	wantCode(t, b.PutRates(ctx, "EUR", rate("Aisha", 2)), surveys.Conflict)
	if m, err := b.MoneySettings(ctx); err != nil || !m.Fixed {
		t.Errorf("%+v %v", m, err)
	}
}
