package surveys

import (
	"math"
	"time"
)

// Flows count the customers of a period: start on its eve, end at the end of
// its last day, won and lost within it, both days included. Who was won and
// lost inside counts in both, so that start + won − lost = end, always.
type Flows struct {
	Start, End, Won, Lost int
	Kept                  int // of Start, who is there at the end
}

// Count adds one customer.
func (f *Flows) Count(l Life, p Period) {
	there, stays := l.IsCustomer(p.From-1), l.IsCustomer(p.To)
	f.Start += one(there)
	f.End += one(stays)
	f.Kept += one(there && stays)
	for _, s := range l.Spells {
		if s.Won == 0 {
			continue
		}
		f.Won += one(p.Has(s.Won))
		f.Lost += one(s.Lost != 0 && p.Has(s.Lost))
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// Add puts other customers on top.
func (f *Flows) Add(o Flows) {
	f.Start, f.End, f.Won, f.Lost, f.Kept = f.Start+o.Start, f.End+o.End, f.Won+o.Won, f.Lost+o.Lost, f.Kept+o.Kept
}

// Rate is ((end − won) ÷ start) × 100; ok is false where nobody was there at
// the start. It falls below the kept share where customers came and went
// within the period, and may fall below 0 where many did.
func (f Flows) Rate() (percent float64, ok bool) {
	if f.Start == 0 {
		return 0, false
	}
	return 100 * float64(f.End-f.Won) / float64(f.Start), true
}

// KeptLevel is the share of those at the start who are there at the end, with
// its interval.
func (f Flows) KeptLevel() Level { return NewLevel(f.Kept, f.Start) }

// Empty reports that the period knew no customer at all.
func (f Flows) Empty() bool { return f.Start+f.End+f.Won+f.Lost == 0 }

// WholeMonths cuts the months that end with the one of a day into periods of
// so many months each, oldest first. The last is cut off at the day itself.
func WholeMonths(to Day, months, n int) []Period {
	y, m, _ := to.Date()
	first := (int(m)-1)/months*months + 1
	out := make([]Period, n)
	for i := range out {
		back := (n - 1 - i) * months
		from := DayFromMonths(y, first-back)
		out[i] = Period{From: from, To: min(to, DayFromMonths(y, first-back+months)-1)}
	}
	return out
}

// DayFromMonths is the first day of a month that may lie outside the year:
// month 0 is the December before.
func DayFromMonths(year, month int) Day {
	year += int(math.Floor(float64(month-1) / 12))
	month = ((month-1)%12+12)%12 + 1
	return DayFromDate(year, time.Month(month), 1)
}
