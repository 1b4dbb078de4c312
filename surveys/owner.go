package surveys

import (
	"maps"
	"math"
	"slices"
	"time"
)

// EscalateAfter is how long nobody may act on a case before the founders are
// told, where the team has set nothing else.
const EscalateAfter = 24 * time.Hour

// Ownership says who follows up which cases, and who is told when nobody does.
type Ownership struct {
	Customers map[CustomerID]UserID // the strongest rule
	Projects  map[ProjectID]UserID
	Rota      []UserID // one after the other, for all other cases
	Founders  []UserID // are told at once of a decision maker's complaint, or a valued customer's, and of what nobody acted on
	After     time.Duration
	Worth     float64 // founders are told at once of customers worth so much or more, in the caller's unit; 0: worth does not count
}

// Patience is how long nobody may act on a case.
func (o Ownership) Patience() time.Duration {
	if o.After <= 0 {
		return EscalateAfter
	}
	return o.After
}

// Owner returns who follows up a case: by customer, else by project, else the
// next of the rota. turn counts the cases that the rota was asked for; took
// reports that it was asked. Empty where no rule fits.
func (o Ownership) Owner(p ProjectID, c CustomerID, turn int) (owner UserID, took bool) {
	if id := o.Customers[c]; c != "" && id != "" {
		return id, false
	}
	if id := o.Projects[p]; id != "" {
		return id, false
	}
	if len(o.Rota) == 0 {
		return "", false
	}
	return o.Rota[turn%len(o.Rota)], true
}

// Check names every rule that cannot stand: each person must be on the team
// and allowed to act.
func (o Ownership) Check(team []User) error {
	may := func(id UserID) bool {
		return slices.ContainsFunc(team, func(u User) bool { return u.ID == id && u.May(Member) })
	}
	var p Problems
	check := func(field string, id UserID) {
		if !may(id) {
			p.Add(field, "must be somebody on the team who may act")
		}
	}
	for _, project := range slices.Sorted(maps.Keys(o.Projects)) {
		check("projects."+string(project), o.Projects[project])
	}
	for _, customer := range slices.Sorted(maps.Keys(o.Customers)) {
		check("customers."+string(customer), o.Customers[customer])
	}
	for _, id := range o.Rota {
		check("rota", id)
	}
	for _, id := range o.Founders {
		check("founders", id)
	}
	if o.After != 0 && (o.After < time.Hour || o.After > 30*24*time.Hour) {
		p.Add("after_hours", "must lie between 1 and 720")
	}
	if !(o.Worth >= 0) || math.IsInf(o.Worth, 0) {
		p.Add("worth", "must be a number, 0 or more")
	}
	return p.Err()
}
