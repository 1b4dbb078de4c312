package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

// rated are answers, newest first: type and choice of csat5 each.
func rated(pairs ...any) (out []surveys.Invitation) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, surveys.Invitation{ID: "x", Type: pairs[i].(string), Choice: pairs[i+1].(int), Scale: surveys.CSAT5,
			Answer: surveys.Answered, AnsweredAt: time.Date(2026, 3, 30-i, 9, 0, 0, 0, time.UTC)})
	}
	return out
}

func TestTheWorstVoice(t *testing.T) {
	answers := rated("ticket", 5, "ticket", 2, "ticket", 1, "visit", 1)
	if w := surveys.WorstOf(answers, time.Time{}); w.Choice != 1 || w.Type != "ticket" {
		t.Errorf("worst %+v, want the newest 1", w)
	}
	if w := surveys.WorstOf(answers, answers[1].AnsweredAt); w.Choice != 2 {
		t.Errorf("worst of late %+v, want the 2", w)
	}
	if w := surveys.WorstOf(rated("ticket", 3), time.Time{}); w.ID != "" {
		t.Errorf("a 3 is no complaint: %+v", w)
	}
}

func TestWhereOneCustomerIsTheLoudest(t *testing.T) {
	for _, c := range []struct {
		counts []int
		which  int
		ok     bool
	}{
		{nil, 0, false}, {[]int{4, 5}, 0, false}, {[]int{5, 5}, 0, false}, {[]int{0, 20}, 0, false}, {[]int{20}, 0, false},
		{[]int{3, 9, 2}, 1, true}, {[]int{6, 5, 5}, 0, false},
	} {
		if which, ok := surveys.Loudest(c.counts); ok != c.ok || ok && which != c.which {
			t.Errorf("%v: %d %t, want %d %t", c.counts, which, ok, c.which, c.ok)
		}
	}
}
