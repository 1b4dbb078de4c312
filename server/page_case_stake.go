package server

import (
	"context"

	"barometer/surveys"
	"barometer/templates"
)

// stakeOf says beside a case what is at stake with the customer: what it pays,
// for those who may see money, its stage, and its next special day; behind are
// the answers of the span.
func (s *Server) stakeOf(ctx context.Context, f caseFile, me surveys.User, sp span, clock templates.Clock) (behind string, out []templates.Fact, err error) {
	if f.Customer == "" {
		return "", nil, nil
	}
	say := clock.Words
	add := func(id, text, address string) {
		out = append(out, templates.Fact{Term: say.Text(id), Text: text, Address: address})
	}
	if me.May(surveys.Money) {
		pays, err := s.moneyBeside(ctx)
		if err != nil {
			return "", nil, err
		}
		if worth := pays(f.Customer); worth.Text != "" {
			add("case_worth", worth.Text, worth.Address)
		}
	}
	life, err := s.Store.Life(ctx, f.Customer)
	if err != nil {
		return "", nil, err
	}
	if life.Stage != "" {
		add("case_stage", stageName(life.Stage, clock), "")
	}
	days, err := s.Store.SpecialDays(ctx, f.Customer)
	for _, day := range days {
		if row := dayRow(day, clock); !row.Over {
			add("case_day", say.Text("customer_fact_day", "What", row.What, "When", row.When), "")
			break
		}
	}
	of := surveys.ResponseFilter{Customer: f.Customer, Period: sp.of(f.standing)}
	return behindLink(f.standing.Level.N, of, sp, clock).Address, out, err
}
