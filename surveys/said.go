package surveys

import "sort"

// Said is what a customer had last told us before a day.
type Said string

// What there is to tell, within SaidDays.
const (
	SaidSatisfied  Said = "satisfied"
	SaidNeutral    Said = "neutral"
	SaidComplained Said = "complained"
	SaidNothing    Said = "silent"    // asked, and gave no answer
	NotAskedSaid   Said = "not_asked" // nobody asked
)

// SaidDays is how far back an answer says something about now.
const SaidDays Day = 365

// AllSaid returns all of them, the gladdest first.
func AllSaid() []Said {
	return []Said{SaidSatisfied, SaidNeutral, SaidComplained, SaidNothing, NotAskedSaid}
}

// VoiceDay is what came from one customer on one day: answers, and mails that
// arrived there.
type VoiceDay struct {
	Day                           Day
	Satisfied, Neutral, Complaint uint16
	Asked                         uint16
}

// NewVoiceDay sums the tally of a day.
func NewVoiceDay(d Day, t Tally) VoiceDay {
	satisfied, complaint := t.Satisfied(), t.Complaints()
	return VoiceDay{Day: d, Satisfied: small(satisfied), Complaint: small(complaint),
		Neutral: small(t.N() - satisfied - complaint), Asked: small(t.Sent - t.Bounced)}
}

func small(n int) uint16 { return uint16(min(max(0, n), 1<<16-1)) }

// Voices are the days on which one customer was asked or answered, in order.
type Voices []VoiceDay

// Between returns the days from the first up to, without, the second.
func (v Voices) Between(from, before Day) Voices {
	a := sort.Search(len(v), func(i int) bool { return v[i].Day >= from })
	b := sort.Search(len(v), func(i int) bool { return v[i].Day >= before })
	return v[a:max(a, b)]
}

// Said is what they had last told us before the day, at most SaidDays ago. Of
// several answers on one day the worst counts.
func (v Voices) Said(before Day) Said {
	asked := false
	days := v.Between(before-SaidDays, before)
	for i := len(days) - 1; i >= 0; i-- {
		switch d := days[i]; {
		case d.Complaint > 0:
			return SaidComplained
		case d.Neutral > 0:
			return SaidNeutral
		case d.Satisfied > 0:
			return SaidSatisfied
		default:
			asked = asked || d.Asked > 0
		}
	}
	if asked {
		return SaidNothing
	}
	return NotAskedSaid
}

// Sum adds up the days; its day is the last of them.
func (v Voices) Sum() VoiceDay {
	var satisfied, neutral, complaint, asked int
	var last Day
	for _, d := range v {
		last = max(last, d.Day)
		satisfied, neutral = satisfied+int(d.Satisfied), neutral+int(d.Neutral)
		complaint, asked = complaint+int(d.Complaint), asked+int(d.Asked)
	}
	return VoiceDay{Day: last, Satisfied: small(satisfied), Neutral: small(neutral), Complaint: small(complaint), Asked: small(asked)}
}
