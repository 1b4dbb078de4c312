package surveys_test

import (
	"fmt"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// patchOf is what a table says of one time of a life.
func patchOf(r surveys.LifeRow) surveys.CustomerPatch {
	day := func(d surveys.Day) *surveys.Day {
		if d == 0 {
			return nil
		}
		return &d
	}
	p := surveys.CustomerPatch{Since: day(r.Since), WonOn: day(r.Won), LostOn: day(r.Lost), Reason: r.Reason}
	if r.Stage != "" {
		p.Stage = &r.Stage
	}
	return p
}

// readBack tells a life row by row.
func readBack(l surveys.Life, rows []surveys.LifeRow, today surveys.Day) (surveys.Life, error) {
	for _, row := range rows {
		next, err := l.With(patchOf(row), today, 7)
		if err != nil {
			return l, fmt.Errorf("%+v: %w", row, err)
		}
		l = next
	}
	return l, nil
}

// drawLife is a life of which this and that was told, some of it by and by.
func drawLife(rt *rapid.T) (l surveys.Life, today surveys.Day) {
	today = 20000
	for i := range rapid.IntRange(1, 8).Draw(rt, "steps") {
		today += surveys.Day(rapid.IntRange(0, 90).Draw(rt, "later"))
		p := surveys.CustomerPatch{Reason: rapid.SampledFrom([]string{"", "too slow", "their budget"}).Draw(rt, "reason")}
		if rapid.Bool().Draw(rt, "a stage") {
			stage := rapid.SampledFrom(surveys.Stages()).Draw(rt, "stage")
			p.Stage = &stage
		}
		for _, day := range []**surveys.Day{&p.WonOn, &p.LostOn, &p.Since} {
			if rapid.IntRange(0, 2).Draw(rt, "a day") == 0 {
				d := today - surveys.Day(rapid.IntRange(0, 200).Draw(rt, "before"))
				*day = &d
			}
		}
		if next, err := l.With(p, today, int64(i)); err == nil {
			l = next
		}
	}
	return l, today
}

// TestALifeIsReadBackFromItsRows: into an empty house it is the same life with
// all its times, and where it is known already nothing changes.
func TestALifeIsReadBackFromItsRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l, today := drawLife(rt)
		rows := l.Rows()
		again, err := readBack(l, rows, today)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(l) {
			rt.Fatalf("%v\n%v\nread back over itself is\n%v", err, l, again)
		}
		fresh, err := readBack(surveys.Life{}, rows, today+30)
		if err != nil || fmt.Sprint(fresh.Rows()) != fmt.Sprint(rows) {
			rt.Fatalf("%v\nrows %v\nof   %v\nare read as\n     %v", err, rows, l, fresh.Rows())
		}
	})
}

// TestTheTimesOfALife: each with why it ended, the one of now last.
func TestTheTimesOfALife(t *testing.T) {
	l, err := tell(t, surveys.Life{}, told{on: "2026-03-10", won: "2024-01-01"}, told{on: "2026-03-10", stage: "lost", lost: "2025-01-01", reason: "too dear"},
		told{on: "2026-03-11", won: "2026-02-01", reason: "a new boss"}, told{on: "2026-04-01", stage: "at_risk"})
	if err != nil {
		t.Fatal(err)
	}
	const want = "[{lost 2025-01-01 2024-01-01 2025-01-01 too dear} {at_risk 2026-04-01 2026-02-01 1970-01-01 }]"
	if got := fmt.Sprint(l.Rows()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var times []surveys.Spell
	for _, c := range append(l.Changes, surveys.StageChange{Stage: surveys.Prospect, Day: 1}) {
		times = append(times, l.TimeOf(c))
	}
	const of = "[{2024-01-01 1970-01-01} {2024-01-01 2025-01-01} {2026-02-01 1970-01-01} {2026-02-01 1970-01-01} {1970-01-01 1970-01-01}]"
	if got := fmt.Sprint(times); got != of {
		t.Errorf("the times of its steps\ngot  %s\nwant %s", got, of)
	}
}
