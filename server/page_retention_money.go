package server

import (
	"context"
	"fmt"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// listPaid names the customers of the start with what they paid; only for
// people who may see money.
const listPaid store.RetentionList = "paid"

// addRevenue says the revenue retention, where anything was paid before, and
// names who paid it where the address asks for that.
func (s *Server) addRevenue(ctx context.Context, f retentionFile, page *templates.RetentionPage) error {
	all, err := s.Store.RevenueOfStart(ctx, f.Period)
	if err != nil {
		return err
	}
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return err
	}
	var kept surveys.RevenueKept
	for _, one := range all {
		kept.Count(one.Before, one.During)
	}
	if net, ok := kept.Net(); ok {
		gross, _ := kept.Gross()
		say := page.Clock.Words.Text
		page.Money = &templates.Fact{Term: say("retention_revenue", "Net", rateText(net), "Gross", rateText(gross)),
			Text: say("retention_revenue_rule", "During", templates.WholeMoney(money.Currency, kept.During), "Before", templates.WholeMoney(money.Currency, kept.Before),
				"Span", spanWords(f.Period.Before(), page.Clock.Words), "N", templates.Count(kept.Customers))}
		page.Paying = f.listAddress(listPaid, "", "")
	}
	if f.list.name == listPaid {
		page.Paid, err = s.paidList(ctx, f, all, kept, paidWords{money.Currency, page.Clock.Words})
	}
	return err
}

// paidWords writes what was paid.
type paidWords struct {
	currency surveys.Currency
	words    *templates.Locale
}

func (w paidWords) paid(of surveys.CustomerID, in surveys.Period, a surveys.Amount) templates.Link {
	out := templates.Link{Text: templates.WholeMoney(w.currency, a)}
	if of != "" {
		out.Address = entriesLook{customer: of, period: in}.behind(ofRevenue)
	}
	return out
}

func (s *Server) paidList(ctx context.Context, f retentionFile, all []store.Paid, kept surveys.RevenueKept, w paidWords) (*templates.PaidList, error) {
	from := min(len(all), (f.list.page-1)*countedShown)
	shown := all[from:min(len(all), from+countedShown)]
	ids := make([]surveys.CustomerID, len(shown))
	for i, one := range shown {
		ids[i] = one.Customer
	}
	names, err := s.Store.CustomerNames(ctx, ids)
	out := &templates.PaidList{Heading: w.words.Text("retention_paid", "Customers", w.words.Count("retention_customers", len(all))),
		Before: spanWords(f.Before(), w.words), During: spanWords(f.Period, w.words), Close: f.without(listKeys()...).with(),
		Total: templates.PaidRow{Customer: templates.Link{Text: w.words.Text("worth_all")}, Before: w.paid("", f.Period, kept.Before), During: w.paid("", f.Period, kept.During)}}
	for _, one := range shown {
		out.Rows = append(out.Rows, templates.PaidRow{Customer: templates.Link{Text: whoOr(names[one.Customer], string(one.Customer)), Address: customerAddress(one.Customer)},
			Before: w.paid(one.Customer, f.Before(), one.Before), During: w.paid(one.Customer, f.Period, one.During)})
	}
	if from+countedShown < len(all) {
		out.More = f.with("page", fmt.Sprint(f.list.page+1)) + "#list"
	}
	return out, err
}
