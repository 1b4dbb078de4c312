package surveys

import (
	"slices"
	"time"
)

// Hours are when mails may go out, by the clock of who gets them. The zero
// value is any time.
type Hours struct {
	From, To int            // minutes of the day, 0..1440, From < To; both 0: the whole day
	Days     []time.Weekday // none: every day
}

// Any reports whether every moment lies within the hours.
func (h Hours) Any() bool {
	from, to := h.day()
	return from == 0 && to == minutesADay && len(h.Days) == 0
}

const minutesADay = 24 * 60

// day returns the first minute within the hours, and the first after them.
func (h Hours) day() (from, to int) {
	if h.To <= h.From {
		return 0, minutesADay
	}
	return h.From, h.To
}

// Open reports whether t lies within the hours on the clock of zone.
func (h Hours) Open(t time.Time, zone *time.Location) bool {
	local := t.In(zone)
	from, to := h.day()
	minute := minuteOf(local)
	return h.works(local.Weekday()) && from <= minute && minute < to
}

func (h Hours) works(day time.Weekday) bool {
	return len(h.Days) == 0 || slices.Contains(h.Days, day)
}

func minuteOf(local time.Time) int { return local.Hour()*60 + local.Minute() }

// hops is how often Next looks further: twice a day for eight days, and at
// every change of the clock in them.
const hops = 2*8 + 8

// Next returns t, or the first moment after it that lies within the hours on
// the clock of zone. Where the clock is put forward over From, that is the
// first moment after the gap; where it is put back over To, the hours are open
// twice. Hours that never come leave t as it is.
func (h Hours) Next(t time.Time, zone *time.Location) time.Time {
	at := t.In(zone)
	for range hops {
		if h.Open(at, zone) {
			return at.In(t.Location())
		}
		next := at.Add(h.wait(at))
		if _, changes := at.ZoneBounds(); !changes.IsZero() && changes.Before(next) {
			next = changes
		}
		at = next.In(zone)
	}
	return t
}

// wait is how long it takes from a moment outside the hours until they open on
// the same day, else until the day is over, while nobody changes the clock.
func (h Hours) wait(local time.Time) time.Duration {
	until := minutesADay
	if from, _ := h.day(); h.works(local.Weekday()) && minuteOf(local) < from {
		until = from
	}
	past := time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return time.Duration(until-minuteOf(local))*time.Minute - past
}

// Spread returns the moment that lies a share of the way, 0 up to 1, through the
// hours of the week that begins on monday, on the clock of zone.
func (h Hours) Spread(monday Day, zone *time.Location, share float64) time.Time {
	var days []Day
	for day := monday; day < monday+7; day++ {
		if h.works(day.Time().Weekday()) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		days = []Day{monday}
	}
	from, to := h.day()
	length := (to - from) * 60
	seconds := int(share * float64(len(days)*length))
	n := min(seconds/length, len(days)-1)
	year, month, day := days[n].Date()
	return h.Next(time.Date(year, month, day, 0, from, seconds-n*length, 0, zone), zone)
}
