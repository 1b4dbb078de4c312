package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

func TestHowAnAnswerStoodAtEachMoment(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 3, 2, 10, minute, 0, 0, time.UTC) }
	inv := surveys.Invitation{Answer: surveys.Answered, Choice: 4}
	turns := []surveys.Turn{
		{At: at(1), Kind: surveys.EntryChanged, Choice: 1},
		{At: at(2), Kind: surveys.EntryVoided, Choice: 2},
		{At: at(3), Kind: surveys.EntryRestored, Choice: 2},
		{At: at(4), Kind: surveys.EntryVoided, Choice: 2},
		{At: at(5), Kind: surveys.EntryAnswered, Choice: 2},
	}
	for minute, want := range []surveys.Stand{{1, true}, {2, true}, {2, false}, {2, true}, {2, false}, {4, true}, {4, true}} {
		if got := surveys.StandAt(inv, turns, at(minute)); got != want {
			t.Errorf("minute %d: %+v, want %+v", minute, got, want)
		}
	}
	inv.Answer = surveys.AnswerVoid
	if got := surveys.StandAt(inv, nil, at(0)); got.Counts {
		t.Error("a void answer counts")
	}
}

// What the machine took back has a doubt's name on record, what a person set
// aside their own words.
func TestWhyTheMachineTookAnAnswerBack(t *testing.T) {
	for doubts, want := range map[surveys.Doubts]string{surveys.DoubtListed: "listed", surveys.DoubtFleet | surveys.DoubtYoung: "fleet", 0: "none"} {
		if got, ok := surveys.DoubtTaken(surveys.TakenBack(doubts)); got != want || !ok {
			t.Errorf("%v: %q, want %q", doubts, got, want)
		}
	}
	if _, ok := surveys.DoubtTaken("a colleague tried the link"); ok {
		t.Error("a person's words are taken for a doubt")
	}
}
