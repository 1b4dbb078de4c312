package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// held are the addresses on the list of those who are not mailed.
func held(t *testing.T, s *store.Store, q store.SuppressionQuery) string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	var out []string
	for {
		items, next, err := s.Suppressed(context.Background(), q)
		must(t, err)
		for _, c := range items {
			out = append(out, strings.TrimSuffix(c.Address, "@lakeside.example"))
		}
		if q.Cursor = next; next == "" {
			return strings.Join(out, " ")
		}
	}
}

func TestWhoIsNotMailedStandsOnAList(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	ask := func(name string) surveys.ContactID {
		address := name + "@lakeside.example"
		storetest.Ask(t, s, storetest.ID("T-"+name), storetest.To(address, ""))
		return surveys.NewContactID(address)
	}
	anna, bela, cara, Dora := ask("anna"), ask("bela"), ask("cara"), ask("Dora")
	must(t, s.OptOut(ctx, anna))
	clock.Advance(day)
	must(t, s.BounceContact(ctx, bela, "550 no such user"))
	clock.Advance(day)
	must(t, s.Complained(ctx, anna))
	must(t, s.Complained(ctx, cara))
	must(t, s.PauseContact(ctx, Dora, clock.Now().Add(3*day)))
	clock.Advance(day)
	_, err := s.DoNotAsk(ctx, "eve@lakeside.example", "asked by phone")
	must(t, err)

	for name, c := range map[string]struct {
		q    store.SuppressionQuery
		want string
	}{
		"all, the newest first": {store.SuppressionQuery{}, "Dora eve cara bela anna"},
		"page by page":          {store.SuppressionQuery{Limit: 1}, "Dora eve cara bela anna"},
		"came back":             {store.SuppressionQuery{Reason: surveys.SuppressBounced}, "bela"},
		"a complaint weighs":    {store.SuppressionQuery{Reason: surveys.SuppressComplained}, "cara anna"},
		"none by itself left":   {store.SuppressionQuery{Reason: surveys.SuppressOptedOut}, ""},
		"by hand, not known":    {store.SuppressionQuery{Reason: surveys.SuppressByHand}, "eve"},
		"by letters":            {store.SuppressionQuery{Prefix: "d"}, "Dora"},
		"since yesterday":       {store.SuppressionQuery{Since: clock.Now().Add(-day)}, "Dora eve cara"},
	} {
		if got := held(t, s, c.q); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	eve, err := s.Contact(ctx, surveys.NewContactID("eve@lakeside.example"))
	must(t, err)
	if why := eve.Suppressions(clock.Now()); len(why) != 1 || why[0].Why != "asked by phone" {
		t.Errorf("by hand: %+v", why)
	}
	counts, err := s.SuppressionCounts(ctx)
	must(t, err)
	if counts[surveys.SuppressComplained] != 2 || counts[surveys.SuppressPaused] != 1 || counts[surveys.SuppressBounced] != 1 {
		t.Errorf("counts %v", counts)
	}
	// A pause ends by itself, and who is lifted leaves the list.
	clock.Advance(3 * day)
	must(t, s.LiftSuppression(ctx, bela, surveys.SuppressBounced))
	must(t, s.LiftSuppression(ctx, anna, surveys.SuppressComplained))
	if got := held(t, s, store.SuppressionQuery{}); got != "eve cara" {
		t.Errorf("left: %q", got)
	}
	if inv := storetest.Ask(t, s, storetest.ID("T-again"), storetest.To("bela@lakeside.example", "")); inv.Reason == string(surveys.SkipBounced) {
		t.Error("who was lifted is still not asked")
	}
	if inv := storetest.Ask(t, s, storetest.ID("T-eve"), storetest.To("eve@lakeside.example", "")); inv.Reason != string(surveys.SkipOptedOut) {
		t.Errorf("who is not to be asked: %q", inv.Reason)
	}
}

// A house from before there were lists finds its people on them after one round
// of tending.
func TestTheListIsFilledOnce(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, _ := storetest.OpenAt(t, rdb)
	for i := range 30 {
		address := fmt.Sprintf("p%d@lakeside.example", i)
		storetest.Ask(t, s, storetest.ID(address), storetest.To(address, ""))
		if i%10 == 0 {
			must(t, s.OptOut(ctx, surveys.NewContactID(address)))
		}
	}
	lists, err := rdb.Eval(ctx, "return redis.call('KEYS', ARGV[1])", []string{"x:{suppressed}"}, "x:{suppressed}*").StringSlice() // where their slot is
	must(t, err)
	must(t, rdb.Del(ctx, lists...).Err())
	if got := held(t, s, store.SuppressionQuery{}); got != "" {
		t.Fatalf("the lists still hold %q", got)
	}
	must(t, s.Tend(ctx))
	got := strings.Fields(held(t, s, store.SuppressionQuery{}))
	if slices.Sort(got); !slices.Equal(got, []string{"p0", "p10", "p20"}) {
		t.Errorf("after tending: %q", got)
	}
}
