package templates_test

import (
	"strings"
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
		if got := english().LastRated(answers); got != want {
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
		{"a case and an alarm", surveys.Attention{Standing: falling, Case: surveys.Case{ID: 12}, Alarm: surveys.Alarm{ID: "a", Since: time.Date(2026, 10, 2, 9, 0, 0, 0, time.UTC), After: surveys.NewLevel(13, 19), Before: surveys.NewLevel(29, 33)}},
			"Case 12 waits for an answer; 13 of 19 satisfied since 2 Oct, 29 of 33 before.", "Answer case 12"},
		{"a mail that came back", surveys.Attention{People: map[surveys.ContactID]surveys.Contact{"karl": {ID: "karl", Name: "Karl", BouncedAt: time.Unix(1, 0)}},
			Silences: []surveys.Silence{{Contact: "karl", Reason: surveys.SilenceBounced}}},
			"Karl decides, and mail to them comes back.", "Find a new address for Karl"},
		{"nothing", surveys.Attention{}, "Nothing calls for a person.", "Read what was said"},
	} {
		if got := fixtureClock().Why(c.a); got != c.why {
			t.Errorf("%s: %q, want %q", c.name, got, c.why)
		}
		if got := english().Next(c.a); got != c.next {
			t.Errorf("%s: next %q, want %q", c.name, got, c.next)
		}
	}
}

func TestAChangeInWords(t *testing.T) {
	for _, c := range []struct {
		worse float64
		known bool
		want  string
	}{
		{.99, false, "too few answers to compare"}, {.5, true, "no clear change"}, {.79, true, "no clear change"}, {.8, true, "80 % likely worse"},
		{.979, true, "98 % likely worse"}, {.02, true, "98 % likely better"}, {.996, true, "over 99 % likely worse"}, {.0001, true, "over 99 % likely better"},
	} {
		if got := english().Change(c.worse, c.known); got != c.want {
			t.Errorf("%v: %q, want %q", c.worse, got, c.want)
		}
	}
}

func TestADeclineInWords(t *testing.T) {
	alarm := surveys.Alarm{Since: time.Date(2025, 12, 19, 9, 0, 0, 0, time.UTC), After: surveys.NewLevel(1, 12)}
	if got, want := fixtureClock().Alarm(alarm), "1 of 12 satisfied since 19 Dec 2025"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	whole := surveys.PortfolioAlarm{Since: fixtureClock().Today() - 20, Before: surveys.NewLevel(90, 100), After: surveys.NewLevel(81, 100)}
	for _, c := range []struct {
		projects, worse int
		want            string
	}{
		{0, 0, "no project alarms by itself."}, {1, 1, "1 project alarms, worse than the whole."}, {1, 0, "1 project alarms, no worse than the whole."},
		{41, 34, "Everything together got worse since about 28 Oct: 81 of 100 satisfied, 90 of 100 in the 90 days before; 41 projects alarm, 34 of them worse than the whole."},
	} {
		whole.Projects, whole.Worse = c.projects, c.worse
		if got := fixtureClock().PortfolioAlarm(whole); !strings.HasSuffix(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
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
		if got := english().Caution(c.now, c.before); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
