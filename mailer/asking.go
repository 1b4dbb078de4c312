package mailer

import (
	"context"
	"fmt"
	"slices"

	"barometer/surveys"
)

// asking is an invitation with all that its mail says about it.
type asking struct {
	surveys.Invitation
	survey            surveys.Survey
	to                surveys.Contact
	customer, project string // names
	language          string // of the house, for contacts and surveys without one
}

// asking puts together what is known about an invitation.
func (p people) asking(inv surveys.Invitation) asking {
	return asking{
		Invitation: inv, survey: p.surveys.Of(inv), to: p.contacts[inv.Contact], language: p.language,
		customer: p.customers[inv.Customer], project: p.projects[inv.Project],
	}
}

// readSurveys reads what is asked, and the names of customers where an owner's
// words hold them.
func (p *people) readSurveys(ctx context.Context, m *Mailer, claimed []surveys.Invitation) error {
	house, err := m.Store.Preferences(ctx)
	if err != nil {
		return fmt.Errorf("preferences: %w", err)
	}
	p.language = house.Language
	if p.surveys, err = m.Store.Surveys(ctx); err != nil {
		return fmt.Errorf("surveys: %w", err)
	}
	var customers []surveys.CustomerID
	for _, inv := range claimed {
		if survey, _ := p.surveys.Get(inv.Survey); namesCustomers(survey) && !slices.Contains(customers, inv.Customer) {
			customers = append(customers, inv.Customer)
		}
	}
	if len(customers) == 0 {
		return nil
	}
	if p.customers, err = m.Store.CustomerNames(ctx, customers); err != nil {
		return fmt.Errorf("names of customers: %w", err)
	}
	return nil
}

func namesCustomers(s surveys.Survey) bool {
	for _, words := range s.Wording {
		if words.Holds(surveys.PlaceCustomer) {
			return true
		}
	}
	return false
}
