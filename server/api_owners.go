package server

import (
	"context"
	"maps"
	"slices"
	"time"

	"barometer/surveys"
)

// ownersBody is who follows up which cases, by the addresses of the team.
type ownersBody struct {
	Customers map[string]string `json:"customers,omitempty" doc:"customer to person; wins over project and rota"`
	Projects  map[string]string `json:"projects,omitempty" doc:"project to person; wins over the rota"`
	Rota      []string          `json:"rota,omitempty" doc:"take all other cases, one after the other"`
	Founders  []string          `json:"founders,omitempty" doc:"are told of a decision maker's complaint, and of what nobody acted on"`
	After     float64           `json:"after_hours,omitempty" doc:"hours that nobody may act before the founders are told; 0: 24"`
	Worth     float64           `json:"worth,omitempty" doc:"founders are told at once of customers whose interactions' property customer_worth is so much or more; 0: worth does not count"`
}

type ownersInput struct{ Body ownersBody }

type ownersOutput struct{ Body ownersBody }

// getOwners returns who follows up which cases.
func (s api) getOwners(ctx context.Context, _ *struct{}) (*ownersOutput, error) {
	o, err := s.Store.Ownership(ctx)
	if err != nil {
		return nil, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	email := map[surveys.UserID]string{}
	for _, u := range team {
		email[u.ID] = u.Email
	}
	body := ownersBody{Customers: map[string]string{}, Projects: map[string]string{}, After: o.Patience().Hours(), Worth: o.Worth}
	for id, u := range o.Customers {
		body.Customers[string(id)] = email[u]
	}
	for id, u := range o.Projects {
		body.Projects[string(id)] = email[u]
	}
	for _, u := range o.Rota {
		body.Rota = append(body.Rota, email[u])
	}
	for _, u := range o.Founders {
		body.Founders = append(body.Founders, email[u])
	}
	return &ownersOutput{body}, nil
}

// putOwners replaces who follows up which cases; open cases keep their owners.
func (s api) putOwners(ctx context.Context, in *ownersInput) (*ownersOutput, error) {
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	o, err := in.Body.ownership(team)
	if err != nil {
		return nil, err
	}
	if err := s.Store.PutOwnership(ctx, o); err != nil {
		return nil, err
	}
	s.record(ctx, "owners.changed", "owners", surveys.Telling{})
	return s.getOwners(ctx, nil)
}

// ownership reads the rules, and names every address that is not on the team.
func (b ownersBody) ownership(team []surveys.User) (surveys.Ownership, error) {
	o := surveys.Ownership{Customers: map[surveys.CustomerID]surveys.UserID{}, Projects: map[surveys.ProjectID]surveys.UserID{},
		After: time.Duration(b.After * float64(time.Hour)), Worth: b.Worth}
	var p surveys.Problems
	find := func(field, email string) surveys.UserID {
		u, ok := surveys.FindUser(team, normaliseText(email))
		if !ok {
			p.Add(field, "must be the address of somebody on the team")
		}
		return u.ID
	}
	for _, id := range slices.Sorted(maps.Keys(b.Customers)) {
		o.Customers[surveys.CustomerID(id)] = find("customers."+id, b.Customers[id])
	}
	for _, id := range slices.Sorted(maps.Keys(b.Projects)) {
		o.Projects[surveys.ProjectID(id)] = find("projects."+id, b.Projects[id])
	}
	for _, email := range b.Rota {
		o.Rota = append(o.Rota, find("rota", email))
	}
	for _, email := range b.Founders {
		o.Founders = append(o.Founders, find("founders", email))
	}
	return o, p.Err()
}
