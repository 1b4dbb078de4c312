package surveys

import "math"

// Enough is the number of answers below which no figure is a reading.
const Enough = 5

// z95 is the 97.5 % quantile of the normal distribution.
const z95 = 1.959963984540054

// Level is a share with its n and 95 % interval; never shown without them.
type Level struct {
	N    int     // answers, or mails
	K    int     // of them satisfied, or answered
	Rate float64 // percent, 0..100; 0 where N is 0
	Low  float64 // percent, Wilson
	High float64 // percent, Wilson
}

// NewLevel returns k of n with the score interval of Wilson (1927), in percent.
func NewLevel(k, n int) Level {
	if n <= 0 {
		return Level{}
	}
	p, nf := float64(k)/float64(n), float64(n)
	z2 := z95 * z95
	mid := (p + z2/(2*nf)) / (1 + z2/nf)
	half := z95 / (1 + z2/nf) * math.Sqrt(p*(1-p)/nf+z2/(4*nf*nf))
	return Level{N: n, K: k, Rate: 100 * p, Low: 100 * math.Max(0, mid-half), High: 100 * math.Min(1, mid+half)}
}

// Reading reports whether there are enough answers to say something.
func (l Level) Reading() bool { return l.N >= Enough }

// Level returns the satisfied share of the tally.
func (t Tally) Level() Level { return NewLevel(t.Satisfied(), t.N()) }

// ResponseRate returns answered ÷ (sent − bounced) by the day of sending.
func (t Tally) ResponseRate() Level { return NewLevel(t.Answered, t.Sent-t.Bounced) }

// Forecast is the signal in one word of the dial.
type Forecast string

// The words of the dial, from best to worst.
const (
	SetFair   Forecast = "set fair"
	Fair      Forecast = "fair"
	Change    Forecast = "change"
	Rain      Forecast = "rain"
	Storm     Forecast = "storm"
	NoReading Forecast = "no reading"
)

// CutPoints are the lower limits of rain, change, fair and set fair in percent
// satisfied, as engraved on the dial.
func CutPoints() [4]float64 { return [4]float64{60, 75, 85, 93} }

// Forecast returns the word for the level; a standing decline alarm holds the
// word one lower and never better than change.
func (l Level) Forecast(alarm bool) Forecast {
	if !l.Reading() {
		return NoReading
	}
	return forecastOf(l.Rate, CutPoints(), alarm)
}

func forecastOf(value float64, cuts [4]float64, alarm bool) Forecast {
	words := [5]Forecast{Storm, Rain, Change, Fair, SetFair}
	i := 0
	for _, cut := range cuts {
		if value >= cut {
			i++
		}
	}
	if alarm {
		i = max(0, min(i-1, 2))
	}
	return words[i]
}
