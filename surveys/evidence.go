package surveys

// Evidence says why an answer counts.
type Evidence string

// The kinds of evidence.
const (
	ByGesture       Evidence = "gesture"        // somebody touched, scrolled or typed on the page
	ByButton        Evidence = "button"         // somebody pressed a button
	ByAuto          Evidence = "auto"           // the page confirmed by itself, nothing spoke against it
	BySettled       Evidence = "settled"        // held back first, nothing spoke against it later
	ByButtonFlagged Evidence = "button_flagged" // pressed from where scanners come from
	ByImported      Evidence = "imported"       // brought in from elsewhere
)

// Rank orders evidence: gesture = button > auto = settled > button_flagged >
// imported > none.
func (e Evidence) Rank() int {
	switch e {
	case ByGesture, ByButton:
		return 4
	case ByAuto, BySettled:
		return 3
	case ByButtonFlagged:
		return 2
	case ByImported:
		return 1
	}
	return 0
}

// Deliberate reports whether a person acted, so that an alert needs no second
// thoughts.
func (e Evidence) Deliberate() bool { return e == ByGesture || e == ByButton }
