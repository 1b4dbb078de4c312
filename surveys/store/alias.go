package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"barometer/surveys"
)

// aliasAge is how long a process goes by the aliases that it read: another one
// may have merged customers.
const aliasAge = time.Second

// aliases remembers which customers became others. Safe for concurrent use.
type aliases struct {
	mu   sync.Mutex
	into map[surveys.CustomerID]surveys.CustomerID
	at   time.Time
}

// Canonical returns the customer that an id stands for: itself, or the one
// that it was merged into.
func (s *Store) Canonical(ctx context.Context, id surveys.CustomerID) (surveys.CustomerID, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return id, err
	}
	if other, ok := into[id]; ok {
		return other, nil
	}
	return id, nil
}

// aliasesNow returns all; they must not be changed.
func (s *Store) aliasesNow(ctx context.Context) (map[surveys.CustomerID]surveys.CustomerID, error) {
	a := s.aliases
	a.mu.Lock()
	defer a.mu.Unlock()
	if age := s.now().Sub(a.at); a.into != nil && age >= 0 && age < aliasAge {
		return a.into, nil
	}
	found, err := s.rdb.HGetAll(ctx, aliasesKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("aliases of customers: %w", err)
	}
	into := make(map[surveys.CustomerID]surveys.CustomerID, len(found))
	for old, id := range found {
		into[surveys.CustomerID(old)] = surveys.CustomerID(id)
	}
	a.into, a.at = into, s.now()
	return into, nil
}

// forget makes the next question read them again.
func (a *aliases) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.into = nil
}

// Formerly returns the ids that became the customer.
func (s *Store) Formerly(ctx context.Context, id surveys.CustomerID) ([]surveys.CustomerID, error) {
	into, err := s.aliasesNow(ctx)
	var out []surveys.CustomerID
	for old, other := range into {
		if other == id {
			out = append(out, old)
		}
	}
	slices.Sort(out)
	return out, err
}

// merged is an interaction of a customer that became another one.
func (s *Store) merged(ctx context.Context, in surveys.Interaction) (surveys.Interaction, error) {
	id, err := s.Canonical(ctx, in.Customer.ID)
	if id != in.Customer.ID { // the name is that of the one which is no more
		in.Customer = surveys.CustomerRef{ID: id}
		in.Contact.Customer = id
	}
	return in, err
}

// sourcesIn returns where the figures of a customer are, project by project,
// with those of the customers that became it.
func (s *Store) sourcesIn(ctx context.Context, id surveys.CustomerID, projects []surveys.ProjectID) ([][]source, error) {
	old, err := s.Formerly(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([][]source, len(projects))
	for i, who := range append([]surveys.CustomerID{id}, old...) {
		found, err := s.customerSources(ctx, who, projects)
		if err != nil {
			return nil, err
		}
		for j, src := range found {
			if i == 0 || src.customer > 0 {
				out[j] = append(out[j], src)
			}
		}
	}
	return out, nil
}

// allSources is sourcesIn, one after the other.
func (s *Store) allSources(ctx context.Context, id surveys.CustomerID, projects []surveys.ProjectID) ([]source, error) {
	found, err := s.sourcesIn(ctx, id, projects)
	var out []source
	for _, sources := range found {
		out = append(out, sources...)
	}
	return out, err
}
