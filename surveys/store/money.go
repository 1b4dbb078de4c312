package store

import (
	"context"
	"fmt"
	"strconv"

	"barometer/surveys"
)

// Fields of moneyKey.
const (
	moneyCurrency  = "currency"
	moneyFixed     = "fixed" // the currency, since the first amount was kept
	moneySatisfied = "satisfied"
	moneyMargin    = "margin"
)

// MoneySettings are what the owner sets about money.
type MoneySettings struct {
	Currency surveys.Currency
	Fixed    bool // amounts are kept in it: it stays
	Lines    surveys.FieldLines
}

// MoneySettings returns what was set, the defaults for what was not.
func (s *Store) MoneySettings(ctx context.Context) (MoneySettings, error) {
	h, err := s.rdb.HGetAll(ctx, moneyKey()).Result()
	if err != nil {
		return MoneySettings{}, fmt.Errorf("settings of money: %w", err)
	}
	out := MoneySettings{Currency: surveys.DefaultCurrency, Fixed: h[moneyFixed] != "", Lines: surveys.DefaultFieldLines()}
	if h[moneyCurrency] != "" {
		out.Currency = surveys.Currency(h[moneyCurrency])
	}
	if n, err := strconv.ParseFloat(h[moneySatisfied], 64); err == nil {
		out.Lines.Satisfied = n
	}
	if n, err := strconv.ParseFloat(h[moneyMargin], 64); err == nil {
		out.Lines.Margin = n
	}
	return out, nil
}

// Check says all that is wrong: Invalid.
func (m MoneySettings) Check() error {
	var p surveys.Problems
	if !m.Currency.Known() {
		p.Add("currency", "must be a currency by its three letters, such as EUR")
	}
	return surveys.JoinProblems(p.Err(), m.Lines.Check())
}

// SetMoney keeps currency and lines. Invalid; Conflict for another currency once
// amounts are kept in one.
func (s *Store) SetMoney(ctx context.Context, m MoneySettings) error {
	if err := m.Check(); err != nil {
		return err
	}
	kept, err := s.run(ctx, "set_money", []string{moneyKey()}, string(m.Currency), floatText(m.Lines.Satisfied), floatText(m.Lines.Margin)).Bool()
	if err != nil {
		return fmt.Errorf("settings of money: %w", err)
	}
	if !kept {
		return surveys.Errorf(surveys.Conflict, "amounts are kept in another currency already, so it stays; nothing is converted here")
	}
	return nil
}

// fixCurrency is called before an amount is kept. Conflict where it was read in
// another currency than the house's.
func (s *Store) fixCurrency(ctx context.Context, c surveys.Currency) error {
	same, err := s.run(ctx, "fix_currency", []string{moneyKey()}, string(c)).Bool()
	if err != nil {
		return fmt.Errorf("currency: %w", err)
	}
	if !same {
		return errOtherCurrency()
	}
	return nil
}

func errOtherCurrency() error {
	return surveys.Errorf(surveys.Conflict, "the house's currency is another one; nothing is converted here")
}
