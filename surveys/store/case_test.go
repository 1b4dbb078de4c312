package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// complaint imports a complaint that opens a case and returns the case.
func complaint(t *testing.T, h *history, id string) surveys.Case {
	t.Helper()
	row := importedRow(id, 1, h.clock.Now())
	row.OpenCase = true
	_, err := h.store.Import(context.Background(), []store.Imported{row})
	must(t, err)
	inv, err := h.store.Invitation(context.Background(), surveys.NewInvitationID("support", surveys.InteractionID(id), "csat5", 0))
	must(t, err)
	c, err := h.store.Case(context.Background(), inv.Case)
	must(t, err)
	return c
}

// complaintOf imports a complaint of a customer in a project and returns its case.
func (h *history) complaintOf(t *testing.T, customer surveys.CustomerID, project surveys.ProjectID, id string) surveys.Case {
	t.Helper()
	row := importedRow(id, 1, h.clock.Now())
	row.OpenCase = true
	row.Interaction.Customer = surveys.CustomerRef{ID: customer, Name: string(customer)}
	row.Interaction.Project = surveys.ProjectRef{ID: project, Name: string(project)}
	_, err := h.store.Import(context.Background(), []store.Imported{row})
	must(t, err)
	inv, err := h.store.Invitation(context.Background(), surveys.NewInvitationID(project, surveys.InteractionID(id), "csat5", 0))
	must(t, err)
	c, err := h.store.Case(context.Background(), inv.Case)
	must(t, err)
	return c
}

func TestACaseIsFollowedUp(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	c := complaint(t, h, "1")
	h.follow()
	h.clock.Advance(time.Hour)
	owner, contacted, resolved := "lena", surveys.CaseContacted, surveys.CaseResolved
	cause := "a part was missing"
	for _, step := range []struct {
		name  string
		patch surveys.CasePatch
		want  surveys.CaseState
		open  int // of the project and customer
	}{
		{"somebody takes it", surveys.CasePatch{Owner: &owner}, surveys.CaseOpen, 1},
		{"the customer was called", surveys.CasePatch{State: &contacted}, surveys.CaseContacted, 1},
		{"the cause is found", surveys.CasePatch{Cause: &cause}, surveys.CaseContacted, 1},
		{"it is done", surveys.CasePatch{State: &resolved}, surveys.CaseResolved, 0},
		{"it is done twice", surveys.CasePatch{State: &resolved}, surveys.CaseResolved, 0},
	} {
		got, err := h.store.PatchCase(ctx, c.ID, step.patch)
		must(t, err)
		if got.State != step.want || got.Owner != "lena" || !got.ChangedAt.Equal(h.clock.Now()) || !got.OpenedAt.Equal(c.OpenedAt) {
			t.Errorf("%s: case %+v, want %s by lena", step.name, got, step.want)
		}
		for _, state := range surveys.CaseStates() {
			items, total, err := h.store.Cases(ctx, state, 10)
			must(t, err)
			if in := state == step.want; (total == 1) != in || (len(items) == 1) != in {
				t.Errorf("%s: %d cases %s, want it in %s only", step.name, total, state, step.want)
			}
		}
		h.follow()
		project, err := h.store.ProjectStanding(ctx, "support", month())
		must(t, err)
		customers, err := h.store.ProjectCustomers(ctx, "support", month(), 5)
		must(t, err)
		portfolio, err := h.store.Portfolio(ctx, month())
		must(t, err)
		if project.Cases != step.open || len(customers) != 1 || customers[0].Cases != step.open || portfolio.Cases != step.open {
			t.Errorf("%s: open cases of project %d, customers %+v, portfolio %d, want %d",
				step.name, project.Cases, customers, portfolio.Cases, step.open)
		}
	}
	if got, _ := h.store.Case(ctx, c.ID); got.Cause != cause {
		t.Errorf("cause %q, want %q", got.Cause, cause)
	}
}

func TestTheSamePatchTwiceChangesNothing(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	c := complaint(t, h, "1")
	owner, contacted := "lena", surveys.CaseContacted
	first, err := h.store.PatchCase(ctx, c.ID, surveys.CasePatch{Owner: &owner, State: &contacted})
	must(t, err)
	h.clock.Advance(time.Hour)
	for _, patch := range []surveys.CasePatch{{Owner: &owner, State: &contacted}, {State: &contacted}, {}} {
		again, err := h.store.PatchCase(ctx, c.ID, patch)
		must(t, err)
		if again != first {
			t.Errorf("again: %+v, want %+v", again, first)
		}
	}
}

func TestCasesAreListedNewestFirst(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	var want []surveys.CaseID
	for _, id := range []string{"1", "2", "3"} {
		want = append(want, h.complaintOf(t, surveys.CustomerID("c"+id), "support", id).ID)
		h.clock.Advance(time.Minute)
	}
	got, total, err := h.store.Cases(ctx, surveys.CaseOpen, 2)
	must(t, err)
	if total != 3 || len(got) != 2 || got[0].ID != want[2] || got[1].ID != want[1] {
		t.Errorf("%d cases, first %+v, want 3, newest first", total, got)
	}
}

// Cases that were brought in together were opened in one millisecond: pages of
// any size show each of them once.
func TestPagesOfCasesMissNone(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	lena, err := h.store.AddUser(ctx, surveys.User{Email: "lena@house.example", Name: "Lena", Role: surveys.Member})
	must(t, err)
	all, hers := map[surveys.CaseID]bool{}, 0
	for n := range 450 {
		customer, project := surveys.CustomerID(fmt.Sprint("c", n)), surveys.ProjectID("support")
		if n%9 == 0 {
			project = surveys.ProjectID(fmt.Sprint("p", n))
		}
		c := h.complaintOf(t, customer, project, fmt.Sprint(n))
		all[c.ID] = true
		if n%100 == 0 {
			hers++
			_, err := h.store.PatchCase(ctx, c.ID, surveys.CasePatch{Owner: &lena.Email})
			must(t, err)
		}
	}
	for _, q := range []store.CaseQuery{{Limit: 7}, {Limit: 200}, {Limit: 2, Owner: lena.ID}, {Limit: 100, Nobodys: true}} {
		q.State = surveys.CaseOpen
		want := map[bool]int{true: hers, false: len(all)}[q.Owner != ""]
		if q.Nobodys {
			want = len(all) - hers
		}
		seen := map[surveys.CaseID]bool{}
		for {
			items, next, err := h.store.CasesPage(ctx, q)
			must(t, err)
			for _, c := range items {
				if seen[c.ID] {
					t.Fatalf("%+v: case %d stands on two pages", q, c.ID)
				}
				seen[c.ID] = true
			}
			if q.Cursor = next; next == "" {
				break
			}
		}
		if len(seen) != want {
			t.Errorf("%+v: %d cases, want %d", q, len(seen), want)
		}
	}
	_, _, err = h.store.CasesPage(ctx, store.CaseQuery{Cursor: "yesterday"})
	wantCode(t, err, surveys.Invalid)
}

func TestAPatchIsChecked(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	c := complaint(t, h, "1")
	odd, long := surveys.CaseState("forgotten"), strings.Repeat("é", 2001)
	_, err := h.store.PatchCase(ctx, c.ID, surveys.CasePatch{State: &odd})
	wantCode(t, err, surveys.Invalid)
	_, err = h.store.PatchCase(ctx, c.ID, surveys.CasePatch{Lesson: &long})
	wantCode(t, err, surveys.Invalid)
	_, err = h.store.PatchCase(ctx, c.ID+surveys.Shards, surveys.CasePatch{})
	wantCode(t, err, surveys.NotFound)
}
