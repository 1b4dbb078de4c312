package surveys

import (
	"cmp"
	"slices"
)

// RateKind says whose hours a rate is for.
type RateKind string

// The kinds of rates, the one that wins first.
const (
	RateOfPerson RateKind = "person"
	RateOfRole   RateKind = "role"
	RateOfHouse  RateKind = "house" // of everybody who has no other
)

// Rate is what an hour costs us from a day on, until a later rate of the same
// person or role.
type Rate struct {
	Kind    RateKind
	Name    string // of the person or role, as time entries say it; empty for the house
	From    Day
	PerHour Amount
}

// Check returns nil or names every wrong field.
func (r Rate) Check() error {
	var p Problems
	switch r.Kind {
	case RateOfPerson, RateOfRole:
		checkID(&p, "name", r.Name, true)
	case RateOfHouse:
		if r.Name != "" {
			p.Add("name", "must be left out: the house has one rate")
		}
	default:
		p.Add("kind", "must be person, role or house")
	}
	checkDay(&p, "from", r.From)
	if r.PerHour < 0 || r.PerHour > MaxAmount {
		p.Add("per_hour", "must not be negative, nor larger than an entry may be")
	}
	return p.Err()
}

// Rates are all rates with their history.
type Rates struct {
	of map[rateOf][]Rate // newest first
}

type rateOf struct {
	kind RateKind
	name string
}

// NewRates sorts rates, so that they can be asked for a day.
func NewRates(all []Rate) Rates {
	r := Rates{of: map[rateOf][]Rate{}}
	for _, one := range all {
		at := rateOf{one.Kind, one.Name}
		r.of[at] = append(r.of[at], one)
	}
	for _, history := range r.of {
		slices.SortFunc(history, func(a, b Rate) int { return cmp.Compare(b.From, a.From) })
	}
	return r
}

// On returns what an hour of a person in a role cost on a day: the person's own
// rate, else the role's, else the house's. ok is false where none held on the
// day: then the cost is unknown, not 0.
func (r Rates) On(person, role string, day Day) (perHour Amount, ok bool) {
	for _, at := range []rateOf{{RateOfPerson, person}, {RateOfRole, role}, {RateOfHouse, ""}} {
		for _, one := range r.of[at] {
			if one.From <= day {
				return one.PerHour, true
			}
		}
	}
	return 0, false
}

// All returns the rates by kind and name, the newest of each first.
func (r Rates) All() []Rate {
	var out []Rate
	for _, history := range r.of {
		out = append(out, history...)
	}
	order := map[RateKind]int{RateOfHouse: 0, RateOfRole: 1, RateOfPerson: 2}
	slices.SortFunc(out, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), cmp.Compare(a.Name, b.Name), cmp.Compare(b.From, a.From))
	})
	return out
}

// CostOf is what minutes cost by the hour, rounded to the minor unit, half up.
// It is taken of the minutes of one person on one day for one customer and
// project, so that sums over any of these add up.
func CostOf(minutes int, perHour Amount) Amount {
	const hour = 60
	return (Amount(minutes)*perHour + hour/2) / hour
}

// Costs is what each entry of time costs, by id; one without a rate is not there.
// An entry costs what it adds to those before it of the same person, day,
// customer and project, so that what is shown of each adds up to the day.
func (r Rates) Costs(entries []WorthEntry) map[string]Amount {
	type hand struct {
		customer     CustomerID
		project      ProjectID
		person, role string
		day          Day
	}
	out, before := map[string]Amount{}, map[hand]int{}
	for _, e := range entries {
		perHour, ok := r.On(e.Person, e.Role, e.From)
		if e.Kind != WorthTime || !ok {
			continue
		}
		at := hand{e.Customer, e.Project, e.Person, e.Role, e.From}
		all := before[at] + e.Minutes
		out[e.ID] = CostOf(all, perHour) - CostOf(before[at], perHour)
		before[at] = all
	}
	return out
}
