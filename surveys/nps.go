package surveys

import "math"

// NPS is a Net Promoter Score (Reichheld 2003) with its n and 95 % interval;
// never shown without them.
type NPS struct {
	N          int     // answers on the scale nps11
	Promoters  int     // 9 and 10
	Detractors int     // 0 to 6
	Score      float64 // % promoters − % detractors, −100..100; 0 where N is 0
	Low        float64 // adjusted Wald
	High       float64 // adjusted Wald
}

// NPS returns the score of the tally's answers on the scale nps11; other
// scales have none.
func (t Tally) NPS() NPS {
	scale, _ := ScaleByID(NPS11)
	promoters, detractors := 0, 0
	counts := t.Answers[NPS11]
	for choice, n := range counts {
		switch {
		case scale.IsSatisfied(choice):
			promoters += n
		case scale.IsComplaint(choice):
			detractors += n
		}
	}
	return NewNPS(promoters, detractors, counts.N())
}

// NewNPS returns the score of n answers with the adjusted Wald interval after
// Rocks (2016, "Interval estimation for the Net Promoter Score", The American
// Statistician 70:4): three answers are added, 3/4 of them promoters, 3/4
// detractors, 3/2 neither, and the plain Wald interval is taken of the sum.
func NewNPS(promoters, detractors, n int) NPS {
	if n <= 0 {
		return NPS{}
	}
	m := float64(n) + 3
	p, d := (float64(promoters)+.75)/m, (float64(detractors)+.75)/m
	mid, half := p-d, z95*math.Sqrt((p+d-(p-d)*(p-d))/m)
	return NPS{
		N: n, Promoters: promoters, Detractors: detractors,
		Score: 100 * float64(promoters-detractors) / float64(n),
		Low:   100 * math.Max(-1, mid-half),
		High:  100 * math.Min(1, mid+half),
	}
}

// Reading reports whether there are enough answers to say something.
func (s NPS) Reading() bool { return s.N >= Enough }

// NPSCutPoints are the lower limits of rain, change, fair and set fair for a
// Net Promoter Score.
func NPSCutPoints() [4]float64 { return [4]float64{0, 20, 40, 60} }

// Forecast returns the word for the score; an alarm counts as for a Level.
func (s NPS) Forecast(alarm bool) Forecast {
	if !s.Reading() {
		return NoReading
	}
	return forecastOf(s.Score, NPSCutPoints(), alarm)
}
