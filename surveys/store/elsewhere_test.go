package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// figuresOf says in words what a store knows of worth, time, levels, leavers and
// answers.
func figuresOf(t *testing.T, s *store.Store) string {
	t.Helper()
	ctx, year := context.Background(), surveys.Period{From: in2026(1, 1) - 200, To: in2026(6, 30)}
	customers, err := s.CustomerWorths(ctx, year, "")
	must(t, err)
	projects, err := s.ProjectWorths(ctx, year, "")
	must(t, err)
	hands, err := s.TimeSpent(ctx, year, "", "")
	must(t, err)
	inProject, err := s.TimeSpent(ctx, year, "", "erp")
	must(t, err)
	ofCustomer, err := s.TimeSpent(ctx, year, "lund", "")
	must(t, err)
	levels, err := s.CustomerLevels(ctx, "", surveys.Last(90, s.Today()))
	must(t, err)
	leavers, err := s.Leavers(ctx, year)
	must(t, err)
	whole, err := s.Portfolio(ctx, surveys.Last(90, s.Today()))
	must(t, err)
	answers, err := s.FilterResponses(ctx, surveys.ResponseFilter{}, "", 50)
	must(t, err)
	satisfied, err := s.FilterResponses(ctx, surveys.ResponseFilter{Choices: surveys.Choices{Satisfied: true}}, "", 50)
	must(t, err)
	_, silences, err := s.Relation(ctx, "north")
	if surveys.CodeOf(err) != surveys.NotFound {
		must(t, err)
	}
	return fmt.Sprintln(customers, projects, hands, inProject, ofCustomer, levels, leavers, whole.Level, answers, satisfied, silences)
}

// TestWhatAnotherServerChangesIsSeenAtOnce asks one store after each change by
// another, and one that remembers nothing yet.
func TestWhatAnotherServerChangesIsSeenAtOnce(t *testing.T) {
	rdb := storetest.Redis(t)
	here, clock := storetest.OpenAt(t, rdb)
	another := func() *store.Store {
		return storetest.OpenWith(t, rdb, store.Options{Now: clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	}
	there, ctx, erp := another(), context.Background(), surveys.ProjectRef{ID: "erp"}
	b, today, before := books{t, there}, there.Today(), ""
	answer := func(id string, customer surveys.CustomerID, choice int, ago surveys.Day) {
		answerOf(t, there, id, erp, surveys.CustomerRef{ID: customer}, id+"@mail.example", choice, ago)
		followAll(t, there)
	}
	var id surveys.CaseID
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"somebody pays", func() { b.keep(earned("i-1", "north", "erp", today-3, 500_00)) }},
		{"time is spent in two projects", func() {
			b.keep(worked("w-1", "north", "erp", today-2, "kim", "", 30), worked("w-2", "lund", "web", today-40, "kim", "", 50))
		}},
		{"an hour costs something", func() { b.rate(surveys.RateOfHouse, "", today-300, 60_00) }},
		{"an entry is another", func() { b.keep(earned("i-1", "north", "web", today-3, 400_00)) }},
		{"two answer", func() { answer("a", "north", 5, 3); answer("b", "lund", 1, 40) }},
		{"one more on a day that was looked at", func() { answer("c", "north", 4, 3) }},
		{"one of another month", func() { answer("d", "lund", 5, 70) }},
		{"an answer is set aside", func() {
			must(t, there.Void(ctx, surveys.NewInvitationID("erp", "c", "csat5", 0), "sam", "a colleague"))
			followAll(t, there)
		}},
		{"one is a customer since long", func() { put(t, there, "lund", "", "2024-01-01", "") }},
		{"it has a case", func() {
			opened, _, err := there.OpenCase(ctx, store.NewCase{Project: "erp", Customer: "lund", Text: "heard of it"})
			must(t, err)
			followAll(t, there)
			id = opened.ID
		}},
		{"which is followed up", func() {
			clock.Advance(48 * time.Hour)
			contacted := surveys.CaseContacted
			_, err := there.PatchCase(ctx, id, surveys.CasePatch{State: &contacted})
			must(t, err)
		}},
		{"it leaves", func() { put(t, there, "lund", "", "", "2026-03-01") }},
		{"two become one", func() {
			must(t, there.MergeCustomers(ctx, "lund", "north"))
			clock.Advance(2 * time.Second) // merged customers are asked for every second
		}},
		{"they are two again", func() {
			_, err := there.PartCustomer(ctx, "lund")
			must(t, err)
			clock.Advance(2 * time.Second)
		}},
	} {
		step.do()
		got, want := figuresOf(t, here), figuresOf(t, another())
		if got != want {
			t.Errorf("%s: remembered\n%sbut it is\n%s", step.name, got, want)
		}
		if got == before {
			t.Errorf("%s: nothing changed", step.name)
		}
		before = got
	}
}
