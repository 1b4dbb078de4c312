package surveys_test

import (
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
)

// told is one thing that somebody says about a customer, on a day.
type told struct {
	on               string // today, then
	stage, won, lost string // lost "null" takes it back
	reason           string
}

func date(t *testing.T, text string) surveys.Day {
	t.Helper()
	day, err := surveys.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func (x told) patch(t *testing.T) surveys.CustomerPatch {
	t.Helper()
	p := surveys.CustomerPatch{Reason: x.reason}
	if x.stage != "" {
		stage := surveys.Stage(x.stage)
		p.Stage = &stage
	}
	if x.won != "" {
		day := date(t, x.won)
		p.WonOn = &day
	}
	if x.lost != "" {
		day := surveys.Day(0)
		if x.lost != "null" {
			day = date(t, x.lost)
		}
		p.LostOn = &day
	}
	return p
}

// tell tells all of it, each twice, because a repeat changes nothing.
func tell(t *testing.T, l surveys.Life, all ...told) (surveys.Life, error) {
	t.Helper()
	for i, x := range all {
		for range 2 {
			next, err := l.With(x.patch(t), date(t, x.on), int64(i))
			if err != nil {
				return l, err
			}
			l = next
		}
	}
	return l, nil
}

// shown writes a life as the tables below do.
func shown(l surveys.Life) string {
	day := func(d surveys.Day) string {
		if d == 0 {
			return "?"
		}
		return d.String()
	}
	var spells, steps []string
	for _, s := range l.Spells {
		spells = append(spells, strings.TrimSuffix(day(s.Won)+" "+strings.Trim(day(s.Lost), "?"), " "))
	}
	for _, c := range l.Changes {
		steps = append(steps, fmt.Sprintf("%s %s", c.Stage, day(c.Day)))
	}
	return string(l.Stage) + " [" + strings.Join(spells, ", ") + "] " + strings.Join(steps, ", ")
}

func TestALifeIsWhatWasTold(t *testing.T) {
	for _, c := range []struct {
		name string
		told []told
		want string
	}{
		{"won on a day", []told{{on: "2026-03-10", won: "2024-02-29"}}, "active [2024-02-29] active 2024-02-29"},
		{"a prospect is won by the change of stage", []told{{on: "2026-01-05", stage: "prospect"}, {on: "2026-03-10", stage: "onboarding"}},
			"onboarding [2026-03-10] prospect 2026-01-05, onboarding 2026-03-10"},
		{"nobody says since when", []told{{on: "2026-03-10", stage: "active"}}, "active [?] active 2026-03-10"},
		{"and then somebody does", []told{{on: "2026-03-10", stage: "active"}, {on: "2026-03-11", won: "2020-05-01"}},
			"active [2020-05-01] active 2020-05-01"},
		{"lost today", []told{{on: "2026-03-10", won: "2024-01-01"}, {on: "2026-04-01", stage: "lost"}},
			"lost [2024-01-01 2026-04-01] active 2024-01-01, lost 2026-04-01"},
		{"lost on a day, corrected", []told{{on: "2026-03-10", won: "2024-01-01"}, {on: "2026-04-01", lost: "2026-03-31"}, {on: "2026-04-02", lost: "2026-03-15"}},
			"lost [2024-01-01 2026-03-15] active 2024-01-01, lost 2026-03-15"},
		{"not lost after all", []told{{on: "2026-03-10", won: "2024-01-01"}, {on: "2026-04-01", stage: "lost"}, {on: "2026-04-02", lost: "null"}},
			"active [2024-01-01] active 2024-01-01, lost 2026-04-01, active 2026-04-02"},
		{"all of it, again and again", []told{{on: "2026-03-10", stage: "active", won: "2024-01-01", lost: "null"}, {on: "2026-04-01", stage: "lost"},
			{on: "2026-04-02", stage: "active", won: "2024-01-01", lost: "null"}},
			"active [2024-01-01] active 2024-01-01, lost 2026-04-01, active 2026-04-02"},
		{"both at once", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}}, "lost [2024-01-01 2025-01-01] lost 2025-01-01"},
		{"won and lost on one day", []told{{on: "2026-03-10", won: "2026-03-01", lost: "2026-03-01"}}, "lost [2026-03-01 2026-03-01] lost 2026-03-01"},
		{"won back", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}, {on: "2026-03-11", won: "2026-02-01"}},
			"won_back [2024-01-01 2025-01-01, 2026-02-01] lost 2025-01-01, won_back 2026-02-01"},
		{"won back today", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}, {on: "2026-03-11", stage: "won_back"}},
			"won_back [2024-01-01 2025-01-01, 2026-03-11] lost 2025-01-01, won_back 2026-03-11"},
		{"an earlier time, told again", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}, {on: "2026-03-11", won: "2026-02-01"},
			{on: "2026-03-12", won: "2024-01-01", lost: "2025-02-01"}},
			"won_back [2024-01-01 2025-02-01, 2026-02-01] lost 2025-02-01, won_back 2026-02-01"},
		{"an earlier time, told after the later one", []told{{on: "2026-03-10", won: "2024-01-01"}, {on: "2026-03-11", won: "2020-01-01", lost: "2021-06-30"}},
			"active [2020-01-01 2021-06-30, 2024-01-01] active 2024-01-01"},
		{"three times, the last told first", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}, {on: "2026-03-10", won: "2019-01-01", lost: "2020-01-01"},
			{on: "2026-03-11", won: "2020-01-01", lost: "2021-06-30"}, {on: "2026-03-12", won: "2020-01-01", lost: "2021-06-30"}},
			"lost [2019-01-01 2020-01-01, 2020-01-01 2021-06-30, 2024-01-01 2025-01-01] lost 2025-01-01"},
		{"both dates of the only time, corrected", []told{{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}, {on: "2026-03-11", won: "2023-12-01", lost: "2024-12-31"}},
			"lost [2023-12-01 2024-12-31] lost 2024-12-31"},
		{"at risk and safe again", []told{{on: "2026-03-10", won: "2024-01-01"}, {on: "2026-04-01", stage: "at_risk"}, {on: "2026-05-01", stage: "active"}},
			"active [2024-01-01] active 2024-01-01, at_risk 2026-04-01, active 2026-05-01"},
		{"a prospect that went away was never a customer", []told{{on: "2026-01-05", stage: "prospect"}, {on: "2026-02-01", stage: "lost"}},
			"lost [] prospect 2026-01-05, lost 2026-02-01"},
		{"lost, nobody says since when it was there", []told{{on: "2026-01-05", stage: "lost"}}, "lost [? 2026-01-05] lost 2026-01-05"},
		{"nothing said of its life", []told{{on: "2026-01-05"}}, " [] "},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := tell(t, surveys.Life{}, c.told...)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(l); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWhatContradictsItselfIsRefused(t *testing.T) {
	there := told{on: "2026-03-10", won: "2024-01-01"}
	gone := told{on: "2026-03-10", won: "2024-01-01", lost: "2025-01-01"}
	back := told{on: "2026-03-11", won: "2026-02-01"}
	for _, c := range []struct {
		told  []told
		field string
	}{
		{[]told{{on: "2026-03-10", won: "2026-03-01", lost: "2026-02-28"}}, "lost_on"},
		{[]told{there, {on: "2026-03-10", lost: "2023-12-31"}}, "lost_on"},
		{[]told{there, {on: "2026-03-10", stage: "active", lost: "2026-03-01"}}, "lost_on"},
		{[]told{there, {on: "2026-03-10", stage: "lost", lost: "null"}}, "lost_on"},
		{[]told{there, {on: "2026-03-10", stage: "prospect"}}, "stage"},
		{[]told{{on: "2026-03-10", stage: "prospect", won: "2026-03-01"}}, "won_on"},
		{[]told{gone, back, {on: "2026-03-12", won: "2024-06-01"}}, "won_on"},
		{[]told{gone, back, {on: "2026-03-12", won: "2024-01-01", lost: "2026-02-02"}}, "lost_on"},
	} {
		_, err := tell(t, surveys.Life{}, c.told...)
		if got := fmt.Sprint(err); surveys.CodeOf(err) != surveys.Invalid || !strings.Contains(got, "; "+c.field+":") {
			t.Errorf("%+v: %v, want the field %s", c.told, err, c.field)
		}
	}
}

func TestAReasonIsKeptWithTheStep(t *testing.T) {
	l, err := tell(t, surveys.Life{}, told{on: "2026-03-10", won: "2024-01-01"}, told{on: "2026-04-01", stage: "lost", reason: "moved away"},
		told{on: "2026-04-02", stage: "lost", reason: "bought by another house"})
	if err != nil {
		t.Fatal(err)
	}
	if last := l.Changes[1]; len(l.Changes) != 2 || last.Text() != "lost from 2026-04-01: bought by another house" {
		t.Errorf("steps %+v", l.Changes)
	}
}

func TestAttributesAreSetAndRemovedOneByOne(t *testing.T) {
	text := func(s string) *string { return &s }
	l, err := surveys.Life{}.With(surveys.CustomerPatch{Attributes: map[string]*string{"industry": text("retail"), "size": text("40")}}, 20000, 0)
	if err == nil {
		l, err = l.With(surveys.CustomerPatch{Attributes: map[string]*string{"size": nil, "region": text("north")}}, 20000, 0)
	}
	if got := fmt.Sprint(l.Attributes); err != nil || got != "map[industry:retail region:north]" || l.Stage != "" {
		t.Errorf("%s %v", got, err)
	}
	many := map[string]*string{}
	for i := range surveys.MaxAttributes {
		many[fmt.Sprint("k", i)] = text("v")
	}
	if _, err := l.With(surveys.CustomerPatch{Attributes: many}, 20000, 0); surveys.CodeOf(err) != surveys.Invalid {
		t.Errorf("52 attributes: %v", err)
	}
	for _, key := range []string{"", "Industry", "in dustry", strings.Repeat("a", 65), "ägypten", "a\n"} {
		p := surveys.CustomerPatch{Attributes: map[string]*string{key: text("x")}}
		if surveys.CodeOf(p.Check(20000)) != surveys.Invalid {
			t.Errorf("key %q passes", key)
		}
	}
	for _, value := range []string{strings.Repeat("ä", 201), "a\nb", "\x00", "\xff"} {
		p := surveys.CustomerPatch{Attributes: map[string]*string{"a": &value}}
		if surveys.CodeOf(p.Check(20000)) != surveys.Invalid {
			t.Errorf("value %q passes", value)
		}
	}
}
