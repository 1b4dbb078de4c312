package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// ledger reads all pages of a query.
func ledger(t *testing.T, s *store.Store, q store.InvitationQuery) (out []surveys.Invitation) {
	t.Helper()
	for range 10_000 {
		items, next, err := s.InvitationsBy(context.Background(), q)
		must(t, err)
		if out = append(out, items...); next == "" {
			return out
		}
		q.Cursor = next
	}
	t.Fatal("the ledger has no end")
	return nil
}

// Everything that was not sent is found, once, newest first, by its reason and
// by its contact.
func TestLedgerOfWhatWasNotSent(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	ben := surveys.NewContactID(storetest.Ben)
	storetest.Sent(t, s, storetest.ID("T-0"))
	for i := range 30 { // within the quiet period, three at a time
		if i%3 == 0 {
			clock.Advance(time.Second)
		}
		storetest.Ask(t, s, storetest.ID(fmt.Sprint("quiet-", i)), storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint(i % 5))}, storetest.Northwind()))
	}
	lakeside := storetest.For(storetest.Support(), storetest.Lakeside())
	storetest.Ask(t, s, storetest.ID("T-1"), storetest.To(storetest.Dora, ""), lakeside)
	must(t, s.PauseCustomer(ctx, "lakeside", clock.Now().Add(day)))
	storetest.Ask(t, s, storetest.ID("paused"), storetest.To(storetest.Carla, ""), lakeside)
	waits := storetest.Ask(t, s, storetest.ID("waits"), storetest.To(storetest.Ben, ""), storetest.After(time.Hour))
	must(t, s.OptOut(ctx, ben))
	if got := send(t, s, waits.ID); got.Reason != string(surveys.SkipOptedOut) {
		t.Fatalf("claimed after the opt-out: %s %s", got.Mail, got.Reason)
	}
	followAll(t, s)
	for _, c := range []struct {
		what string
		q    store.InvitationQuery
		want int
	}{
		{"skipped", store.InvitationQuery{State: surveys.MailSkipped}, 32},
		{"within the quiet period", store.InvitationQuery{State: surveys.MailSkipped, Reason: surveys.SkipQuiet}, 30},
		{"opted out while it waited", store.InvitationQuery{State: surveys.MailSkipped, Reason: surveys.SkipOptedOut}, 1},
		{"customer paused", store.InvitationQuery{Reason: surveys.SkipCustomerPaused}, 1},
		{"of Ben", store.InvitationQuery{Contact: ben}, 1},
		{"of Anna", store.InvitationQuery{Contact: surveys.NewContactID(storetest.Anna)}, 31},
		{"skips of Anna", store.InvitationQuery{Contact: surveys.NewContactID(storetest.Anna), State: surveys.MailSkipped}, 30},
		{"everything", store.InvitationQuery{}, 34},
		{"at Lakeside", store.InvitationQuery{Customer: "lakeside"}, 2},
		{"about a project", store.InvitationQuery{Project: "1"}, 6},
		{"answered", store.InvitationQuery{Answered: surveys.Yes}, 0},
		{"not answered at Lakeside today", store.InvitationQuery{Customer: "lakeside", Answered: surveys.No, Sent: surveys.Last(1, s.Today())}, 2},
		{"the day before", store.InvitationQuery{Sent: surveys.Last(1, s.Today()-1)}, 0},
		{"bounced", store.InvitationQuery{State: surveys.MailBounced}, 0},
	} {
		for _, c.q.Limit = range []int{1, 4, 200} {
			got := ledger(t, s, c.q)
			seen := map[surveys.InvitationID]bool{}
			for _, inv := range got {
				seen[inv.ID] = true
			}
			sorted := slices.IsSortedFunc(got, func(a, b surveys.Invitation) int { return b.CreatedAt.Compare(a.CreatedAt) })
			if len(got) != c.want || len(seen) != c.want || !sorted {
				t.Errorf("%s, %d a page: %d, %d of them once, in order %t; want %d", c.what, c.q.Limit, len(got), len(seen), sorted, c.want)
			}
		}
	}
	_, _, err := s.InvitationsBy(ctx, store.InvitationQuery{Contact: "0000000000000000"})
	wantCode(t, err, surveys.NotFound)
	_, _, err = s.InvitationsBy(ctx, store.InvitationQuery{Cursor: "yesterday"})
	wantCode(t, err, surveys.Invalid)
}

// More of one moment than a chunk holds, in one shard.
func TestLedgerOfACrowd(t *testing.T) {
	s, _ := storetest.Open(t)
	storetest.Sent(t, s, storetest.ID("T-0"))
	for i := range 600 {
		storetest.Ask(t, s, storetest.ID(fmt.Sprint(i)))
	}
	if got := ledger(t, s, store.InvitationQuery{State: surveys.MailSkipped, Limit: 200}); len(got) != 600 {
		t.Errorf("%d skips, want 600", len(got))
	}
}

// Who has answered stands on the list of a customer; who was never asked by us,
// because the answer was brought in, does not.
func TestLedgerOfACustomer(t *testing.T) {
	tap := newTapping(t, time.Hour)
	tap.confirm(press(tap.visit('a', 4, 0), 1, 4))
	answerOf(t, tap.store, "brought", storetest.Website(), storetest.Northwind(), storetest.Ben, 5, 0)
	followAll(t, tap.store)
	for answered, want := range map[surveys.YesNo]int{"": 1, surveys.Yes: 1, surveys.No: 0} {
		if got := ledger(t, tap.store, store.InvitationQuery{Customer: "northwind", Answered: answered, Limit: 1}); len(got) != want {
			t.Errorf("answered %q: %d, want %d", answered, len(got), want)
		}
	}
}

// What was sent stands on the lists once, with those of a response rate and
// without, whether the shard still remembers it among the newest or not, and
// wherever it was answered before an answer was taken back.
func TestLedgerGoesBackBehindTheNewest(t *testing.T) {
	ctx := context.Background()
	tap := newTapping(t, time.Hour)
	s := tap.store
	tap.confirm(auto(tap.visit(1, 1, 0), 1))
	followAll(t, s)
	tap.clock.Advance(2 * time.Second)
	tap.visit(1, 2, 0) // a scanner after all
	tap.clock.Advance(100 * day)
	tap.confirm(press(tap.visit(2, 5, 0), 1, 5))
	lakeside := storetest.For(storetest.Support(), storetest.Lakeside())
	storetest.Sent(t, s, storetest.ID("sent"), storetest.To(storetest.Dora, ""), lakeside)
	storetest.Ask(t, s, storetest.ID("waits"), storetest.To(storetest.Carla, ""), lakeside, storetest.After(time.Hour))
	answerOf(t, s, "brought", storetest.Support(), storetest.Lakeside(), storetest.Ben, 5, 0)
	followAll(t, s)
	for _, crowded := range []bool{false, true} {
		if crowded {
			must(t, s.Crowd(ctx, "support"))
		}
		for _, c := range []struct {
			what string
			q    store.InvitationQuery
			want int
		}{
			{"all", store.InvitationQuery{}, 3},
			{"of the project", store.InvitationQuery{Project: "support"}, 3},
			{"of another project", store.InvitationQuery{Project: "nothing"}, 0},
			{"that its rate counts", store.InvitationQuery{Project: "support", Counted: surveys.Yes}, 2},
			{"that no rate counts", store.InvitationQuery{Counted: surveys.No}, 1},
			{"at the customer of the answer", store.InvitationQuery{Customer: "northwind"}, 1},
			{"of the other customer", store.InvitationQuery{Customer: "lakeside"}, 2},
			{"answered", store.InvitationQuery{Project: "support", Answered: surveys.Yes}, 1},
		} {
			for _, c.q.Limit = range []int{1, 50} {
				if got := ledger(t, s, c.q); len(got) != c.want {
					t.Errorf("%s, %d a page, crowded %t: %d, want %d", c.what, c.q.Limit, crowded, len(got), c.want)
				}
			}
			walked := 0
			for some, err := range s.EachInvitations(ctx, c.q) {
				must(t, err)
				walked += len(some)
			}
			if walked != c.want {
				t.Errorf("%s, in one walk, crowded %t: %d, want %d", c.what, crowded, walked, c.want)
			}
		}
	}
}
