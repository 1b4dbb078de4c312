package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// worth says what the customer of an interaction is worth.
func worth(amount string) func(*surveys.Interaction) {
	return func(in *surveys.Interaction) { in.Properties = map[string]string{"customer_worth": amount} }
}

// A customer worth so much, or more, is heard by the founders at once.
func TestFoundersHearOfAValuedCustomerAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		worth  string
		rule   float64
		atOnce bool
	}{
		"worth enough":             {"50000", 50000, true},
		"worth less":               {"49999", 50000, false},
		"nobody knows what worth":  {"", 50000, false},
		"worth does not count":     {"1000000", 0, false},
		"worth more than the rule": {"2.5", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTapping(t, time.Hour)
			must(t, p.store.PutOwnership(context.Background(), surveys.Ownership{After: 4 * time.Hour, Worth: c.rule}))
			rules, err := p.store.Ownership(context.Background())
			if must(t, err); rules.Worth != c.rule {
				t.Errorf("the rule is kept as %v, want %v", rules.Worth, c.rule)
			}
			k := p.again(storetest.ID("T-2"), storetest.For(storetest.Website(), storetest.Lakeside()),
				storetest.To(storetest.Carla, "Carla"), worth(c.worth)).complains(1, surveys.Words{})
			want := p.clock.Now().Add(4 * time.Hour)
			if c.atOnce {
				want = p.clock.Now()
			}
			if at, there := p.due(surveys.DueEscalate, k.ID); !there || !at.Equal(want) {
				t.Errorf("founders due %v %t, want %v", at, there, want)
			}
		})
	}
}

// A decision maker who joins a case that a colleague opened is heard at once, too.
func TestADecisionMakerWhoJoinsACaseIsHeardAtOnce(t *testing.T) {
	p := newTapping(t, time.Hour)
	must(t, p.store.PutOwnership(context.Background(), surveys.Ownership{After: 4 * time.Hour}))
	from := storetest.For(storetest.Website(), storetest.Lakeside())
	first := p.again(storetest.ID("T-2"), from, storetest.To(storetest.Carla, "Carla")).complains(1, surveys.Words{})
	boss := p.again(storetest.ID("T-3"), from, storetest.To("boss@lakeside.example", "Bo"),
		func(in *surveys.Interaction) { in.Contact.Role = surveys.DecisionMaker })
	if joined := boss.complains(2, surveys.Words{}); joined.ID != first.ID {
		t.Fatalf("case %d, want it to join %d", joined.ID, first.ID)
	}
	if at, there := p.due(surveys.DueEscalate, first.ID); !there || !at.Equal(p.clock.Now()) {
		t.Errorf("founders due %v %t, want at once, %v", at, there, p.clock.Now())
	}
}

// Thousands of rules replace those before as a whole.
func TestRulesForThousandsOfCustomers(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx, ada := context.Background(), team(t, s, "ada")["ada"].ID
	o := surveys.Ownership{Rota: []surveys.UserID{ada}, Customers: map[surveys.CustomerID]surveys.UserID{}}
	for n := range 5000 {
		o.Customers[surveys.CustomerID(fmt.Sprint("customer-", n))] = ada
	}
	must(t, s.PutOwnership(ctx, o))
	got, err := s.Ownership(ctx)
	if must(t, err); len(got.Customers) != 5000 || len(got.Rota) != 1 {
		t.Errorf("%d customers and %d in the rota, want 5000 and 1", len(got.Customers), len(got.Rota))
	}
}
