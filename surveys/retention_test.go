package surveys_test

import (
	"math"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// crowd makes lives: n customers each that are there from won to lost.
func crowd(n int, won, lost surveys.Day) []surveys.Life {
	out := make([]surveys.Life, n)
	for i := range out {
		out[i] = surveys.Life{Spells: []surveys.Spell{{Won: won, Lost: lost}}}
	}
	return out
}

func flowsOf(p surveys.Period, groups ...[]surveys.Life) surveys.Flows {
	var f surveys.Flows
	for _, g := range groups {
		for _, l := range g {
			f.Count(l, p)
		}
	}
	return f
}

func TestRetentionByHand(t *testing.T) {
	p := surveys.Period{From: 20000, To: 20089}
	for _, c := range []struct {
		name   string
		groups [][]surveys.Life
		want   surveys.Flows
		rate   float64
	}{
		{"20, 5 won, 1 lost", [][]surveys.Life{crowd(19, 19000, 0), crowd(1, 19000, 20040), crowd(5, 20010, 0)},
			surveys.Flows{Start: 20, End: 24, Won: 5, Lost: 1, Kept: 19}, 95},
		{"44, 12 won, 13 lost", [][]surveys.Life{crowd(31, 19000, 0), crowd(13, 19000, 20089), crowd(12, 20000, 0)},
			surveys.Flows{Start: 44, End: 43, Won: 12, Lost: 13, Kept: 31}, 70.45},
		{"nobody at the start", [][]surveys.Life{crowd(3, 20000, 0)}, surveys.Flows{End: 3, Won: 3}, math.NaN()},
		{"won and lost inside counts in both", [][]surveys.Life{crowd(10, 19000, 0), crowd(2, 20010, 20020)},
			surveys.Flows{Start: 10, End: 10, Won: 2, Lost: 2, Kept: 10}, 80},
		{"won and lost on one day", [][]surveys.Life{crowd(10, 19000, 0), crowd(1, 20010, 20010)},
			surveys.Flows{Start: 10, End: 10, Won: 1, Lost: 1, Kept: 10}, 90},
		{"lost and won back inside", [][]surveys.Life{crowd(9, 19000, 0), {{Spells: []surveys.Spell{{Won: 19000, Lost: 20010}, {Won: 20050}}}}},
			surveys.Flows{Start: 10, End: 10, Won: 1, Lost: 1, Kept: 10}, 90},
		{"the edges belong to it", [][]surveys.Life{crowd(1, 20000, 0), crowd(1, 20089, 0), crowd(1, 19999, 20000), crowd(1, 19000, 20090)},
			surveys.Flows{Start: 2, End: 3, Won: 2, Lost: 1, Kept: 1}, 50},
		{"nobody knows since when", [][]surveys.Life{crowd(4, 0, 0), crowd(1, 19000, 0)}, surveys.Flows{Start: 1, End: 1, Kept: 1}, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := flowsOf(p, c.groups...)
			rate, ok := got.Rate()
			if got != c.want || ok == math.IsNaN(c.rate) || ok && math.Abs(rate-c.rate) > .005 {
				t.Errorf("%+v, rate %.4f %t; want %+v, %.2f", got, rate, ok, c.want, c.rate)
			}
		})
	}
}

// lives draws lives with up to three spells around a few months.
func lives(t *rapid.T) []surveys.Life {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) surveys.Life {
		var l surveys.Life
		at := surveys.Day(rapid.IntRange(100, 160).Draw(t, "won"))
		for range rapid.IntRange(0, 3).Draw(t, "spells") {
			end := at + surveys.Day(rapid.IntRange(0, 20).Draw(t, "long"))
			l.Spells = append(l.Spells, surveys.Spell{Won: at, Lost: end})
			at = end + surveys.Day(rapid.IntRange(0, 10).Draw(t, "away"))
		}
		if n := len(l.Spells); n > 0 && rapid.Bool().Draw(t, "still there") {
			l.Spells[n-1].Lost = 0
		}
		return l
	}), 0, 30).Draw(t, "lives")
}

func TestRetentionAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := surveys.Day(rapid.IntRange(90, 200).Draw(t, "from"))
		middle := from + surveys.Day(rapid.IntRange(0, 60).Draw(t, "middle"))
		first := surveys.Period{From: from, To: middle}
		next := surveys.Period{From: middle + 1, To: middle + 1 + surveys.Day(rapid.IntRange(0, 60).Draw(t, "to"))}
		some, others := lives(t), lives(t)
		a, b := flowsOf(first, some), flowsOf(first, others)
		if a.Start+a.Won-a.Lost != a.End {
			t.Fatalf("start + won − lost ≠ end: %+v", a)
		}
		sum := a
		sum.Add(b)
		if both := flowsOf(first, some, others); both != sum {
			t.Fatalf("the two sets together are %+v, apart %+v", both, sum)
		}
		if then := flowsOf(next, some); a.End != then.Start {
			t.Fatalf("the end of one period %d is not the start of the next %d", a.End, then.Start)
		}
		if whole := flowsOf(surveys.Period{From: first.From, To: next.To}, some); whole.Won != a.Won+flowsOf(next, some).Won {
			t.Fatalf("won in the whole: %+v", whole)
		}
		if a.Kept > a.Start || a.Kept > a.End {
			t.Fatalf("kept more than there were: %+v", a)
		}
	})
}

func TestPeriodsOfWholeMonths(t *testing.T) {
	to := surveys.DayFromDate(2024, 2, 29)
	for _, c := range []struct {
		months, n int
		want      string
	}{
		{1, 3, "2023-12-01 to 2023-12-31, 2024-01-01 to 2024-01-31, 2024-02-01 to 2024-02-29"},
		{3, 2, "2023-10-01 to 2023-12-31, 2024-01-01 to 2024-02-29"},
		{12, 2, "2023-01-01 to 2023-12-31, 2024-01-01 to 2024-02-29"},
	} {
		got := ""
		for i, p := range surveys.WholeMonths(to, c.months, c.n) {
			if i > 0 {
				got += ", "
			}
			got += p.String()
		}
		if got != c.want {
			t.Errorf("%d × %d months: %s", c.n, c.months, got)
		}
	}
}

func TestMergedLivesAreOneFromTheBeginning(t *testing.T) {
	life := func(stage surveys.Stage, days ...surveys.Day) surveys.Life {
		l := surveys.Life{Stage: stage}
		for i := 0; i+1 < len(days); i += 2 {
			l.Spells = append(l.Spells, surveys.Spell{Won: days[i], Lost: days[i+1]})
		}
		return l
	}
	for _, c := range []struct {
		name string
		a, b surveys.Life // b becomes a
		want string
	}{
		{"the old one left when the new one came", life("active", 20500, 0), life("lost", 20000, 20500), "active [2024-10-04]"},
		{"both there", life("active", 20500, 0), life("at_risk", 20000, 0), "active [2024-10-04]"},
		{"a gap stays a gap", life("active", 20500, 0), life("lost", 20000, 20400), "active [2024-10-04 2025-11-08, 2026-02-16]"},
		{"the lost one is there after all", life("lost", 20000, 20300), life("at_risk", 20100, 0), "at_risk [2024-10-04]"},
		{"nobody knows of one", life("", 0), life("active", 20000, 0), "active [2024-10-04]"},
		{"one is there, since when nobody knows", life("active", 0, 0), life("lost", 20000, 20100), "active [2024-10-04]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shown(c.a.Merged(c.b))
			if got != c.want+" " {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
