package surveys

import "time"

// The times of the protocol besides the scan window itself.
const (
	earlyAge      = time.Minute      // an untouched tap is not even held before
	settleMargin  = 2 * time.Minute  // after the window, or after the last held tap
	gatewayWindow = 30 * time.Minute // where a known mail gateway receives
)

// Window is how long after delivery scanners are expected.
type Window struct {
	Length time.Duration // 0: nobody scans here
}

// NewWindow returns the window of an invitation: longer where its mail goes
// through a known gateway, which may hold mail back to look at it.
func NewWindow(length time.Duration, gateway bool) Window {
	if gateway && length > 0 {
		length = max(length, gatewayWindow)
	}
	return Window{Length: length}
}

// Doubts returns what the time of a visit gives reason for. A mail that is not
// known to have arrived (zero) is as young as can be.
func (w Window) Doubts(delivered, at time.Time) Doubts {
	age := at.Sub(delivered)
	switch {
	case w.Length == 0:
		return 0
	case delivered.IsZero():
		return DoubtYoung
	case age >= w.Length:
		return 0
	case age < earlyAge:
		return DoubtYoung | DoubtEarly
	}
	return DoubtYoung
}

// SettleAt returns when a tap that is held at now is to be settled.
func (w Window) SettleAt(delivered, now time.Time) time.Time {
	if delivered.IsZero() {
		delivered = now
	}
	if closed := delivered.Add(w.Length); closed.After(now) {
		now = closed
	}
	return now.Add(settleMargin)
}

// Settle picks, of the taps that were held back, the one that counts: the
// latest of a client that nothing was found against (scanners come first).
// ok is false where none is left.
func Settle(all Visits) (v Visit, ok bool) {
	for _, x := range all.List {
		if x.State != VisitHeld || Weigh(all, x).Has(doubtsOfUntouched) {
			continue
		}
		if !ok || x.Acted.After(v.Acted) || x.Acted.Equal(v.Acted) && x.Number > v.Number {
			v, ok = x, true
		}
	}
	return v, ok
}
