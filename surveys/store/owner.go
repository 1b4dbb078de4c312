package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
)

// Fields of ownersKey.
const (
	ownersRota     = "rota"     // ids of users, by comma
	ownersFounders = "founders" // the same
	ownersAfter    = "after"    // s; left out: surveys.EscalateAfter
	ownersTurn     = "turn"     // how many cases the rota has taken
	ownersWorth    = "worth"    // left out: worth does not count
)

func ownersProject(id surveys.ProjectID) string   { return "p:" + string(id) }
func ownersCustomer(id surveys.CustomerID) string { return "c:" + string(id) }

// Ownership returns who follows up which cases.
func (s *Store) Ownership(ctx context.Context) (surveys.Ownership, error) {
	h, err := s.rdb.HGetAll(ctx, ownersKey()).Result()
	if err != nil {
		return surveys.Ownership{}, fmt.Errorf("read who follows up: %w", err)
	}
	return readOwnership(h), nil
}

func readOwnership(h map[string]string) surveys.Ownership {
	o := surveys.Ownership{
		Customers: map[surveys.CustomerID]surveys.UserID{}, Projects: map[surveys.ProjectID]surveys.UserID{},
		Rota: readUsers(h[ownersRota]), Founders: readUsers(h[ownersFounders]),
		After: time.Duration(atoi(h[ownersAfter])) * time.Second,
	}
	o.Worth, _ = strconv.ParseFloat(h[ownersWorth], 64)
	for field, id := range h {
		if project, ok := strings.CutPrefix(field, ownersProject("")); ok {
			o.Projects[surveys.ProjectID(project)] = surveys.UserID(id)
		}
		if customer, ok := strings.CutPrefix(field, ownersCustomer("")); ok {
			o.Customers[surveys.CustomerID(customer)] = surveys.UserID(id)
		}
	}
	return o
}

func readUsers(text string) []surveys.UserID {
	var out []surveys.UserID
	for _, id := range strings.Split(text, ",") {
		if id != "" {
			out = append(out, surveys.UserID(id))
		}
	}
	return out
}

func joinUsers(ids []surveys.UserID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return strings.Join(out, ",")
}

// PutOwnership replaces the rules; cases that are open keep their owners.
// Invalid for somebody who is not on the team.
func (s *Store) PutOwnership(ctx context.Context, o surveys.Ownership) error {
	team, err := s.Users(ctx)
	if err != nil {
		return err
	}
	if err := o.Check(team); err != nil {
		return err
	}
	args := []any{ownersRota, joinUsers(o.Rota), ownersFounders, joinUsers(o.Founders)}
	if o.After > 0 {
		args = append(args, ownersAfter, int(o.After/time.Second))
	}
	if o.Worth > 0 {
		args = append(args, ownersWorth, floatText(o.Worth))
	}
	for _, project := range slices.Sorted(maps.Keys(o.Projects)) {
		args = append(args, ownersProject(project), string(o.Projects[project]))
	}
	for _, customer := range slices.Sorted(maps.Keys(o.Customers)) {
		args = append(args, ownersCustomer(customer), string(o.Customers[customer]))
	}
	if err := s.run(ctx, "owners", []string{ownersKey()}, args...).Err(); err != nil {
		return fmt.Errorf("write who follows up: %w", err)
	}
	return nil
}

// owners is what the rules say of one case.
type owners struct {
	owner    surveys.User // empty: nobody
	patience time.Duration
}

func (o owners) fields() []any {
	if o.owner.ID == "" {
		return nil
	}
	return []any{caseOwner, o.owner.Called(), caseOwnerID, string(o.owner.ID)}
}

// ownersFor asks the rules about a case; wanted: somebody is to take it. Who
// has left the team takes none.
func (s *Store) ownersFor(ctx context.Context, p surveys.ProjectID, c surveys.CustomerID, wanted bool) (owners, error) {
	v, err := s.rdb.HMGet(ctx, ownersKey(), ownersAfter, ownersRota, ownersProject(p), ownersCustomer(c)).Result()
	if err != nil {
		return owners{}, fmt.Errorf("who follows up: %w", err)
	}
	get := func(i int) string { text, _ := v[i].(string); return text }
	rules := readOwnership(map[string]string{
		ownersAfter: get(0), ownersRota: get(1), ownersProject(p): get(2), ownersCustomer(c): get(3),
	})
	out := owners{patience: rules.Patience()}
	if !wanted {
		return out, nil
	}
	for range len(rules.Rota) + 1 {
		if out.owner, err = s.nextOwner(ctx, rules, p, c); err != nil || out.owner.ID != "" || len(rules.Rota) == 0 {
			return out, err
		}
		delete(rules.Projects, p)
		delete(rules.Customers, c)
	}
	return out, nil
}

// nextOwner is who the rules name, the zero user for nobody or one who may not
// act any more. A turn of the rota is spent by asking.
func (s *Store) nextOwner(ctx context.Context, rules surveys.Ownership, p surveys.ProjectID, c surveys.CustomerID) (surveys.User, error) {
	id, rota := rules.Owner(p, c, 0)
	if rota {
		turn, err := s.rdb.HIncrBy(ctx, ownersKey(), ownersTurn, 1).Result()
		if err != nil {
			return surveys.User{}, fmt.Errorf("turn of the rota: %w", err)
		}
		id, _ = rules.Owner(p, c, int(turn)-1)
	}
	if id == "" {
		return surveys.User{}, nil
	}
	u, err := s.User(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && !u.May(surveys.Member) {
		return surveys.User{}, nil
	}
	return u, err
}
