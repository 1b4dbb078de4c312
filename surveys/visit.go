package surveys

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"slices"
	"time"
)

// ClientSize is the length of a Client in bytes.
const ClientSize = 6

// Client stands for a network and a browser without naming either: HMAC of
// the /24 (IPv4) or /48 (IPv6) and the user agent under a salt that is made
// anew each day and forgotten after two. People behind one address differ by
// their browsers, so nobody is judged by an address alone.
type Client [ClientSize]byte

// NewClient returns the client of a request under the salt of a day.
func NewClient(salt []byte, addr netip.Addr, userAgent string) Client {
	mac := hmac.New(sha256.New, salt)
	network := networkOf(addr)
	mac.Write(network.AsSlice())
	mac.Write([]byte{0})
	mac.Write([]byte(userAgent))
	return Client(mac.Sum(nil)[:ClientSize])
}

func networkOf(addr netip.Addr) netip.Addr {
	addr = addr.Unmap()
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return netip.Addr{}
	}
	return prefix.Addr()
}

// String returns eight letters.
func (c Client) String() string { return base64.RawURLEncoding.EncodeToString(c[:]) }

// ParseClient is the inverse of String.
func ParseClient(s string) (c Client, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) != ClientSize {
		return Client{}, false
	}
	return Client(raw), true
}

// VisitState says what became of a visit.
type VisitState string

// The states of a visit.
const (
	VisitOpened   VisitState = ""         // the link was opened, nothing else
	VisitNoted    VisitState = "noted"    // the page confirmed, too doubtful to hold
	VisitHeld     VisitState = "held"     // the page confirmed, held back until the window closes
	VisitCounted  VisitState = "counted"  // its choice counted then
	VisitKept     VisitState = "kept"     // another choice counted already and stayed
	VisitDeclined VisitState = "declined" // "I did not mean to rate"
)

// Visit is one opening of a rating link: evidence, never a rating.
type Visit struct {
	Number  int // from 1, in the order of coming; numbers have gaps
	At      time.Time
	Choice  int // of the link
	Client  Client
	Browser Browser
	Doubts  Doubts // what the opening itself gave reason for

	Step   int // of the page's last confirmation; 0: none
	By     Evidence
	Chosen int // by the confirmation
	Acted  time.Time
	State  VisitState
}

// Input reports whether somebody touched the page or pressed a button.
func (v Visit) Input() bool { return v.By.Deliberate() || v.By == ByButtonFlagged }

// Visits are what is known of who opened an invitation's links: the first 25
// and the last 24, and what was found against clients, which outlives them.
type Visits struct {
	Seen      int       // moves with every event; says whether a weighing is stale
	Delivered time.Time // when the mail was taken; zero: not known
	Window    Window
	List      []Visit
	Flagged   map[Client]Doubts
	Answerer  Client // whose visit the answer rests on; zero: nobody's that is known
}

// young returns what the time of the visit gives reason for.
func (v Visits) young(x Visit) Doubts { return v.Window.Doubts(v.Delivered, x.At) }

// Visit returns the visit of the number; ok is false for one that is gone.
func (v Visits) Visit(number int) (Visit, bool) {
	i := slices.IndexFunc(v.List, func(x Visit) bool { return x.Number == number })
	if i < 0 {
		return Visit{}, false
	}
	return v.List[i], true
}

// Unconfirmed reports whether links were opened but nothing came of it.
func (v Visits) Unconfirmed() bool {
	return len(v.List) > 0 && !slices.ContainsFunc(v.List, func(x Visit) bool {
		return x.State == VisitHeld || x.State == VisitCounted
	})
}

// SortVisits puts visits in the order of coming.
func SortVisits(list []Visit) {
	slices.SortFunc(list, func(a, b Visit) int { return a.Number - b.Number })
}
