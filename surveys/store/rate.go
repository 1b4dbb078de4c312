package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"barometer/surveys"
)

// maxRates bounds what every question about worth reads.
const maxRates = 5000

// rateField is "person:2026-03-29:Aisha".
func rateField(r surveys.Rate) string {
	return string(r.Kind) + ":" + r.From.String() + ":" + r.Name
}

// Rates returns what hours cost, with the history.
func (s *Store) Rates(ctx context.Context) (surveys.Rates, error) {
	kept, err := s.rdb.HGetAll(ctx, ratesKey()).Result()
	if err != nil {
		return surveys.Rates{}, fmt.Errorf("rates: %w", err)
	}
	return readRates(kept)
}

func readRates(kept map[string]string) (surveys.Rates, error) {
	all := make([]surveys.Rate, 0, len(kept))
	for field, text := range kept {
		parts := strings.SplitN(field, ":", 3)
		perHour, err := strconv.ParseInt(text, 10, 64)
		if err != nil || len(parts) != 3 {
			return surveys.Rates{}, fmt.Errorf("rate %q is not one of ours", field)
		}
		from, err := surveys.ParseDay(parts[1])
		if err != nil {
			return surveys.Rates{}, fmt.Errorf("rate %q: %w", field, err)
		}
		all = append(all, surveys.Rate{Kind: surveys.RateKind(parts[0]), Name: parts[2], From: from, PerHour: surveys.Amount(perHour)})
	}
	return surveys.NewRates(all), nil
}

// PutRates keeps rates of the house's currency, all or none; one of the same day
// and name is replaced. What was worked from that day on costs so much from now
// on. Invalid; Conflict.
func (s *Store) PutRates(ctx context.Context, c surveys.Currency, rates ...surveys.Rate) error {
	args := []any{string(c), maxRates}
	for _, r := range rates {
		if err := r.Check(); err != nil {
			return err
		}
		args = append(args, rateField(r), int64(r.PerHour))
	}
	code, err := s.run(ctx, "put_rates", []string{moneyKey(), ratesKey()}, args...).Int()
	switch {
	case err != nil:
		return fmt.Errorf("keep rates: %w", err)
	case code == 0:
		return errOtherCurrency()
	case code == 2:
		return surveys.Errorf(surveys.Conflict, "there may be %d rates, more are not possible", maxRates)
	}
	return nil
}

// DeleteRate removes a rate of a day. NotFound.
func (s *Store) DeleteRate(ctx context.Context, r surveys.Rate) error {
	n, err := s.rdb.HDel(ctx, ratesKey(), rateField(r)).Result()
	if err != nil {
		return fmt.Errorf("remove a rate: %w", err)
	}
	if n == 0 {
		return surveys.Errorf(surveys.NotFound, "there is no such rate")
	}
	return nil
}
