package surveys

import (
	"fmt"
	"strings"
	"time"
)

// Why says to the team why the answer of an invitation counts, is held back or
// does not count.
func Why(inv Invitation, visits Visits, turns []Turn) string {
	switch inv.Answer {
	case Answered:
		if n := len(turns); n > 0 && turns[n-1].Kind == EntryRestored {
			t := turns[n-1]
			return "counts because " + t.Actor() + " restored it: " + t.Reason
		}
		return "counts: " + inv.By.Text()
	case AnswerPending:
		return "held back: " + strings.Join(heldFor(visits), "; ") + "; settles by itself when nothing more speaks against it"
	case AnswerVoid:
		t := lastVoid(turns)
		switch {
		case t.Who != "":
			return "does not count because " + t.Actor() + " set it aside: " + t.Reason
		case t.Reason != "":
			return "does not count: " + t.Reason
		}
		return "does not count"
	}
	return whyNothing(visits)
}

// whyNothing says why nothing counts although links may have been opened.
func whyNothing(visits Visits) string {
	n := len(visits.List)
	if n == 0 {
		return "no link was opened in the last 7 days"
	}
	var d Doubts
	for _, v := range visits.List {
		if v.State == VisitDeclined {
			return "not meant: somebody opened a link and said that no rating was meant"
		}
		d |= Weigh(visits, v)
	}
	text := fmt.Sprintf("unconfirmed: its links were opened %s, and no page was confirmed by a person", times(n))
	if texts := d.Texts(); len(texts) > 0 {
		text += "; " + strings.Join(texts, "; ")
	}
	return text
}

// heldFor returns the doubts for which taps are held, each once.
func heldFor(visits Visits) []string {
	var d Doubts
	for _, v := range visits.List {
		if v.State == VisitHeld {
			d |= Weigh(visits, v)
		}
	}
	if texts := d.Texts(); len(texts) > 0 {
		return texts
	}
	return []string{"the tap was doubtful"}
}

func lastVoid(turns []Turn) Turn {
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Kind == EntryVoided {
			return turns[i]
		}
	}
	return Turn{}
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// VisitAccount is a visit in words for the team.
type VisitAccount struct {
	At      time.Time
	Choice  int
	Browser string   // such as "Safari on iOS"
	Became  string   // what came of it
	Doubts  []string // what speaks against a person; none: nothing
}

// Account says the visits in words, in the order of coming.
func Account(visits Visits) []VisitAccount {
	out := make([]VisitAccount, len(visits.List))
	for i, v := range visits.List {
		out[i] = VisitAccount{v.At, v.Choice, v.Browser.String(), v.became(), Weigh(visits, v).Texts()}
	}
	return out
}

func (v Visit) became() string {
	how := map[Evidence]string{ByAuto: "left untouched", ByGesture: "touched", ByButton: "answered by a button",
		ByButtonFlagged: "answered by a button", BySettled: "left untouched"}[v.By]
	switch v.State {
	case VisitCounted:
		return "the page was " + how + " and counted"
	case VisitHeld:
		return "the page was " + how + " and is held back"
	case VisitNoted:
		return "the page was " + how + "; too doubtful to count"
	case VisitKept:
		return "the page was " + how + "; the answer from before stayed"
	case VisitDeclined:
		return "somebody said that no rating was meant"
	}
	return "opened, not confirmed"
}
