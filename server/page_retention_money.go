package server

import (
	"context"

	"barometer/surveys"
	"barometer/templates"
)

// revenueLine says the revenue retention; nil where nothing was paid before.
func (s *Server) revenueLine(ctx context.Context, p surveys.Period, clock templates.Clock) (*templates.Fact, error) {
	kept, err := s.Store.RevenueRetention(ctx, p)
	net, ok := kept.Net()
	if err != nil || !ok {
		return nil, err
	}
	money, err := s.Store.MoneySettings(ctx)
	gross, _ := kept.Gross()
	say := clock.Words.Text
	return &templates.Fact{Term: say("retention_revenue", "Net", rateText(net), "Gross", rateText(gross)),
		Text: say("retention_revenue_rule", "During", templates.WholeMoney(money.Currency, kept.During), "Before", templates.WholeMoney(money.Currency, kept.Before),
			"Span", spanWords(p.Before()), "N", templates.Count(kept.Customers))}, err
}
