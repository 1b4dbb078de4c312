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

func TestWhoActedIsCalledByName(t *testing.T) {
	turns := []surveys.Turn{{}, {Who: "u1"}, {Who: "u2"}, {Who: "gone"}, {Who: surveys.TokenActor("helpdesk")}}
	surveys.NameTurns(turns, []surveys.User{{ID: "u1", Name: "Marta", Email: "m@house.example"}, {ID: "u2", Email: "ada@house.example"}})
	for i, want := range []string{"", "Marta", "ada@house.example", "somebody who has left the team", "the API token helpdesk"} {
		if got := turns[i].Actor(); got != want {
			t.Errorf("turn %d by %q, want %q", i, got, want)
		}
	}
}
