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
		if len(list) > surveys.FounderPlaces || 2*large(all, list) > len(list) {
			t.Fatalf("%d places, %d of them large", len(list), large(all, list))
		}
		checkQuotas(t, all, list, written, now, count)
	})
}

// checkQuotas: a reason has fewer than its places only where there are no more
// candidates for it, but for those who are worth most.
func checkQuotas(t *rapid.T, all, list []surveys.FounderCandidate, written map[surveys.CustomerID]time.Time, now time.Time, count map[surveys.FounderReason]int) {
	for _, q := range surveys.FounderQuotas() {
		left := 0
		for _, c := range all {
			at, was := written[c.Customer]
			free := !was || !now.Before(at.AddDate(0, 0, surveys.FounderRest))
			listed := slices.ContainsFunc(list, func(o surveys.FounderCandidate) bool { return o.Customer == c.Customer })
			if c.Reason == q.Reason && free && !listed && large(all, []surveys.FounderCandidate{c}) == 0 {
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

// Where only one small customer is free, one large one may stand beside it, and
// where none is, none.
func TestTheLargestAreAtMostHalf(t *testing.T) {
	var all []surveys.FounderCandidate
	written := map[surveys.CustomerID]time.Time{}
	for i := range 16 {
		c := surveys.FounderCandidate{Customer: surveys.CustomerID(fmt.Sprint("c", i)), Reason: surveys.FounderUnhappy, Worth: float64(100 - i)}
		all = append(all, c)
		if i >= 4 { // the small ones
			written[c.Customer] = relationNow().AddDate(0, 0, -3)
		}
	}
	delete(written, "c9")
	if list := surveys.PickFounders(dayOn("2026-03-02"), all, written, relationNow()); len(list) != 2 || large(all, list) != 1 {
		t.Errorf("%+v", list)
	}
	written["c9"] = relationNow()
	if list := surveys.PickFounders(dayOn("2026-03-02"), all, written, relationNow()); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
