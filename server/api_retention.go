package server

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// FlowsBody counts the customers of a period.
type FlowsBody struct {
	Start    int         `json:"start" doc:"customers on the eve of from"`
	End      int         `json:"end" doc:"customers at the end of to"`
	Won      int         `json:"won" doc:"times that somebody became a customer in the period, or again"`
	Lost     int         `json:"lost" doc:"times that one left in the period; start + won − lost = end"`
	Rate     *float64    `json:"rate" doc:"((end − won) ÷ start) × 100; null where nobody was there at the start"`
	Kept     int         `json:"kept" doc:"of those at the start, who are there at the end"`
	Interval *[2]float64 `json:"interval" doc:"95 % interval of kept ÷ start after Wilson, in percent; null below 5 at the start"`
}

func newFlowsBody(f surveys.Flows) FlowsBody {
	out := FlowsBody{Start: f.Start, End: f.End, Won: f.Won, Lost: f.Lost, Kept: f.Kept}
	if rate, ok := f.Rate(); ok {
		rate = percent(rate)
		out.Rate = &rate
	}
	_, out.Interval = csat(f.KeptLevel())
	return out
}

// retentionInput asks for the retention of a period.
type retentionInput struct {
	QuarterInput
	PageInput
	By    string `query:"by" maxLength:"80" doc:"cohort (year of the first win), stage (of now), said (what they had last told us) or attribute:<key>"`
	List  string `query:"list" enum:"start,end,won,lost,kept,undated" doc:"names the customers behind a figure; undated: those of whom nobody has said since when"`
	Group string `query:"group" maxLength:"256" doc:"with by and list: only those of one group"`
}

// groupBody is the retention of one group.
type groupBody struct {
	Group string `json:"group" doc:"empty: nothing is known"`
	FlowsBody
}

// countedBody is one customer behind a figure.
type countedBody struct {
	ID    string  `json:"id" doc:"id as the caller gave it"`
	Name  string  `json:"name" doc:"name for people"`
	Day   *string `json:"day" doc:"won or lost on; of the other lists: a customer since; null: nobody knows"`
	Stage string  `json:"stage" doc:"of now; empty: nobody has said"`
}

type retentionOutput struct {
	Body struct {
		FlowsBody
		From    string           `json:"from" doc:"first day"`
		To      string           `json:"to" doc:"last day"`
		Undated int              `json:"undated" doc:"customers of whom nobody has said since when; counted nowhere"`
		Revenue *revenueKeptBody `json:"revenue,omitempty" doc:"of the customers of the start; only with the right to money"`
		Groups  []groupBody      `json:"groups" nullable:"false" doc:"where by was asked for; else empty"`
		Items   []countedBody    `json:"items" nullable:"false" doc:"where a list was asked for; else empty"`
		Next    *string          `json:"next" doc:"cursor of the next page of items; null: this is the last"`
		Total   *int             `json:"total" doc:"items over all pages; null where no list was asked for"`
	}
}

// revenueKeptBody is the revenue retention of the customers of the start.
type revenueKeptBody struct {
	Before   string   `json:"before" doc:"what they paid in the stretch of the same length just before from"`
	During   string   `json:"during" doc:"what they paid in the period"`
	Currency string   `json:"currency" doc:"ISO 4217"`
	Net      *float64 `json:"net" doc:"during ÷ before, percent; null where nothing was paid before"`
	Gross    *float64 `json:"gross" doc:"the same without what anybody pays more than before, percent"`
}

func (s api) revenueKept(ctx context.Context, p surveys.Period) (*revenueKeptBody, error) {
	kept, err := s.Store.RevenueRetention(ctx, p)
	if err != nil {
		return nil, err
	}
	money, err := s.Store.MoneySettings(ctx)
	out := &revenueKeptBody{Before: money.Currency.Plain(kept.Before), During: money.Currency.Plain(kept.During), Currency: string(money.Currency)}
	if net, ok := kept.Net(); ok {
		gross, _ := kept.Gross()
		net, gross = percent(net), percent(gross)
		out.Net, out.Gross = &net, &gross
	}
	return out, err
}

// getRetention says how many customers stayed in a period.
func (s api) getRetention(ctx context.Context, in *retentionInput) (*retentionOutput, error) {
	period, err := s.period(PeriodInput(in.QuarterInput), levelDays)
	offset, wrong := in.offset()
	by := surveys.Grouping(normaliseText(in.By))
	if err := surveys.JoinProblems(err, wrong, by.Check("by")); err != nil {
		return nil, err
	}
	found, err := s.Store.Retention(ctx, period, by)
	if err != nil {
		return nil, err
	}
	out := &retentionOutput{}
	out.Body.FlowsBody, out.Body.From, out.Body.To = newFlowsBody(found.Flows), period.From.String(), period.To.String()
	out.Body.Groups, out.Body.Items = []groupBody{}, []countedBody{}
	for _, g := range found.Groups {
		out.Body.Groups = append(out.Body.Groups, groupBody{g.Group, newFlowsBody(g.Flows)})
	}
	if seesMoney(ctx) {
		if out.Body.Revenue, err = s.revenueKept(ctx, period); err != nil {
			return nil, err
		}
	}
	if out.Body.Undated, err = s.Store.Undated(ctx); err != nil || in.List == "" {
		return out, err
	}
	if in.Group == "" {
		by = ""
	}
	items, total, err := s.Store.Counted(ctx, store.CountedQuery{Period: period, List: store.RetentionList(in.List),
		By: by, Group: normaliseText(in.Group), Offset: offset, Limit: in.limit()})
	for _, item := range items {
		out.Body.Items = append(out.Body.Items, countedBody{string(item.ID), item.Name, dayOrNull(item.Day), string(item.Stage)})
	}
	out.Body.Next, out.Body.Total = nextOffset(offset, len(items), total), &total
	return out, err
}
