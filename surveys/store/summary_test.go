package store

import (
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/signal"

	"pgregory.net/rapid"
)

func TestASummaryReadsBackAsItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var m summary
		scales := surveys.Scales()
		for i := range rapid.IntRange(0, 30).Draw(rt, "answers") {
			scale := rapid.SampledFrom(scales).Draw(rt, "scale")
			choice := rapid.SampledFrom(scale.Choices()).Draw(rt, "choice")
			at := float64(20000+i) + rapid.Float64Range(0, .9).Draw(rt, "time")
			r := signal.Rating{At: at, Badness: scale.BadnessOf(choice), P0: scale.P0, Complaint: scale.IsComplaint(choice)}
			contact := surveys.NewContactID(fmt.Sprint(rapid.IntRange(0, 3).Draw(rt, "contact")))
			m.spans(surveys.Day(at))
			a := answer{rating: r, contact: contact, day: surveys.Day(at)}
			if m.step(a, signal.Priors{P: .1, G: .2, Recent: .2}, 1).Alarm {
				m.named(int64(at))
			}
			count{code: codeOf(scale.ID, choice), by: 1}.move(&m.total)
		}
		m.total.Sent, m.total.Bounced = rapid.IntRange(0, 9).Draw(rt, "sent"), rapid.IntRange(0, 9).Draw(rt, "bounced")
		got, err := readSummary(m.String())
		if err != nil {
			rt.Fatal(err)
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", m) {
			rt.Fatalf("read %+v, want %+v", got, m)
		}
		if n := answersIn(m.String()); n != m.total.N() {
			rt.Fatalf("%d answers, want %d", n, m.total.N())
		}
	})
}

func TestFieldsOfATally(t *testing.T) {
	first := monthStart(202603)
	for field, want := range map[string]count{
		"1754": {day: first + 16, code: codeOf(surveys.CSAT5, 4)},
		"190":  {day: first, code: codeOf(surveys.NPS11, 10)},
		"180":  {day: first, code: codeOf(surveys.NPS11, 0)},
		"3101": {day: first + 30, code: codeSilent},
		"9221": {day: first + 91, code: codeOf(surveys.Thumbs, 1)},
		"502":  {day: first + 4, code: codeBounced},
	} {
		if got := want.field(first); got != field {
			t.Errorf("field %q, want %q", got, field)
		}
		want.by = 3
		readTally(map[string]string{field: "3"}, first, func(got count) {
			if got != want {
				t.Errorf("%q reads as %+v, want %+v", field, got, want)
			}
		})
	}
	readTally(map[string]string{"": "1", "17": "1", "word": "1", "1754": "0"}, first, func(got count) {
		t.Errorf("read %+v from what is no count", got)
	})
	if start := quarterStart(20264).String(); start != "2026-10-01" {
		t.Errorf("the fourth quarter starts on %s", start)
	}
}

func TestEveryChoiceHasACodeOfItsOwn(t *testing.T) {
	seen := map[int]bool{codeSilent: true, codeBounced: true, codeAnswered: true}
	for _, scale := range surveys.Scales() {
		for _, choice := range scale.Choices() {
			code := codeOf(scale.ID, choice)
			id, back, ok := choiceOf(code)
			if seen[code] || code >= codes || !ok || id != scale.ID || back != choice {
				t.Errorf("%s %d has code %d, which is %s %d", scale.ID, choice, code, id, back)
			}
			seen[code] = true
		}
	}
	for code := range codes {
		if _, _, ok := choiceOf(code); ok && !seen[code] {
			t.Errorf("code %d is a choice, want none", code)
		}
	}
}
