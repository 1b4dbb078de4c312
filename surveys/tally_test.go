package surveys_test

import (
	"reflect"
	"testing"

	"barometer/surveys"
)

// answers makes a tally of one scale from choices and their counts.
func answers(scale surveys.ScaleID, counts surveys.Counts) surveys.Tally {
	var t surveys.Tally
	for choice, n := range counts {
		t.Count(scale, choice, n)
	}
	return t
}

// TestTallyCountsOverScales: every answer is judged by its own scale.
func TestTallyCountsOverScales(t *testing.T) {
	for _, c := range []struct {
		story                    string
		tally                    surveys.Tally
		n, satisfied, complaints int
	}{
		{"nobody answered", surveys.Tally{}, 0, 0, 0},
		{"one scale", answers(surveys.CSAT5, surveys.Counts{1: 1, 2: 2, 3: 4, 4: 8, 5: 16}), 31, 24, 3},
		{"a 4 is good of 5", answers(surveys.CSAT5, surveys.Counts{4: 1}), 1, 1, 0},
		{"a 4 is bad of 10", answers(surveys.NPS11, surveys.Counts{4: 1}), 1, 0, 1},
		{"a scale nobody knows", answers("stars", surveys.Counts{0: 1, 5: 1}), 2, 0, 0},
	} {
		if c.tally.N() != c.n || c.tally.Satisfied() != c.satisfied || c.tally.Complaints() != c.complaints {
			t.Errorf("%s: %d answers, %d satisfied, %d complaints", c.story, c.tally.N(), c.tally.Satisfied(), c.tally.Complaints())
		}
	}
	both := answers(surveys.CSAT5, surveys.Counts{4: 1, 1: 1})
	both.Add(answers(surveys.NPS11, surveys.Counts{4: 1, 9: 1}))
	if both.N() != 4 || both.Satisfied() != 2 || both.Complaints() != 2 {
		t.Errorf("two scales together: %+v", both)
	}
}

// TestTallyFollowsAChange: a changed answer leaves its old choice.
func TestTallyFollowsAChange(t *testing.T) {
	var tally surveys.Tally
	tally.Count(surveys.CSAT5, 1, 1)
	tally.Count(surveys.CSAT5, 1, -1)
	tally.Count(surveys.CSAT5, 5, 1)
	if l := tally.Level(); l.N != 1 || l.K != 1 || tally.Complaints() != 0 {
		t.Errorf("%+v, %+v", tally, l)
	}
}

func TestResponseRate(t *testing.T) {
	tally := surveys.Tally{Sent: 45, Bounced: 5}
	tally.Add(surveys.Tally{Sent: 10, Bounced: 5, Answered: 9})
	if l := tally.ResponseRate(); l.N != 45 || l.K != 9 || l.Rate != 20 {
		t.Errorf("9 of 55 mails, 10 of them back: %+v", l)
	}
	bounced := surveys.Tally{Sent: 2, Bounced: 2}
	if l := bounced.ResponseRate(); l != (surveys.Level{}) {
		t.Errorf("all mails came back: %+v", l)
	}
}

func TestDaysAreSummed(t *testing.T) {
	one := answers(surveys.CSAT5, surveys.Counts{5: 1})
	days := surveys.Days{10: one, 11: one, 13: one}
	for _, c := range []struct {
		p    surveys.Period
		want int
	}{
		{surveys.Period{From: 10, To: 13}, 3}, {surveys.Period{From: 11, To: 12}, 1},
		{surveys.Period{From: 12, To: 12}, 0}, {surveys.Period{From: 13, To: 10}, 0},
	} {
		if got := days.Sum(c.p).N(); got != c.want {
			t.Errorf("days %d to %d: %d answers, want %d", c.p.From, c.p.To, got, c.want)
		}
	}
	if days.Total().N() != 3 {
		t.Errorf("all days: %d answers", days.Total().N())
	}
}

// TestDaysAddLeavesTheOthersAlone: sums must not grow into the tallies that
// they were made of.
func TestDaysAddLeavesTheOthersAlone(t *testing.T) {
	one := func() surveys.Days { return surveys.Days{10: answers(surveys.CSAT5, surveys.Counts{5: 1})} }
	atlas, orbit := one(), one()
	sum := surveys.Days{}
	sum.Add(atlas)
	sum.Add(orbit)
	sum.Add(surveys.Days{11: {Sent: 3, Bounced: 2, Answered: 1}, 10: {Sent: 1}})

	if ten := sum[10]; ten.N() != 2 || ten.Sent != 1 {
		t.Errorf("day 10: %+v", ten)
	}
	if want := (surveys.Tally{Sent: 3, Bounced: 2, Answered: 1}); sum[11].Sent != want.Sent || sum[11].Bounced != 2 || sum[11].Answered != 1 {
		t.Errorf("day 11: %+v, want %+v", sum[11], want)
	}
	if !reflect.DeepEqual(atlas, one()) || !reflect.DeepEqual(orbit, one()) {
		t.Errorf("the parts became %v and %v", atlas, orbit)
	}
}
