package templates_test

import (
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// seen are visits of a mail that was delivered at ten.
func seen(list ...surveys.Visit) surveys.Visits {
	return surveys.Visits{Delivered: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), List: list}
}

// opened is a visit some time after the delivery.
func opened(number int, after time.Duration, choice int) surveys.Visit {
	return surveys.Visit{Number: number, At: seen().Delivered.Add(after), Choice: choice}
}

func TestWhyAnAnswerCountsOrNot(t *testing.T) {
	early := opened(1, 4*time.Minute, 5)
	early.State, early.Doubts = surveys.VisitHeld, surveys.DoubtYoung
	byMachine := surveys.Turn{Kind: surveys.EntryVoided, Reason: surveys.TakenBack(surveys.DoubtChoices)}
	byPerson := surveys.Turn{Kind: surveys.EntryVoided, Who: "sam", Reason: "a colleague tried the link"}
	back := surveys.Turn{Kind: surveys.EntryRestored, Who: "kim", Reason: "it was the customer"}
	named := byPerson
	named.Name = "Sam Orr"
	listed, declined := opened(1, time.Hour, 2), opened(1, time.Hour, 2)
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
		{"visits only", surveys.Invitation{Answer: surveys.AnswerNone}, seen(opened(1, time.Hour, 2), opened(2, time.Hour, 2)), nil, "unconfirmed: its links were opened twice"},
		{"a scanner only", surveys.Invitation{Answer: surveys.AnswerNone}, seen(listed), nil, "opened once, and no page was confirmed by a person; came from a network that scans mail"},
		{"not meant", surveys.Invitation{Answer: surveys.AnswerNone}, seen(declined), nil, "said that no rating was meant"},
		{"by name", surveys.Invitation{Answer: surveys.AnswerVoid}, seen(), []surveys.Turn{named}, "because Sam Orr set it aside"},
		{"nothing", surveys.Invitation{Answer: surveys.AnswerNone}, seen(), nil, "no link was opened"},
	} {
		if got := english().WhyCounts(c.inv, c.visits, c.turns); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want it to say %q", c.why, got, c.want)
		}
	}
}

func TestWhatBecameOfVisits(t *testing.T) {
	for _, c := range []struct {
		visit surveys.Visit
		want  string
	}{
		{surveys.Visit{}, "opened, not confirmed"}, {surveys.Visit{State: surveys.VisitCounted, By: surveys.ByGesture}, "the page was touched and counted"},
		{surveys.Visit{State: surveys.VisitHeld, By: surveys.ByAuto}, "the page was left untouched and is held back"},
		{surveys.Visit{State: surveys.VisitKept, By: surveys.ByButton}, "the page was answered by a button; the answer from before stayed"},
		{surveys.Visit{State: surveys.VisitNoted, By: surveys.ByButtonFlagged}, "the page was answered by a button; too doubtful to count"},
		{surveys.Visit{State: surveys.VisitDeclined}, "somebody said that no rating was meant"},
	} {
		if got := english().Became(c.visit); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36": "Chrome on Windows", "Lynx/2.8": "a text browser", "curl/8": "an unknown browser",
	} {
		if got := english().Browser(surveys.BrowserOf(agent)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := english().Doubts(surveys.DoubtListed | surveys.DoubtYoung | surveys.DoubtEarly); len(got) != 2 || got[0] != "came from a network that scans mail" || got[1] != "opened within a minute of delivery" {
		t.Errorf("doubts %q", got)
	}
}

func TestWhoActedIsCalledByName(t *testing.T) {
	turns := []surveys.Turn{{}, {Who: "u1"}, {Who: "u2"}, {Who: "gone"}, {Who: surveys.TokenActor("helpdesk")}}
	english().NameTurns(turns, []surveys.User{{ID: "u1", Name: "Marta", Email: "m@house.example"}, {ID: "u2", Email: "ada@house.example"}})
	for i, want := range []string{"", "Marta", "ada@house.example", "somebody who has left the team", "the API token helpdesk"} {
		if got := turns[i].Actor(); got != want {
			t.Errorf("turn %d by %q, want %q", i, got, want)
		}
	}
}

func TestAdviceSaysWhatToDo(t *testing.T) {
	for words, want := range map[string]string{
		"550 5.1.1 No such user":             "correct the address",
		"452 4.2.2 Over quota":               "full",
		"421 4.7.28 Rate limit":              "domain rests",
		"451 4.7.1 Greylisted":               "tried again by itself",
		"550 5.7.26 Unauthenticated":         "barometer doctor",
		"550 5.7.515 Access denied":          "SPF, DKIM, DMARC",
		"554 5.7.1 Looks like spam":          "stays askable",
		"454 4.7.5 Later":                    "wary",
		"535 5.7.8 Bad credentials":          "BAROMETER_SMTP",
		"550 5.4.4 No route":                 "DNS",
		"554 5.3.4 Too big":                  "fault or a limit",
		"550 5.1.8 Sender":                   "BAROMETER_FROM",
		"550 5.1.0 Address":                  "spelt",
		"550 5.2.0 Mailbox":                  "mailbox",
		"550 5.6.7 Letters":                  "letters",
		"554 no":                             "send again",
		"452 no":                             "tried again",
		"the mail server did not answer":     "barometer doctor",
		"letters that need SMTPUTF8":         "letters",
		"a person pressed the wrong button!": "",
		"":                                   "",
	} {
		if got := english().Advice(words); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q: %q, want %q in it", words, got, want)
		}
	}
}
