package surveys_test

import (
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

func TestWhyAnAnswerCountsOrNot(t *testing.T) {
	early := held(opened(1, 4*time.Minute, 1, 5))
	byMachine := surveys.Turn{Kind: surveys.EntryVoided, Reason: "the same client opened several choices within seconds"}
	byPerson := surveys.Turn{Kind: surveys.EntryVoided, Who: "sam", Reason: "a colleague tried the link"}
	back := surveys.Turn{Kind: surveys.EntryRestored, Who: "kim", Reason: "it was the customer"}
	named := byPerson
	named.Name = "Sam Orr"
	listed, declined := opened(1, time.Hour, 1, 2), opened(1, time.Hour, 1, 2)
	listed.Doubts, declined.State = surveys.DoubtListed, surveys.VisitDeclined
	for _, c := range []struct {
		why    string
		inv    surveys.Invitation
		visits surveys.Visits
		turns  []surveys.Turn
		want   string
	}{
		{"a touched page", surveys.Invitation{Answer: surveys.Answered, By: surveys.ByGesture}, seen(), nil, "counts: somebody touched the rating page"},
		{"an early tap", surveys.Invitation{Answer: surveys.AnswerPending}, seen(early), nil, "held back: opened soon after delivery"},
		{"a scanner", surveys.Invitation{Answer: surveys.AnswerVoid}, seen(), []surveys.Turn{byMachine}, "does not count: the same client"},
		{"set aside", surveys.Invitation{Answer: surveys.AnswerVoid}, seen(), []surveys.Turn{byMachine, byPerson}, "because sam set it aside: a colleague"},
		{"restored", surveys.Invitation{Answer: surveys.Answered}, seen(), []surveys.Turn{byPerson, back}, "because kim restored it: it was"},
		{"visits only", surveys.Invitation{Answer: surveys.AnswerNone}, seen(opened(1, time.Hour, 1, 2), opened(2, time.Hour, 1, 2)), nil, "unconfirmed: its links were opened twice"},
		{"a scanner only", surveys.Invitation{Answer: surveys.AnswerNone}, seen(listed), nil, "opened once, and no page was confirmed by a person; came from a network that scans mail"},
		{"not meant", surveys.Invitation{Answer: surveys.AnswerNone}, seen(declined), nil, "said that no rating was meant"},
		{"by name", surveys.Invitation{Answer: surveys.AnswerVoid}, seen(), []surveys.Turn{named}, "because Sam Orr set it aside"},
		{"nothing", surveys.Invitation{Answer: surveys.AnswerNone}, seen(), nil, "no link was opened"},
	} {
		if got := surveys.Why(c.inv, c.visits, c.turns); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want it to say %q", c.why, got, c.want)
		}
	}
}

func TestAccountSaysEveryVisit(t *testing.T) {
	scanner, person := opened(1, 20*time.Second, 1, 1), opened(2, time.Hour, 2, 5)
	scanner.Doubts, scanner.Browser = surveys.DoubtListed, surveys.BrowserOf(chromeNow)
	person.State, person.By = surveys.VisitCounted, surveys.ByGesture
	got := surveys.Account(seen(scanner, person))
	if len(got) != 2 || got[0].Browser != "Chrome on Windows" || got[0].Became != "opened, not confirmed" || len(got[0].Doubts) != 2 {
		t.Errorf("the scanner's visit says %+v", got[0])
	}
	if got[1].Became != "the page was touched and counted" || len(got[1].Doubts) != 0 {
		t.Errorf("the person's visit says %+v", got[1])
	}
}
