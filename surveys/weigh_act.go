package surveys

import "time"

// Act is what a served page sends back.
type Act string

// The acts, from the weakest evidence.
const (
	ActAuto    Act = "auto"    // the page's script, untouched
	ActGesture Act = "gesture" // the page's script, after a touch, key or scroll
	ActButton  Act = "button"  // a pressed button
)

// MinElapsed is the time that must pass, by the server's clock, between the
// page and what it sends back.
const MinElapsed = 700 * time.Millisecond

// Ruling is what an act is worth.
type Ruling struct {
	State VisitState // VisitCounted, VisitHeld or VisitNoted
	By    Evidence   // for counted, and what a held one would have been
}

// Rule weighs an act against the doubts. known says that the browser brought
// the keepsake of an answer that counted: scanners do not keep such things, so
// its age needs no second thoughts.
func Rule(act Act, d Doubts, known bool) Ruling {
	switch act {
	case ActButton:
		if d.Has(doubtsOfScanner | DoubtCrowd) {
			return Ruling{VisitCounted, ByButtonFlagged}
		}
		return Ruling{VisitCounted, ByButton}
	case ActGesture:
		if d.Has(doubtsOfScanner) {
			return Ruling{VisitNoted, ByGesture}
		}
		return Ruling{VisitCounted, ByGesture}
	}
	return ruleAuto(d, known)
}

func ruleAuto(d Doubts, known bool) Ruling {
	if known {
		d &^= DoubtYoung | DoubtEarly | DoubtRival
	}
	switch {
	case d == 0:
		return Ruling{VisitCounted, ByAuto}
	case d.Has(doubtsOfUntouched | DoubtEarly | DoubtHeaders):
		return Ruling{VisitNoted, ByAuto}
	}
	return Ruling{VisitHeld, ByAuto}
}
