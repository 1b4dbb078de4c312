package surveys_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// candidates draws a firm of up to 60 customers with whatever reasons and worth.
func candidates(t *rapid.T) []surveys.FounderCandidate {
	var out []surveys.FounderCandidate
	reasons := []surveys.FounderReason{surveys.FounderUnhappy, surveys.FounderQuiet, surveys.FounderNew, surveys.FounderHappy}
	for i := range rapid.IntRange(0, 60).Draw(t, "customers") {
		out = append(out, surveys.FounderCandidate{Customer: surveys.CustomerID(fmt.Sprint("c", i)), Contact: "u",
			Reason: rapid.SampledFrom(reasons).Draw(t, "reason"), Worth: float64(rapid.IntRange(0, 5).Draw(t, "worth"))})
	}
	return out
}

// large counts those of the quarter that is worth most among all.
func large(all, list []surveys.FounderCandidate) (n int) {
	known := slices.DeleteFunc(slices.Clone(all), func(c surveys.FounderCandidate) bool { return c.Worth == 0 })
	if len(known) < 4 {
		return 0
	}
	slices.SortFunc(known, func(a, b surveys.FounderCandidate) int {
		if a.Worth != b.Worth {
			return int(b.Worth - a.Worth)
		}
		return int(compareID(a.Customer, b.Customer))
	})
	for _, c := range known[:(len(known)+3)/4] {
		if slices.ContainsFunc(list, func(o surveys.FounderCandidate) bool { return o.Customer == c.Customer }) {
			n++
		}
	}
	return n
}

func compareID(a, b surveys.CustomerID) int {
	if a < b {
		return -1
	}
	return 1
}

func TestFoundersListIsAFairMix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := candidates(t)
		monday := surveys.WeekOf(dayOn("2026-03-04") + 7*surveys.Day(rapid.IntRange(0, 500).Draw(t, "week")))
		now := monday.Start(time.UTC)
		written := map[surveys.CustomerID]time.Time{}
		for _, c := range all {
			if rapid.Bool().Draw(t, "written") {
				written[c.Customer] = now.AddDate(0, 0, -rapid.IntRange(0, 90).Draw(t, "days ago"))
			}
		}
		list := surveys.PickFounders(monday, all, written, now)
		again := slices.Clone(all)
		slices.Reverse(again)
		if !reflect.DeepEqual(list, surveys.PickFounders(monday, again, written, now.Add(time.Hour))) {
			t.Fatal("the same week gives another list")
		}
		seen, count := map[surveys.CustomerID]bool{}, map[surveys.FounderReason]int{}
		for _, c := range list {
			if at, was := written[c.Customer]; was && now.Before(at.AddDate(0, 0, surveys.FounderRest)) {
				t.Fatalf("%s was written to %s ago", c.Customer, now.Sub(at))
			}
			if seen[c.Customer] {
				t.Fatalf("%s is there twice", c.Customer)
			}
			seen[c.Customer] = true
			count[c.Reason]++
		}
		many, only := large(all, list), onlyLarge(all, list)
		if len(list) > surveys.FounderPlaces || many > surveys.FounderPlaces/2 || 2*many > len(list) && many > only {
			t.Fatalf("%d places, %d of them large, %d of these stand alone for their reason", len(list), many, only)
		}
		checkQuotas(t, all, list, written, now, count)
	})
}

// onlyLarge counts the large ones that are the only one of their reason.
func onlyLarge(all, list []surveys.FounderCandidate) (n int) {
	count := map[surveys.FounderReason]int{}
	for _, c := range list {
		count[c.Reason]++
	}
	for _, c := range list {
		if count[c.Reason] == 1 && large(all, []surveys.FounderCandidate{c}) == 1 {
			n++
		}
	}
	return n
}

// checkQuotas: a reason has fewer than its places only where there are no more
// candidates for it, but for those who are worth most; it has one where there is
// anybody.
func checkQuotas(t *rapid.T, all, list []surveys.FounderCandidate, written map[surveys.CustomerID]time.Time, now time.Time, count map[surveys.FounderReason]int) {
	for _, q := range surveys.FounderQuotas() {
		left := 0
		for _, c := range all {
			at, was := written[c.Customer]
			free := !was || !now.Before(at.AddDate(0, 0, surveys.FounderRest))
			listed := slices.ContainsFunc(list, func(o surveys.FounderCandidate) bool { return o.Customer == c.Customer })
			if c.Reason == q.Reason && free && !listed && (count[q.Reason] == 0 || large(all, []surveys.FounderCandidate{c}) == 0) {
				left++
			}
		}
		if left > 0 && count[q.Reason] < q.Places {
			t.Fatalf("%s has %d of %d places, and %d wait", q.Reason, count[q.Reason], q.Places, left)
		}
	}
}

func TestAnotherWeekGivesOthersATurn(t *testing.T) {
	var all []surveys.FounderCandidate
	for i := range 40 {
		all = append(all, surveys.FounderCandidate{Customer: surveys.CustomerID(fmt.Sprint("c", i)), Reason: surveys.FounderUnhappy})
	}
	first := surveys.PickFounders(dayOn("2026-03-02"), all, nil, relationNow())
	next := surveys.PickFounders(dayOn("2026-03-09"), all, nil, relationNow())
	if len(first) != surveys.FounderPlaces || reflect.DeepEqual(first, next) {
		t.Errorf("%d places; the next week has the same: %t", len(first), reflect.DeepEqual(first, next))
	}
	if w := surveys.WeekOf(dayOn("2026-03-08")); w != dayOn("2026-03-02") || surveys.WeekOf(w) != w {
		t.Errorf("Sunday belongs to the week of %s", w)
	}
}

// Few customers make a short list, not an empty one: whoever alone has a reason is
// on it, however large; of several of one reason the large are at most half.
func TestTheLargestAreAtMostHalfButNobodyIsLeftOut(t *testing.T) {
	unhappy, happy := surveys.FounderUnhappy, surveys.FounderHappy
	firm := func(worths ...float64) (all []surveys.FounderCandidate) {
		for i, w := range worths {
			all = append(all, surveys.FounderCandidate{Customer: surveys.CustomerID(fmt.Sprint("c", i)), Reason: unhappy, Worth: w})
		}
		return all
	}
	sixteen := firm(100, 99, 98, 97, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1)
	mixed := firm(100, 99, 98, 97, 96, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1)
	mixed[0].Reason, mixed[1].Reason, mixed[2].Reason = happy, surveys.FounderNew, surveys.FounderQuiet
	three := firm(100, 99, 98, 97, 96, 95, 94, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	three[0].Reason, three[1].Reason, three[2].Reason = surveys.FounderNew, surveys.FounderQuiet, surveys.FounderQuiet
	for name, c := range map[string]struct {
		all      []surveys.FounderCandidate
		free     int // the first so many; a founder wrote to the others
		want     int
		wantMost int // of them large
	}{
		"one large and one small are free":             {firm(100, 1, 99, 98, 97, 9, 8, 7, 6, 5, 4, 3), 2, 2, 1},
		"only one, the largest":                        {sixteen, 1, 1, 1},
		"only large ones of one reason":                {sixteen, 4, 1, 1},
		"large ones of every reason, nobody else":      {mixed, 5, 4, 4},
		"large ones of three reasons, most of one":     {three, 7, 3, 3},
		"a firm of one customer":                       {firm(50), 1, 1, 0},
		"a firm of four, and only the largest is free": {firm(50, 3, 2, 1), 1, 1, 1},
		"nobody": {nil, 0, 0, 0},
	} {
		written := map[surveys.CustomerID]time.Time{}
		for _, one := range c.all[c.free:] {
			written[one.Customer] = relationNow().AddDate(0, 0, -3)
		}
		if list := surveys.PickFounders(dayOn("2026-03-02"), c.all, written, relationNow()); len(list) != c.want || large(c.all, list) != c.wantMost {
			t.Errorf("%s: %+v", name, list)
		}
	}
}
