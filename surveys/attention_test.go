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

func TestTheLastOfAType(t *testing.T) {
	for want, answers := range map[string][]surveys.Invitation{
		"": rated("ticket", 5, "ticket", 3),
		"two of the last three milestones rated 2": rated("milestone", 2, "ticket", 5, "milestone", 4, "milestone", 2, "milestone", 1),
		"the last three visits rated 1 and 2":      rated("visit", 1, "visit", 2, "visit", 1),
		"the last delivery rated 1":                rated("ticket", 5, "delivery", 1),
		"one of the last two deliveries rated 1":   rated("delivery", 5, "delivery", 1),
		"the last two answers rated 2":             rated("", 2, "", 2),
		"one of the last three boxes rated 1":      rated("box", 5, "box", 1, "box", 4, "box", 1),
	} {
		if got := surveys.LastRated(answers); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhySomebodyNeedsUs(t *testing.T) {
	priya := surveys.Contact{ID: "priya", Name: "Priya Nair", Role: surveys.DecisionMaker}
	karl := surveys.Contact{ID: "karl", Name: "Karl", Role: surveys.DecisionMaker}
	people := map[surveys.ContactID]surveys.Contact{"priya": priya, "karl": karl}
	month := surveys.Last(90, 20000)
	low := surveys.Standing{ID: "acme", Name: "Acme", Period: month, Level: surveys.NewLevel(2, 9)}
	falling := low
	falling.Compared, falling.Worse, falling.Cases = true, .94, 1
	for _, c := range []struct {
		name      string
		a         surveys.Attention
		why, next string
	}{
		{"a low level", surveys.Attention{Standing: low},
			"2 of 9 satisfied in 90 days.", "Read what was said"},
		{"complaints and a fall", surveys.Attention{Standing: falling, Recent: rated("milestone", 2, "milestone", 4, "milestone", 2), People: people,
			Worst: surveys.Invitation{ID: "x", Contact: "priya"}},
			"1 case is open; two of the last three milestones rated 2; 94 % likely worse than the 90 days before.", "Call Priya Nair"},
		{"a case and an alarm", surveys.Attention{Standing: falling, Case: surveys.Case{ID: 12}, Alarm: surveys.Alarm{ID: "a", Sentence: "13 of 19 satisfied since 2 Oct, 29 of 33 before"}},
			"Case 12 waits for an answer; 13 of 19 satisfied since 2 Oct, 29 of 33 before.", "Answer case 12"},
		{"a mail that came back", surveys.Attention{People: map[surveys.ContactID]surveys.Contact{"karl": {ID: "karl", Name: "Karl", BouncedAt: time.Unix(1, 0)}},
			Silences: []surveys.Silence{{Contact: "karl", Reason: surveys.SilenceBounced}}},
			"Karl decides, and mail to them comes back.", "Find a new address for Karl"},
		{"nothing", surveys.Attention{}, "Nothing calls for a person.", "Read what was said"},
	} {
		if got := c.a.Why(); got != c.why {
			t.Errorf("%s: %q, want %q", c.name, got, c.why)
		}
		if got := c.a.Next(); got != c.next {
			t.Errorf("%s: next %q, want %q", c.name, got, c.next)
		}
	}
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

func TestWhenARateIsAWarning(t *testing.T) {
	for _, c := range []struct {
		name        string
		now, before surveys.Level
		want        string
	}{
		{"most answer", surveys.NewLevel(30, 60), surveys.NewLevel(28, 60), ""},
		{"few answer", surveys.NewLevel(9, 50), surveys.Level{}, "Fewer than one in five answers: read every figure here with care."},
		{"too few mails to say so", surveys.NewLevel(1, 19), surveys.NewLevel(15, 19), ""},
		{"far fewer than before", surveys.NewLevel(11, 50), surveys.NewLevel(30, 50), "Far fewer answer than before, 22 % after 60 %: who stopped may be who is unhappy."},
		{"somewhat fewer", surveys.NewLevel(20, 50), surveys.NewLevel(30, 50), ""},
	} {
		if got := surveys.Caution(c.now, c.before); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
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
