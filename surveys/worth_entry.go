package surveys

import (
	"strings"
	"time"
)

// WorthKind says what an entry is about.
type WorthKind string

// The kinds of entries.
const (
	WorthTime    WorthKind = "time"
	WorthRevenue WorthKind = "revenue"
	WorthCost    WorthKind = "cost"
	WorthBeyond  WorthKind = "worth" // beyond sales
)

// Sorts of revenue, and of worth beyond sales.
const (
	RevenueSale      = "sale"
	RevenueRecurring = "recurring"
	RevenueRefund    = "refund"

	BeyondReferral  = "referral"
	BeyondCaseStudy = "case_study"
	BeyondReference = "reference"
	BeyondOther     = "other"
)

// WorthEntry is one line of what a customer earned or cost us. Its own id makes
// it safe to send again: the same content changes nothing, another replaces it.
type WorthEntry struct {
	Kind     WorthKind
	ID       string
	Customer CustomerID
	Project  ProjectID // GeneralProject where the caller named none
	From, To Day       // the same day, or a span that revenue is spread over by days
	Amount   Amount    // of revenue, cost and worth beyond sales; not negative
	Minutes  int       // of time
	Person   string    // of time: name or id, as rates say it
	Role     string    // of time
	Sort     string    // of revenue: sale, recurring, refund; of worth: referral, case_study, reference, other
	Note     string    // what was done, bought or given
	By       string    // of worth: who estimated it
	Why      string    // … and on what grounds
}

// What an entry may hold.
const (
	MaxMinutes   = 7 * 24 * 60
	MaxSpread    = 3660 // days
	MaxWorthNote = 500
)

// LatestDay is the day that it is now where the day comes first, at +14:00: what
// somebody there did today lies in no future.
func LatestDay(now time.Time) Day {
	const hours = 14
	return DayOf(now, time.FixedZone("", hours*3600))
}

// Check returns nil or names every wrong field, as the API calls it. What lies
// after latest has not happened yet; only revenue of a span may reach beyond.
func (e WorthEntry) Check(latest Day) error {
	var p Problems
	checkID(&p, "id", e.ID, true)
	checkID(&p, "customer", string(e.Customer), true)
	checkID(&p, "project", string(e.Project), true)
	checkText(&p, "note", e.Note, MaxWorthNote)
	e.checkDays(&p, latest)
	switch e.Kind {
	case WorthTime:
		e.checkTime(&p)
	case WorthRevenue:
		checkSort(&p, e.Sort, RevenueSale, RevenueRecurring, RevenueRefund)
	case WorthBeyond:
		checkSort(&p, e.Sort, BeyondReferral, BeyondCaseStudy, BeyondReference, BeyondOther)
		checkText(&p, "estimated_by", e.By, MaxName)
		checkText(&p, "why", e.Why, MaxWorthNote)
		if e.By == "" {
			p.Add("estimated_by", "is needed: an estimate says whose it is")
		}
		if e.Why == "" {
			p.Add("why", "is needed: an estimate says its grounds")
		}
	}
	if e.Amount < 0 {
		p.Add("amount", "must not be negative; money given back is revenue of the kind refund")
	}
	return p.Err()
}

func (e WorthEntry) checkTime(p *Problems) {
	checkID(p, "person", e.Person, true)
	checkID(p, "role", e.Role, false)
	if e.Minutes < 1 || e.Minutes > MaxMinutes {
		p.Add("minutes", "must lie between 1 and %d, a week", MaxMinutes)
	}
}

func (e WorthEntry) checkDays(p *Problems, latest Day) {
	if e.From == e.To {
		if checkDay(p, "day", e.From); e.From > latest && e.From.Time().Year() <= lastYear {
			e.checkAhead(p)
		}
		return
	}
	checkDay(p, "from", e.From)
	checkDay(p, "to", e.To)
	switch {
	case e.Kind != WorthRevenue:
		p.Add("to", "is only for revenue")
	case e.To < e.From:
		p.Add("to", "must not lie before from")
	case e.To-e.From >= MaxSpread:
		p.Add("to", "must be ten years after from at most")
	}
}

// checkAhead refuses what is said to have happened on a day to come: no figure
// would hold it, and mostly the year is mistyped.
func (e WorthEntry) checkAhead(p *Problems) {
	if e.Kind == WorthRevenue {
		p.Add("day", "must not lie in the future; revenue of a time to come is given with from and to")
		return
	}
	p.Add("day", "must not lie in the future")
}

const lastYear = 2199

// checkDay takes days that people can mean.
func checkDay(p *Problems, field string, d Day) {
	if y, _, _ := d.Date(); y < FirstYear || y > lastYear {
		p.Add(field, "must be a calendar date such as 2026-03-29, from %d on", FirstYear)
	}
}

func checkSort(p *Problems, sort string, known ...string) {
	for _, k := range known {
		if sort == k {
			return
		}
	}
	p.Add("kind", "must be one of %s", strings.Join(known, ", "))
}

// Piece is the part of an entry that lies in one month: from and to are days of
// the month, and what lies between them is spread evenly.
type Piece struct {
	Month    int // yyyymm
	From, To int
	By       int64 // minor units, or minutes
}

// Pieces cuts an entry into months: minutes and amounts of one day as they are,
// revenue of a span by days, to the minor unit exactly. A refund counts below 0.
func (e WorthEntry) Pieces() []Piece {
	if e.Kind == WorthTime {
		_, _, day := e.From.Date()
		return []Piece{{e.From.Month(), day, day, int64(e.Minutes)}}
	}
	amount := e.Amount
	if e.Kind == WorthRevenue && e.Sort == RevenueRefund {
		amount = -amount
	}
	var out []Piece
	var days []int
	for first := e.From; first <= e.To; {
		y, m, day := first.Date()
		last := min(e.To, DayFromDate(y, m+1, 1)-1)
		_, _, end := last.Date()
		out = append(out, Piece{Month: first.Month(), From: day, To: end})
		days = append(days, end-day+1)
		first = last + 1
	}
	for i, part := range amount.Spread(days) {
		out[i].By = int64(part)
	}
	return out
}

// Between is what of a piece lies between two days of its month, cut from its
// beginning so that parts add up to it.
func (p Piece) Between(from, to int) int64 {
	first, last := max(p.From, from), min(p.To, to)
	if first > last {
		return 0
	}
	n, by := p.To-p.From+1, Amount(p.By)
	return int64(by.Share(last-p.From+1, n) - by.Share(first-p.From, n))
}

// Within is the part of an entry that counts in a period: minutes, or an amount
// in minor units, where a refund counts below 0. ok is false for an entry that
// has no day in it.
func (e WorthEntry) Within(p Period) (by int64, ok bool) {
	if e.To < p.From || e.From > p.To {
		return 0, false
	}
	for _, piece := range e.Pieces() {
		first := DayFromDate(piece.Month/100, time.Month(piece.Month%100), 1)
		by += piece.Between(int(p.From-first)+1, int(p.To-first)+1)
	}
	return by, true
}
