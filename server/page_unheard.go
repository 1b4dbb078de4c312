package server

import (
	"context"

	"barometer/surveys"
	"barometer/templates"
)

// unheardShown is how many of those who decide and are not heard are listed.
const unheardShown = 100

// unheardPlate lists who decides at customers and has said nothing for 90 days.
func (s *Server) unheardPlate(ctx context.Context, clock templates.Clock) (plate templates.UnheardPlate, err error) {
	all, err := s.Store.UnheardPeople(ctx)
	if err != nil {
		return plate, err
	}
	_, deciders, err := s.Store.UnheardCount(ctx)
	if err != nil {
		return plate, err
	}
	say := clock.Words
	if deciders > 0 {
		plate.Line = say.Count("overview_unheard_n", deciders, "N", say.Number(len(all)))
	}
	if len(all) > unheardShown {
		plate.More = say.Count("relations_unheard_more", len(all)-unheardShown)
	}
	shown := all[:min(len(all), unheardShown)]
	var people []surveys.Invitation
	for _, one := range shown {
		people = append(people, surveys.Invitation{Customer: one.Customer, Contact: one.Contact})
	}
	n, err := s.namesIn(ctx, people, nil)
	if err != nil {
		return plate, err
	}
	for _, one := range shown {
		row := templates.UnheardRow{Name: whoOr(n.contact(one.Contact), say.Text("overview_somebody")), Customer: n.customer(one.Customer), When: say.Text("relations_unheard_year")}
		if at := one.HeardAt(); !at.IsZero() {
			row.When = say.Text("relations_unheard_last", "When", clock.Ago(at))
		}
		row.Customer.Address += "#people"
		plate.Rows = append(plate.Rows, row)
	}
	return plate, nil
}
