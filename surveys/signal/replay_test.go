package signal_test

import (
	"errors"
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"

	"pgregory.net/rapid"
)

// aPast draws answers of a few streams over some months, in any order.
func aPast(t *rapid.T) []signal.Past {
	start := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) signal.Past {
		scale := rapid.SampledFrom(surveys.Scales()).Draw(t, "scale")
		return signal.Past{
			Stream:  rapid.SampledFrom([]string{"atlas", "orbit", "pier"}).Draw(t, "stream"),
			Contact: rapid.SampledFrom([]string{"", "ann", "bob"}).Draw(t, "contact"),
			At:      start.Add(time.Duration(rapid.IntRange(0, 200*24).Draw(t, "hours")) * time.Hour),
			Scale:   scale.ID,
			Choice:  rapid.SampledFrom(scale.Choices()).Draw(t, "choice"),
		}
	}), 1, 120).Draw(t, "past")
}

func rules(t *rapid.T) signal.Rules {
	zones := []*time.Location{nil, time.UTC, time.FixedZone("east", 13*3600), time.FixedZone("west", -11*3600)}
	return signal.Rules{
		Alpha: rapid.Float64Range(.2, 20).Draw(t, "alpha"),
		Zone:  rapid.SampledFrom(zones).Draw(t, "zone"),
		Once:  rapid.Bool().Draw(t, "once"),
	}
}

func replayAll(t *rapid.T, past []signal.Past, r signal.Rules) ([]signal.Row, []signal.Episode) {
	var rows []signal.Row
	episodes, err := signal.Replay(past, r, func(row signal.Row) error { rows = append(rows, row); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return rows, episodes
}

// TestReplayUsesNothingLater: what a day's end says does not change when later
// answers come to light.
func TestReplayUsesNothingLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past, r := aPast(t), rules(t)
		rows, _ := replayAll(t, past, r)
		cut := rapid.SampledFrom(rows).Draw(t, "cut").Day
		zone := r.Zone
		if zone == nil {
			zone = time.UTC
		}
		early, _ := replayAll(t, slices.DeleteFunc(slices.Clone(past), func(p signal.Past) bool { return surveys.DayOf(p.At, zone) > cut }), r)
		for i, row := range early {
			if row != rows[i] {
				t.Fatalf("row %d was %+v, became %+v", i, row, rows[i])
			}
		}
	})
}

// TestReplayIsTheLiveSteps: what the rows say is what stepping through the
// answers one by one says.
func TestReplayIsTheLiveSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past, alpha := aPast(t), rapid.Float64Range(.2, 20).Draw(t, "alpha")
		rows, episodes := replayAll(t, past, signal.Rules{Alpha: alpha})
		last := rows[len(rows)-1].Day
		streams, end, said := stepBySteps(past, alpha)
		for _, row := range rows {
			today := said[place{row.Stream, row.Day}]
			alarm := slices.ContainsFunc(today, func(r signal.Reading) bool { return r.Alarm })
			known := slices.ContainsFunc(today, func(r signal.Reading) bool { return r.R == row.Stat })
			if row.Alarm != alarm || row.Stat != 0 && !known || row.Rated != (today != nil) {
				t.Fatalf("%+v, but the steps of the day said %+v", row, today)
			}
			if want := signal.Risk(streams[row.Stream].Sums, float64(last)+1, end); row.Day == last && row.Risk != want {
				t.Fatalf("%s ends with risk %v, want %v", row.Stream, row.Risk, want)
			}
		}
		for _, e := range episodes {
			first := slices.ContainsFunc(said[place{e.Stream, surveys.DayOf(e.At, time.UTC)}], func(r signal.Reading) bool { return r.First && r.P == e.Usual })
			if !first || e.Since.After(e.At) || e.AfterBad > e.After {
				t.Fatalf("%+v", e)
			}
		}
	})
}

// place is a stream on a day.
type place struct {
	stream string
	day    surveys.Day
}

// stepBySteps does by hand what Replay does: the streams and the priors at the
// end, and what each step said.
func stepBySteps(past []signal.Past, alpha float64) (map[string]signal.Stream, signal.Priors, map[place][]signal.Reading) {
	tallies := surveys.Days{}
	for _, p := range past {
		day := surveys.DayOf(p.At, time.UTC)
		tally := tallies[day]
		tally.Count(p.Scale, p.Choice, 1)
		tallies[day] = tally
	}
	history := signal.NewHistory(tallies)
	streams, all := map[string]signal.Stream{}, map[place][]signal.Reading{}
	ordered := slices.SortedStableFunc(slices.Values(past), func(a, b signal.Past) int { return a.At.Compare(b.At) })
	for _, p := range ordered {
		scale, _ := surveys.ScaleByID(p.Scale)
		at := place{p.Stream, surveys.DayOf(p.At, time.UTC)}
		var said signal.Reading
		streams[p.Stream], said = signal.Step(streams[p.Stream], signal.NewRating(scale, p.Choice, p.At), history.Before(at.day), alpha)
		all[at] = append(all[at], said)
	}
	return streams, history.Before(99_999), all
}

// decliningPast is a good half year, then a bad month, then good again: one
// answer every second day.
func decliningPast() (past []signal.Past, onset time.Time) {
	start := time.Date(2025, 1, 1, 10, 0, 0, 0, time.UTC)
	onset = start.AddDate(0, 0, 180)
	for i := range 120 {
		at, choice := start.AddDate(0, 0, 2*i), 5
		if i >= 90 && i < 105 && i%3 > 0 {
			choice = 1
		}
		past = append(past, signal.Past{Stream: "atlas", Contact: "ann", At: at, Scale: surveys.CSAT5, Choice: choice})
	}
	return past, onset
}

func TestReplayTellsADecline(t *testing.T) {
	past, onset := decliningPast()
	days, alarms := 0, 0
	episodes, err := signal.Replay(past, signal.Rules{Alpha: 1}, func(r signal.Row) error {
		days++
		if r.Alarm {
			alarms++
		}
		if r.Rated == (r.Day%2 != surveys.DayOf(onset, time.UTC)%2) || r.Alarm && (!r.Rated || r.Stat < 1) {
			t.Errorf("%+v", r)
		}
		return nil
	})
	if err != nil || days != 239 || len(episodes) != 1 || alarms < 1 {
		t.Fatalf("%d days, %d alarms, %+v, %v", days, alarms, episodes, err)
	}
	e := episodes[0]
	if late := e.At.Sub(onset).Hours() / 24; late < 0 || late > 14 {
		t.Errorf("told %v days after", late)
	}
	if off := e.Since.Sub(onset).Hours() / 24; math.Abs(off) > 4 {
		t.Errorf("began at %s, said to be %s", onset, e.Since)
	}
	if e.Newest != 15 || e.Complaints < 2 || e.Usual > .1 || e.After != 14 || e.AfterBad < 2 || e.AfterBad > 10 {
		t.Errorf("%+v", e)
	}
}

// TestReplayCountsAContactOnceADay: a hundred clicks of one angry contact are
// one complaint.
func TestReplayCountsAContactOnceADay(t *testing.T) {
	past, onset := decliningPast()
	past = slices.DeleteFunc(past, func(p signal.Past) bool { return !p.At.Before(onset) })
	for i := range 100 {
		past = append(past, signal.Past{Stream: "atlas", Contact: "bob", At: onset.Add(time.Duration(i) * time.Second), Scale: surveys.CSAT5, Choice: 1})
	}
	for _, once := range []bool{true, false} {
		episodes, err := signal.Replay(past, signal.Rules{Alpha: 1, Once: once}, func(signal.Row) error { return nil })
		if err != nil || (len(episodes) == 0) != once {
			t.Errorf("once %v: %d episodes, %v", once, len(episodes), err)
		}
	}
}

func TestReplayStopsWhereRowsCannotGo(t *testing.T) {
	past, _ := decliningPast()
	if _, err := signal.Replay(past, signal.Rules{Alpha: 1}, func(signal.Row) error { return io.ErrShortWrite }); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%v", err)
	}
	none := []signal.Past{{Stream: "x", Scale: "stars", Choice: 1}, {Stream: "x", Scale: surveys.CSAT5, Choice: 6}}
	episodes, err := signal.Replay(none, signal.Rules{Alpha: 1}, func(r signal.Row) error { t.Errorf("%+v", r); return nil })
	if err != nil || len(episodes) != 0 {
		t.Errorf("%v, %v", episodes, err)
	}
}

// TestAverageForgets: only the last 30 days count, and the worst is seen first.
func TestAverageForgets(t *testing.T) {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	var past []signal.Past
	rate := func(stream string, day, choice int) {
		past = append(past, signal.Past{Stream: stream, At: start.AddDate(0, 0, day), Scale: surveys.CSAT5, Choice: choice})
	}
	for i := range 40 {
		rate("atlas", i, 5)
	}
	for i := range 5 {
		rate("atlas", 100+i, 1)
		rate("orbit", i, []int{1, 1, 1, 1, 5}[i])
		rate("pier", 50*i, 1) // never five in a month
	}
	seen := signal.Average(past, 1)
	if want := (signal.Sighting{Stream: "atlas", At: start.AddDate(0, 0, 104)}); len(seen) != 1 || seen[0] != want {
		t.Errorf("%v, want %v", seen, want)
	}
	if seen := signal.Average(past, 2); len(seen) != 2 || seen[0].Stream != "orbit" {
		t.Errorf("%v", seen)
	}
}

func TestAverage(t *testing.T) {
	past, onset := decliningPast()
	seen := signal.Average(past, 1)
	if len(seen) != 1 || seen[0].Stream != "atlas" || seen[0].At.Before(onset) {
		t.Errorf("%+v", seen)
	}
	rapid.Check(t, func(t *rapid.T) {
		often := rapid.IntRange(0, 10).Draw(t, "often")
		seen := signal.Average(aPast(t), often)
		if len(seen) > often {
			t.Fatalf("speaks %d times, asked for %d", len(seen), often)
		}
		for i, s := range seen {
			for _, later := range seen[i+1:] {
				if later.Stream == s.Stream && later.At.Sub(s.At) < 30*24*time.Hour {
					t.Fatalf("%v and %v are one episode", s, later)
				}
			}
		}
	})
}
