package store_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// pagesOf is all that pages of many customers and projects are made of.
type pagesOf struct {
	Attention           []surveys.Attention
	Portfolio           surveys.Standing
	Customers, Projects map[string][]surveys.Standing
	Days                []surveys.Days
	Agent               surveys.Days
	Briefs              map[surveys.InvitationID]surveys.Invitation
}

// askAll asks a process for all of it.
func askAll(t *testing.T, s *store.Store, ids ...surveys.InvitationID) (out pagesOf) {
	t.Helper()
	ctx, period := context.Background(), surveys.Last(28, s.Today())
	var err error
	out.Attention, _, err = s.Attention(ctx, store.AttentionQuery{Period: period, Limit: 50})
	must(t, err)
	out.Portfolio, err = s.Portfolio(ctx, period)
	must(t, err)
	out.Customers, out.Projects = map[string][]surveys.Standing{}, map[string][]surveys.Standing{}
	for _, order := range []string{store.OrderRisk, store.OrderName, store.OrderAnswers} {
		q := store.ListQuery{Period: period, Order: order, Limit: 20}
		out.Customers[order], _, err = s.CustomerStandings(ctx, q)
		must(t, err)
		out.Projects[order], _, err = s.ProjectStandings(ctx, q)
		must(t, err)
	}
	customers, err := s.DaysOfCustomers(ctx, []string{"alma", "lund", "nobody", "noor"}, period)
	must(t, err)
	projects, err := s.DaysOfProjects(ctx, []string{"web", "erp", "none"}, period)
	must(t, err)
	out.Days = append(customers, projects...)
	out.Agent, err = s.AgentDays(ctx, "marta", period)
	must(t, err)
	out.Briefs, err = s.AnswersInBrief(ctx, ids)
	must(t, err)
	return out
}

// TestWhatAProcessRemembersIsAsInRedis: whatever another process writes, one
// that has been asked before tells the same as one that has just started.
func TestWhatAProcessRemembersIsAsInRedis(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	start := func() *store.Store {
		return storetest.OpenWith(t, h.store.Redis(), store.Options{Now: h.clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	}
	long, made := start(), 0
	var last surveys.Invitation
	var ids []surveys.InvitationID
	brought := func(customer surveys.CustomerID, project surveys.ProjectID, choice int) surveys.Invitation {
		made++
		row := importedRow(fmt.Sprint("b", made), choice, h.clock.Now())
		row.OpenCase, row.Interaction.Agent = true, "marta"
		row.Interaction.Customer = surveys.CustomerRef{ID: customer, Name: "The " + string(customer)}
		row.Interaction.Project = surveys.ProjectRef{ID: project, Name: string(project)}
		_, err := h.store.Import(ctx, []store.Imported{row})
		must(t, err)
		inv, err := h.store.Invitation(ctx, surveys.NewInvitationID(project, row.Interaction.ID, "csat5", 0))
		must(t, err)
		ids = append(ids, inv.ID)
		return inv
	}
	contacted, lost := surveys.CaseContacted, surveys.Lost
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"nothing yet", func() {}},
		{"answers", func() {
			for i := range 30 {
				brought([]surveys.CustomerID{"alma", "lund", "noor"}[i%3], []surveys.ProjectID{"web", "erp"}[i%2], 3+i%3)
			}
		}},
		{"a complaint", func() { last = brought("alma", "web", 1) }},
		{"it is set aside", func() { must(t, h.store.Void(ctx, last.ID, "ada", "our own test")) }},
		{"it counts again", func() { must(t, h.store.Restore(ctx, last.ID, "ada", "it was not")) }},
		{"it is answered", func() {
			_, err := h.store.PatchCase(ctx, last.Case, surveys.CasePatch{State: &contacted})
			must(t, err)
		}},
		{"a decline", func() { h.decline("erp", "lund") }},
		{"a customer and a project more", func() { brought("olga", "app", 2) }},
		{"two become one", func() { must(t, h.store.MergeCustomers(ctx, "noor", "alma")) }},
		{"an answer of who was merged", func() { brought("noor", "web", 2) }},
		{"they are two again", func() { _, err := h.store.PartCustomer(ctx, "noor"); must(t, err) }},
		{"somebody is erased", func() {
			_, err := h.store.EraseContact(ctx, last.Contact, true)
			must(t, err)
		}},
		{"somebody is lost", func() {
			_, err := h.store.PutCustomer(ctx, "lund", surveys.CustomerPatch{Stage: &lost})
			must(t, err)
		}},
		{"a month later", func() { h.clock.Advance(31 * 24 * time.Hour) }},
	} {
		step.do()
		h.follow()
		h.rebuild()
		h.clock.Advance(2 * time.Minute) // what is of the day before is trusted for a minute
		want, got := askAll(t, start(), ids...), askAll(t, long, ids...)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v\nwant\n%+v", step.name, got, want)
		}
		if again := askAll(t, long, ids...); !reflect.DeepEqual(again, want) {
			t.Errorf("%s, asked once more:\n%+v\nwant\n%+v", step.name, again, want)
		}
	}
	if all := askAll(t, long).Attention; len(all) == 0 {
		t.Error("nobody needs us at the end: the story shows nothing")
	}
}
