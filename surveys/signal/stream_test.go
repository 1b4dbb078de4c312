package signal_test

import (
	"math"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"

	"pgregory.net/rapid"
)

// aRating draws a rating on one of the scales at an instant.
func aRating(at float64) *rapid.Generator[signal.Rating] {
	return rapid.Custom(func(t *rapid.T) signal.Rating {
		scale := rapid.SampledFrom(surveys.Scales()).Draw(t, "scale")
		choice := rapid.SampledFrom(scale.Choices()).Draw(t, "choice")
		return signal.NewRating(scale, choice, signal.Instant(at))
	})
}

// someRatings draws ratings in the order in which they count, now and then one
// that carries an older time.
func someRatings(t *rapid.T) []signal.Rating {
	at := 20_000.0
	out := make([]signal.Rating, rapid.IntRange(0, 60).Draw(t, "ratings"))
	for i := range out {
		at += rapid.Float64Range(-3, 120).Draw(t, "gap")
		out[i] = aRating(at).Draw(t, "rating")
	}
	return out
}

func somePriors(t *rapid.T) signal.Priors {
	share := rapid.Float64Range(0, 1)
	return signal.Priors{P: share.Draw(t, "P"), G: share.Draw(t, "G"), Recent: share.Draw(t, "Recent")}
}

func TestStreamStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, alpha := somePriors(t), rapid.Float64Range(0, 1).Draw(t, "alpha")
		var s signal.Stream
		for i, r := range someRatings(t) {
			var said signal.Reading
			s, said = signal.Step(s, r, p, alpha)
			switch {
			case said.R < 0 || s.Evidence < 0 || said.Evidence < 0 || said.Evidence > 1:
				t.Fatalf("evidence out of bounds: %+v", said)
			case said.Risk < 0 || said.Risk > 1:
				t.Fatalf("risk %v is not within 0..1", said.Risk)
			case said.DT < 0 || said.DT > 90:
				t.Fatalf("a gap of %v days", said.DT)
			case said.P < 0 || said.P > 1:
				t.Fatalf("expected share %v", said.P)
			case s.Fast < 0 || s.FastN < 0 || s.Slow < 0 || s.SlowN < 0 || s.FastN > s.SlowN:
				t.Fatalf("sums out of bounds: %+v", s.Sums)
			case s.Seen != i+1:
				t.Fatalf("seen %d of %d", s.Seen, i+1)
			case said.Alarm && (!r.Complaint || s.Evidence != 0 || !signal.Standing(s, r.At)):
				t.Fatalf("an alarm that is none: %+v", s)
			}
		}
	})
}

func TestGoodAnswersNeverAlarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePriors(t)
		var s signal.Stream
		for _, r := range someRatings(t) {
			r.Complaint = false
			var said signal.Reading
			if s, said = signal.Step(s, r, p, 1); said.Alarm {
				t.Fatal("alarm without a complaint")
			}
		}
	})
}

func TestTextIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePriors(t)
		var s signal.Stream
		for _, r := range someRatings(t) {
			s, _ = signal.Step(s, r, p, .5)
		}
		back, err := signal.Unmarshal(s.Marshal())
		if err != nil || back != s {
			t.Fatalf("%q came back as %+v, %v", s.Marshal(), back, err)
		}
	})
}

func TestTextThatIsNone(t *testing.T) {
	good := signal.Stream{Seen: 1}.Marshal()
	for _, text := range []string{
		" ", "x", good + " 1", "-1" + good[1:], "1 0 40000 0 0 0 0 0 0 0 0 0 0 0",
		"1 0 0 NaN 0 0 0 0 0 0 0 0 0 0", "1 0 0 0 0 0 0 0 0 0 0 0 0 +Inf",
	} {
		if s, err := signal.Unmarshal(text); err == nil || s != (signal.Stream{}) {
			t.Errorf("%q was read as %+v, %v", text, s, err)
		}
	}
	if s, err := signal.Unmarshal(""); err != nil || s != (signal.Stream{}) {
		t.Errorf("no text must be a stream without ratings, is %+v, %v", s, err)
	}
}

func TestSumsOfTwoStreamsAreOneStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePriors(t)
		var a, b, both signal.Stream
		ratings := someRatings(t)
		for _, r := range ratings {
			both, _ = signal.Step(both, r, p, 1)
			if rapid.Bool().Draw(t, "first") {
				a, _ = signal.Step(a, r, p, 1)
			} else {
				b, _ = signal.Step(b, r, p, 1)
			}
		}
		at := both.At + rapid.Float64Range(0, 400).Draw(t, "later")
		joint := signal.Risk(signal.Add(a.Sums, b.Sums), at, p)
		if want := signal.Risk(both.Sums, at, p); math.Abs(joint-want) > 1e-12 {
			t.Fatalf("risk %v of two, %v of one", joint, want)
		}
	})
}

// TestDecline tells one story: a year of good answers, then every second one
// is a complaint.
func TestDecline(t *testing.T) {
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	p := signal.Priors{P: .13, G: .185, Recent: .185}
	start := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	onset := start.AddDate(1, 0, 0)
	var s signal.Stream
	var said signal.Reading
	rate := func(at time.Time, choice int) { s, said = signal.Step(s, signal.NewRating(scale, choice, at), p, .5) }

	for at := start; at.Before(onset); at = at.AddDate(0, 0, 3) {
		if rate(at, 5); said.Alarm {
			t.Fatal("alarm in a good year")
		}
	}
	calm := signal.Risk(s.Sums, s.At, p)
	ratings := 0
	for at := onset; !said.Alarm; at = at.AddDate(0, 0, 3) {
		ratings++
		rate(at, []int{1, 5}[ratings%2])
		if ratings > 30 {
			t.Fatal("never noticed")
		}
	}
	if ratings > 14 || !said.First {
		t.Errorf("noticed after %d ratings, first of its episode: %v", ratings, said.First)
	}
	if since := signal.Instant(said.Since); since.Sub(onset).Abs() > 7*24*time.Hour {
		t.Errorf("worse since %s, was %s", since, onset)
	}
	if said.Risk < 2*calm {
		t.Errorf("risk %v after, %v before", said.Risk, calm)
	}
	if !signal.Standing(s, s.At+29.9) || signal.Standing(s, s.At+30) {
		t.Error("an alarm stands for 30 days")
	}
}

func TestAlarmsOfOneEpisode(t *testing.T) {
	p := signal.Priors{P: .1}
	var s signal.Stream
	var firsts []float64
	for day := 20_000.0; day < 20_100; day++ {
		var said signal.Reading
		s, said = signal.Step(s, signal.Rating{At: day, Badness: 1, Complaint: true}, p, 1)
		if said.First {
			firsts = append(firsts, day)
		}
		if said.First && !said.Alarm {
			t.Fatal("an episode without an alarm")
		}
	}
	for i := 1; i < len(firsts); i++ {
		if gap := firsts[i] - firsts[i-1]; gap < signal.EpisodeDays {
			t.Errorf("two episodes within %v days", gap)
		}
	}
	if len(firsts) < 2 {
		t.Errorf("%d episodes in 100 days of complaints", len(firsts))
	}
}

// TestAlarmNeedsTwoComplaints: however much evidence a long calm has let
// trickle in, one complaint is a task and no trend, and a good answer tells
// nothing.
func TestAlarmNeedsTwoComplaints(t *testing.T) {
	var s signal.Stream
	for i, c := range []struct {
		day       float64
		complaint bool
		alarm     bool
	}{
		{0, false, false}, {90, false, false}, {180, false, false}, {270, false, false}, {360, false, false}, {450, false, false},
		{451, true, false}, // R is above 3 already
		{452, false, false},
		{453, true, true},
		{543, false, false}, {633, false, false}, {723, false, false}, {813, false, false}, {903, false, false},
		{993, false, false}, // R is above 1 again, with two complaints among the newest
		{994, true, true},
	} {
		var said signal.Reading
		// A portfolio without any complaint: good answers take nothing away.
		s, said = signal.Step(s, signal.Rating{At: 20_000 + c.day, Complaint: c.complaint}, signal.Priors{}, 1)
		if said.Alarm != c.alarm {
			t.Errorf("rating %d: alarm %v, R %v", i, said.Alarm, said.R)
		}
	}
}

// TestAlarmKeepsItsThreshold: at R = 1/alpha, not a hair before.
func TestAlarmKeepsItsThreshold(t *testing.T) {
	p := signal.Priors{P: .13}
	step := func(alpha float64) signal.Reading {
		s, _ := signal.Step(signal.Stream{}, signal.Rating{At: 20_000, Complaint: true}, p, alpha)
		_, said := signal.Step(s, signal.Rating{At: 20_040, Complaint: true}, p, alpha)
		return said
	}
	r := step(0).R
	if r <= 0 || step(0).Alarm || step(-1).Alarm {
		t.Fatalf("no promise, no alarm: %+v, %+v", step(0), step(-1))
	}
	for _, c := range []struct {
		alpha float64
		want  bool
	}{{(1 - 1e-9) / r, false}, {(1 + 1e-9) / r, true}} {
		if got := step(c.alpha).Alarm; got != c.want {
			t.Errorf("alpha %v: alarm %v", c.alpha, got)
		}
	}
}

func TestBudget(t *testing.T) {
	for _, c := range []struct {
		aMonth  float64
		streams int
		want    float64
	}{
		{1, 24, .5}, {1, 48, .25}, {2, 12, 1}, {1, 0, 1},
	} {
		if got := signal.Budget(c.aMonth, c.streams); got != c.want {
			t.Errorf("%v a month over %d streams: %v, want %v", c.aMonth, c.streams, got, c.want)
		}
	}
}
