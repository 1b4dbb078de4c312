package server

import (
	"context"
	"math"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// worthInput asks what customers earned and cost in a period.
type worthInput struct {
	YearInput
	PageInput
	Project string `query:"project" maxLength:"512" doc:"only what belongs to this project"`
}

// WorthBody is one customer, or all. It is exported because the description
// leaves the fields of others out where they are embedded.
type WorthBody struct {
	Revenue     moneyText `json:"revenue" doc:"sales and recurring less refunds"`
	Recurring   moneyText `json:"recurring" doc:"the part of it that comes again"`
	Cost        moneyText `json:"cost" doc:"of time and purchases"`
	Time        moneyText `json:"cost_of_time" doc:"minutes by the rate of the day"`
	Purchases   moneyText `json:"cost_of_purchases" doc:"what was bought"`
	Minutes     int       `json:"minutes" doc:"spent by everybody"`
	Unpriced    int       `json:"minutes_without_rate" doc:"of them: no rate is known for them, and no cost holds them"`
	BeyondSales moneyText `json:"beyond_sales" doc:"as estimated; in no margin"`
	Margin      *float64  `json:"margin" doc:"(revenue − cost) ÷ revenue, percent; null: no revenue"`
}

// customerWorthBody is one customer with its field.
type customerWorthBody struct {
	ID        string      `json:"id" doc:"id of the customer"`
	Name      string      `json:"name" doc:"name for people"`
	Responses int         `json:"responses" doc:"answers in the 90 days that end with the period"`
	CSAT      *float64    `json:"csat" doc:"satisfied share of them in percent; null below 5"`
	Interval  *[2]float64 `json:"interval" doc:"95 % interval after Wilson, percent; null below 5"`
	Forecast  string      `json:"forecast" doc:"of now: set fair, fair, change, rain, storm or no reading"`
	Field     *string     `json:"field" doc:"cherish, save, develop or rethink: csat and margin against the lines; null where either is not known"`
	WorthBody
}

type worthOutput struct {
	Body struct {
		Currency string              `json:"currency" doc:"of all amounts"`
		Period   periodBody          `json:"period" doc:"of all amounts but revenue at risk"`
		Total    WorthBody           `json:"total" doc:"of all customers, not only of this page"`
		AtRisk   moneyText           `json:"revenue_at_risk" doc:"revenue of the last twelve months of customers whose forecast is rain or storm and who have not left; who got more back than it paid counts 0"`
		Year     moneyText           `json:"revenue_of_year" doc:"revenue of the last twelve months of all customers, less refunds"`
		Items    []customerWorthBody `json:"items" doc:"most revenue first"`
		Next     *string             `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// yearDays is the period where none is asked for.
const yearDays = 365

// getWorth returns what customers earned and cost.
func (s api) getWorth(ctx context.Context, in *worthInput) (*worthOutput, error) {
	period, err := s.period(PeriodInput(in.YearInput), yearDays)
	if err != nil {
		return nil, err
	}
	offset, err := in.offset()
	if err != nil {
		return nil, err
	}
	b, err := s.readWorthMap(ctx, worthMapQuery{satisfied: surveys.Last(levelDays, period.To), margin: period,
		project: surveys.ProjectID(normaliseText(in.Project)), today: s.Store.Today()})
	if err != nil {
		return nil, err
	}
	from := min(offset, len(b.rows))
	shown := b.rows[from:min(len(b.rows), from+in.limit())]
	names, err := s.Store.CustomerNames(ctx, idsOf(shown))
	if err != nil {
		return nil, err
	}
	out, c := &worthOutput{}, b.money.Currency
	out.Body.Currency, out.Body.Period = string(c), periodBody{period.From.String(), period.To.String()}
	out.Body.Total, out.Body.AtRisk, out.Body.Year = newWorthBody(total(b.rows), c), moneyText(c.Plain(b.risk)), moneyText(c.Plain(b.year))
	out.Body.Items = make([]customerWorthBody, len(shown))
	for i, r := range shown {
		out.Body.Items[i] = newCustomerWorthBody(r, names[r.id], c)
	}
	out.Body.Next = nextOffset(from, len(shown), len(b.rows))
	return out, nil
}

func idsOf(rows []worthRow) []surveys.CustomerID {
	out := make([]surveys.CustomerID, len(rows))
	for i, r := range rows {
		out[i] = r.id
	}
	return out
}

func newCustomerWorthBody(r worthRow, name string, c surveys.Currency) customerWorthBody {
	out := customerWorthBody{ID: string(r.id), Name: whoOr(name, string(r.id)), Responses: r.level.N, Forecast: string(r.forecast), WorthBody: newWorthBody(r.worth, c)}
	if r.level.Reading() {
		rate := percent(r.level.Rate)
		out.CSAT, out.Interval = &rate, &[2]float64{percent(r.level.Low), percent(r.level.High)}
	}
	if r.placed() {
		field := string(r.field)
		out.Field = &field
	}
	return out
}

func newWorthBody(w surveys.Worth, c surveys.Currency) WorthBody {
	text := func(a surveys.Amount) moneyText { return moneyText(c.Plain(a)) }
	out := WorthBody{Revenue: text(w.Revenue), Recurring: text(w.Recurring), Cost: text(w.Cost()), Time: text(w.Time),
		Purchases: text(w.Purchases), Minutes: w.Minutes, Unpriced: w.Unpriced, BeyondSales: text(w.Beyond)}
	if margin, ok := w.Margin(); ok {
		margin = math.Round(100*margin) / 100
		out.Margin = &margin
	}
	return out
}

// worthOperations registers what customers earn and cost. Tokens with the scope
// admin write, those with money read: neither includes the other.
func (s api) worthOperations(docs huma.API) {
	operation(s.Server, docs, surveys.Admin, "POST /time-entries", "Keep time that was spent on customers", s.postTimeEntries)
	operation(s.Server, docs, surveys.Money, "GET /time-entries", "Time that was spent on customers, newest day first", s.listTimeEntries)
	operation(s.Server, docs, surveys.Admin, "DELETE /time-entries/{id}", "Remove a time entry", s.deleteTimeEntry)
	operation(s.Server, docs, surveys.Admin, "POST /revenue", "Keep what customers paid", s.postRevenue)
	operation(s.Server, docs, surveys.Money, "GET /revenue", "What customers paid, newest day first", s.listRevenue)
	operation(s.Server, docs, surveys.Admin, "DELETE /revenue/{id}", "Remove an entry of revenue", s.deleteRevenue)
	operation(s.Server, docs, surveys.Admin, "POST /costs", "Keep what was bought for customers", s.postCosts)
	operation(s.Server, docs, surveys.Money, "GET /costs", "What was bought for customers, newest day first", s.listCosts)
	operation(s.Server, docs, surveys.Admin, "DELETE /costs/{id}", "Remove an entry of cost", s.deleteCost)
	operation(s.Server, docs, surveys.Admin, "POST /worth", "Keep what customers are worth beyond sales", s.postWorth)
	operation(s.Server, docs, surveys.Money, "GET /worth/entries", "What customers are worth beyond sales, newest day first", s.listBeyond)
	operation(s.Server, docs, surveys.Admin, "DELETE /worth/{id}", "Remove an entry of worth beyond sales", s.deleteBeyond)
	operation(s.Server, docs, surveys.Money, "GET /worth", "What customers earned and cost, with margin and field", s.getWorth)
	operation(s.Server, docs, surveys.Money, "GET /money", "Currency and dividing lines", s.getMoney)
	operation(s.Server, docs, surveys.Admin, "PUT /money", "Choose the currency and the dividing lines", s.putMoney)
	operation(s.Server, docs, surveys.Money, "GET /rates", "What an hour costs, with the history", s.listRates)
	operation(s.Server, docs, surveys.Admin, "PUT /rates", "Keep rates", s.putRates)
	operation(s.Server, docs, surveys.Admin, "DELETE /rates", "Remove a rate", s.deleteRate)
}
