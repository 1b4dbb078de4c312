package server

import (
	"context"

	"barometer/surveys"
)

// revenueBody is what a customer paid, or pays again and again.
type revenueBody struct {
	ID       string    `json:"id,omitempty" doc:"your own id; sent again it replaces what it said before"`
	Customer string    `json:"customer,omitempty" doc:"id of the customer"`
	Project  string    `json:"project,omitempty" doc:"id of the project; left out: general"`
	Day      string    `json:"day,omitempty" doc:"the day that it counts for" example:"2026-03-29"`
	From     string    `json:"from,omitempty" doc:"instead of day: first day of what was paid for; the amount is spread over the days"`
	To       string    `json:"to,omitempty" doc:"last day of it"`
	Amount   moneyText `json:"amount,omitempty"`
	Currency string    `json:"currency,omitempty" doc:"must be the house's where it is given" example:"EUR"`
	Kind     string    `json:"kind,omitempty" doc:"sale, recurring, or refund, which counts below 0; left out: sale"`
	Note     string    `json:"note,omitempty" doc:"such as the number of the invoice"`
}

// costBody is what was bought for a customer.
type costBody struct {
	ID       string    `json:"id,omitempty" doc:"your own id; sent again it replaces what it said before"`
	Customer string    `json:"customer,omitempty" doc:"id of the customer"`
	Project  string    `json:"project,omitempty" doc:"id of the project; left out: general"`
	Day      string    `json:"day,omitempty" doc:"the day" example:"2026-03-29"`
	Amount   moneyText `json:"amount,omitempty"`
	Currency string    `json:"currency,omitempty" doc:"must be the house's where it is given" example:"EUR"`
	What     string    `json:"what,omitempty" doc:"what was bought"`
}

// beyondBody is what a customer is worth beyond what it pays.
type beyondBody struct {
	ID          string    `json:"id,omitempty" doc:"your own id; sent again it replaces what it said before"`
	Customer    string    `json:"customer,omitempty" doc:"id of the customer"`
	Kind        string    `json:"kind,omitempty" doc:"referral, case_study, reference or other"`
	Day         string    `json:"day,omitempty" doc:"the day" example:"2026-03-29"`
	Estimate    moneyText `json:"estimate,omitempty"`
	Currency    string    `json:"currency,omitempty" doc:"must be the house's where it is given" example:"EUR"`
	EstimatedBy string    `json:"estimated_by,omitempty" doc:"whose estimate it is"`
	Why         string    `json:"why,omitempty" doc:"on what grounds"`
	Note        string    `json:"note,omitempty" doc:"what it was"`
}

type revenueInput struct {
	Body struct {
		Items []revenueBody `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"the entries"`
	}
}

type costsInput struct {
	Body struct {
		Items []costBody `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"the entries"`
	}
}

type beyondInput struct {
	Body struct {
		Items []beyondBody `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"the entries"`
	}
}

// postRevenue keeps what customers paid.
func (s api) postRevenue(ctx context.Context, in *revenueInput) (*entriesOutput, error) {
	return s.keepRead(ctx, readEntries(in.Body.Items, func(p *surveys.Problems, b revenueBody, house surveys.Currency) surveys.WorthEntry {
		e := newEntry(surveys.WorthRevenue, b.ID, b.Customer, b.Project)
		if e.Sort, e.Note = b.Kind, normaliseText(b.Note); e.Sort == "" {
			e.Sort = surveys.RevenueSale
		}
		e.Amount = amount(p, "amount", b.Amount, house, b.Currency)
		s.entryDays(p, &e, b.Day, b.From, b.To)
		return e
	}))
}

// postCosts keeps what was bought for customers.
func (s api) postCosts(ctx context.Context, in *costsInput) (*entriesOutput, error) {
	return s.keepRead(ctx, readEntries(in.Body.Items, func(p *surveys.Problems, b costBody, house surveys.Currency) surveys.WorthEntry {
		e := newEntry(surveys.WorthCost, b.ID, b.Customer, b.Project)
		e.Note = normaliseText(b.What)
		e.Amount = amount(p, "amount", b.Amount, house, b.Currency)
		s.entryDays(p, &e, b.Day, "", "")
		return e
	}))
}

// postWorth keeps what customers are worth beyond what they pay.
func (s api) postWorth(ctx context.Context, in *beyondInput) (*entriesOutput, error) {
	return s.keepRead(ctx, readEntries(in.Body.Items, func(p *surveys.Problems, b beyondBody, house surveys.Currency) surveys.WorthEntry {
		e := newEntry(surveys.WorthBeyond, b.ID, b.Customer, "")
		e.Sort, e.Note, e.By, e.Why = b.Kind, normaliseText(b.Note), normaliseText(b.EstimatedBy), normaliseText(b.Why)
		e.Amount = amount(p, "estimate", b.Estimate, house, b.Currency)
		s.entryDays(p, &e, b.Day, "", "")
		return e
	}))
}

// entriesRead reads what was sent in the house's currency: each entry with what
// is wrong with it.
type entriesRead func(house surveys.Currency, latest surveys.Day) ([]surveys.WorthEntry, []error)

func readEntries[B any](items []B, read func(*surveys.Problems, B, surveys.Currency) surveys.WorthEntry) entriesRead {
	return func(house surveys.Currency, latest surveys.Day) ([]surveys.WorthEntry, []error) {
		entries, wrong := make([]surveys.WorthEntry, len(items)), make([]error, len(items))
		for i, b := range items {
			var p surveys.Problems
			entries[i] = read(&p, b, house)
			wrong[i] = checked(p, entries[i], latest)
		}
		return entries, wrong
	}
}

// keepRead keeps the entries with nothing wrong.
func (s api) keepRead(ctx context.Context, read entriesRead) (*entriesOutput, error) {
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	entries, wrong := read(money.Currency, surveys.LatestDay(s.Store.Now()))
	return s.keepEntries(ctx, money.Currency, entries, wrong)
}

type revenueOutput struct {
	Body struct {
		Items []revenueBody `json:"items" doc:"newest day first"`
		Next  *string       `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

type costsOutput struct {
	Body struct {
		Items []costBody `json:"items" doc:"newest day first"`
		Next  *string    `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

type beyondOutput struct {
	Body struct {
		Items []beyondBody `json:"items" doc:"newest day first"`
		Next  *string      `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// listRevenue returns what customers paid.
func (s api) listRevenue(ctx context.Context, in *entriesInput) (*revenueOutput, error) {
	items, next, c, err := s.pricedEntries(ctx, surveys.WorthRevenue, in)
	if err != nil {
		return nil, err
	}
	out := &revenueOutput{}
	out.Body.Items, out.Body.Next = make([]revenueBody, len(items)), next
	for i, e := range items {
		b := revenueBody{ID: e.ID, Customer: string(e.Customer), Project: string(e.Project), Day: e.From.String(),
			Amount: moneyText(c.Plain(e.Amount)), Currency: string(c), Kind: e.Sort, Note: e.Note}
		if e.To != e.From {
			b.Day, b.From, b.To = "", e.From.String(), e.To.String()
		}
		out.Body.Items[i] = b
	}
	return out, nil
}

// listCosts returns what was bought for customers.
func (s api) listCosts(ctx context.Context, in *entriesInput) (*costsOutput, error) {
	items, next, c, err := s.pricedEntries(ctx, surveys.WorthCost, in)
	if err != nil {
		return nil, err
	}
	out := &costsOutput{}
	out.Body.Items, out.Body.Next = make([]costBody, len(items)), next
	for i, e := range items {
		out.Body.Items[i] = costBody{ID: e.ID, Customer: string(e.Customer), Project: string(e.Project), Day: e.From.String(),
			Amount: moneyText(c.Plain(e.Amount)), Currency: string(c), What: e.Note}
	}
	return out, nil
}

// listBeyond returns what customers are worth beyond what they pay.
func (s api) listBeyond(ctx context.Context, in *entriesInput) (*beyondOutput, error) {
	items, next, c, err := s.pricedEntries(ctx, surveys.WorthBeyond, in)
	if err != nil {
		return nil, err
	}
	out := &beyondOutput{}
	out.Body.Items, out.Body.Next = make([]beyondBody, len(items)), next
	for i, e := range items {
		out.Body.Items[i] = beyondBody{ID: e.ID, Customer: string(e.Customer), Kind: e.Sort, Day: e.From.String(),
			Estimate: moneyText(c.Plain(e.Amount)), Currency: string(c), EstimatedBy: e.By, Why: e.Why, Note: e.Note}
	}
	return out, nil
}

// pricedEntries reads a page of entries with the currency of their amounts.
func (s api) pricedEntries(ctx context.Context, kind surveys.WorthKind, in *entriesInput) ([]surveys.WorthEntry, *string, surveys.Currency, error) {
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	items, next, err := s.entriesOf(ctx, kind, in)
	return items, next, money.Currency, err
}

func (s api) deleteRevenue(ctx context.Context, in *entryInput) (*struct{}, error) {
	return s.dropEntry(ctx, surveys.WorthRevenue, in)
}

func (s api) deleteCost(ctx context.Context, in *entryInput) (*struct{}, error) {
	return s.dropEntry(ctx, surveys.WorthCost, in)
}

func (s api) deleteBeyond(ctx context.Context, in *entryInput) (*struct{}, error) {
	return s.dropEntry(ctx, surveys.WorthBeyond, in)
}
