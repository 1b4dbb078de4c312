package server

import (
	"context"
	"fmt"

	"barometer/surveys"
	"barometer/surveys/store"
)

// moneyBody is what holds for all amounts.
type moneyBody struct {
	Currency  string  `json:"currency" doc:"the one currency of the house, by ISO 4217; fixed with the first amount that is kept" example:"EUR"`
	Fixed     bool    `json:"fixed" readOnly:"true" required:"false" doc:"amounts are kept in it: it stays"`
	Satisfied float64 `json:"satisfied" minimum:"40" maximum:"100" doc:"percent satisfied from which on a customer is happy" example:"80"`
	Margin    float64 `json:"margin" minimum:"0" maximum:"60" doc:"percent margin from which on a customer earns well" example:"30"`
}

type moneyInput struct{ Body moneyBody }

type moneyOutput struct{ Body moneyBody }

// getMoney shows what holds for all amounts.
func (s api) getMoney(ctx context.Context, _ *struct{}) (*moneyOutput, error) {
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	return &moneyOutput{moneyBody{string(m.Currency), m.Fixed, m.Lines.Satisfied, m.Lines.Margin}}, nil
}

// putMoney changes it.
func (s api) putMoney(ctx context.Context, in *moneyInput) (*moneyOutput, error) {
	m := store.MoneySettings{Currency: surveys.Currency(in.Body.Currency), Lines: surveys.FieldLines{Satisfied: in.Body.Satisfied, Margin: in.Body.Margin}}
	if err := s.Store.SetMoney(ctx, m); err != nil {
		return nil, err
	}
	s.record(ctx, "money.set", "settings of money", surveys.Plain(in.Body.Currency))
	return s.getMoney(ctx, nil)
}

// rateBody is what an hour costs from a day on.
type rateBody struct {
	Kind    string    `json:"kind" enum:"person,role,house" doc:"whose hours; a person's rate goes before a role's, the house's stands for all others"`
	Name    string    `json:"name,omitempty" doc:"of the person or role, as time entries say it; left out for the house"`
	From    string    `json:"from" doc:"first day that it holds" example:"2026-01-01"`
	PerHour moneyText `json:"per_hour"`
}

type ratesInput struct {
	Body struct {
		Items []rateBody `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"the rates; one of the same name and day is replaced"`
	}
}

type ratesOutput struct {
	Body struct {
		Items []rateBody `json:"items" doc:"by kind and name, the newest of each first"`
	}
}

// listRates shows what hours cost, with the history.
func (s api) listRates(ctx context.Context, _ *struct{}) (*ratesOutput, error) {
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	rates, err := s.Store.Rates(ctx)
	if err != nil {
		return nil, err
	}
	out := &ratesOutput{}
	out.Body.Items = []rateBody{}
	for _, r := range rates.All() {
		out.Body.Items = append(out.Body.Items, rateBody{string(r.Kind), r.Name, r.From.String(), moneyText(money.Currency.Plain(r.PerHour))})
	}
	return out, nil
}

// putRates keeps rates; all or, where one is wrong, none.
func (s api) putRates(ctx context.Context, in *ratesInput) (*struct{}, error) {
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	rates, wrong := make([]surveys.Rate, len(in.Body.Items)), make([]error, len(in.Body.Items))
	for i, b := range in.Body.Items {
		var p surveys.Problems
		rates[i] = surveys.Rate{Kind: surveys.RateKind(b.Kind), Name: normaliseText(b.Name), From: s.day(&p, "from", b.From),
			PerHour: amount(&p, "per_hour", b.PerHour, money.Currency, "")}
		wrong[i] = surveys.PrefixFields(merge(p, rates[i].Check()), fmt.Sprintf("items[%d].", i))
	}
	if err := surveys.JoinProblems(wrong...); err != nil {
		return nil, err
	}
	if err := s.Store.PutRates(ctx, money.Currency, rates...); err != nil {
		return nil, err
	}
	s.record(ctx, "rates.set", "rates", surveys.TellCount("changes_rates", len(rates)))
	return nil, nil
}

type rateInput struct {
	Kind string `query:"kind" enum:"person,role,house" required:"true" doc:"whose hours"`
	Name string `query:"name" maxLength:"512" doc:"of the person or role"`
	From string `query:"from" maxLength:"64" required:"true" doc:"its first day"`
}

// deleteRate removes a rate; the one before it holds on.
func (s api) deleteRate(ctx context.Context, in *rateInput) (*struct{}, error) {
	var p surveys.Problems
	r := surveys.Rate{Kind: surveys.RateKind(in.Kind), Name: normaliseText(in.Name), From: s.day(&p, "from", in.From)}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if err := s.Store.DeleteRate(ctx, r); err != nil {
		return nil, err
	}
	s.record(ctx, "rates.deleted", "rate", rateTelling(r))
	return nil, nil
}
