package store_test

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestNamesStayWhereNoneIsGiven(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	bare := storetest.For(surveys.ProjectRef{ID: "website"}, surveys.CustomerRef{ID: "lakeside"})
	storetest.Ask(t, s, storetest.ID("T-1"), bare)
	check := func(customer, project string) {
		t.Helper()
		c, err := s.Customer(ctx, "lakeside")
		must(t, err)
		p, err := s.Project(ctx, "website")
		must(t, err)
		names, err := s.ProjectNames(ctx, []surveys.ProjectID{"website", "unheard"})
		must(t, err)
		if c.Name != customer || p.Name != project || names["website"] != project || names["unheard"] != "unheard" {
			t.Errorf("customer %q, project %q, names %v; want %q, %q", c.Name, p.Name, names, customer, project)
		}
	}
	check("lakeside", "website")
	storetest.Ask(t, s, storetest.ID("T-2"), storetest.For(storetest.Website(), storetest.Lakeside()))
	check("Lakeside GmbH", "New website")
	storetest.Ask(t, s, storetest.ID("T-3"), bare)
	check("Lakeside GmbH", "New website")

	must(t, s.PauseCustomer(ctx, "lakeside", clock.Now().Add(day)))
	c, err := s.Customer(ctx, "lakeside")
	must(t, err)
	if !c.PausedUntil.Equal(clock.Now().Add(day)) {
		t.Errorf("paused until %v", c.PausedUntil)
	}
}

func TestWhoIsNotThere(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	_, err := s.Customer(ctx, "nobody")
	wantCode(t, err, surveys.NotFound)
	_, err = s.CustomerByKey(ctx, "nobody")
	wantCode(t, err, surveys.NotFound)
	_, err = s.Project(ctx, "nothing")
	wantCode(t, err, surveys.NotFound)
	wantCode(t, s.PauseCustomer(ctx, "nobody", clock.Now()), surveys.NotFound)
	names, err := s.CustomerNames(ctx, nil)
	must(t, err)
	if len(names) != 0 {
		t.Errorf("names %v of nobody", names)
	}
}
