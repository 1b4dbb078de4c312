package signal

import (
	"math"
	"math/bits"
)

// The decline alarm is a time-budget e-detector: evidence against "this stream
// is as it always was" trickles in at one unit a year, and every rating
// multiplies it by a likelihood ratio whose mean is 1 while nothing changes.
//
//	p = (10·P + K) / (10 + N)
//	R = (R + dt/365.25) · (complaint ? 3 : 1) / (1 + 2p)
//	alarm if complaint, R ≥ 1/alpha, and ≥ 2 of the last 15 are complaints; then R = 0
//
// R − t is a martingale, so the mean time to a false alarm is at least 1/alpha
// years whatever the volume or the scale (e-detectors: Shin, Ramdas and Rinaldo
// 2023, "E-detectors: a nonparametric framework for sequential change
// detection"; the sum over starting times: Shiryaev 1963, Roberts 1966; the
// ratio: Wald 1945). With p estimated this is measured, not a theorem.
const (
	lag          = 15     // newest ratings left out of a stream's own baseline
	needed       = 2      // complaints among the newest 15 to alarm at all
	basePull     = 10.0   // ratings that the portfolio's P is worth
	odds         = 3.0    // factor of a complaint before it is made fair
	maxGap       = 90.0   // days of trickle that one silence can add
	year         = 365.25 // days
	EpisodeDays  = 30.0   // alarms this close to the episode's first are the same
	DefaultAlpha = 0.5    // promised false alarms a stream and year
)

// lagMask keeps the newest 15 ratings of a queue.
const lagMask = 1<<lag - 1

// Stream is the state of one stream of ratings (a project, a customer, the
// portfolio): small, a value, complete. The zero value is a stream without
// ratings.
type Stream struct {
	Sums               // of its risk; Sums.At is the time of the newest rating
	Seen       int     // ratings so far
	Complaints int     // complaints but for the newest 15 ratings
	Queue      uint16  // the newest 15, bit 0 the newest, 1 = complaint
	Evidence   float64 // R: of a decline, in units of stream-years
	Climb      float64 // log of the likelihood ratio since Since
	Since      float64 // days: when the present climb began
	Alarm      float64 // days: the newest alarm; 0: never
	Episode    float64 // days: first alarm of the newest episode; 0: never
	WorseSince float64 // days: Since as it was at that alarm
}

// Reading is what one rating said.
type Reading struct {
	P        float64 // expected share of complaints before the rating
	DT       float64 // days since the rating before, at most 90
	R        float64 // evidence after the rating, before an alarm takes it away
	Alarm    bool    // a decline alarm was raised
	First    bool    // … and it is the first of its episode
	Since    float64 // days: about when it began to get worse
	Evidence float64 // share of what an alarm needs, 0..1
	Risk     float64 // after the rating, at its time
}

// Step advances a stream by one rating, in the order in which answers count.
// Alpha is the promise, false alarms a stream and year; 0 never alarms.
func Step(s Stream, r Rating, p Priors, alpha float64) (Stream, Reading) {
	read := Reading{P: s.baseline(p), DT: s.gap(r.At)}
	factor := 1 / (1 + (odds-1)*read.P)
	if r.Complaint {
		factor *= odds
	}
	s = s.climb(r.At, math.Log(factor))
	s.Evidence = (s.Evidence + read.DT/year) * factor
	s = s.push(r.Complaint)
	s.Sums = s.with(r)

	read.R, read.Since = s.Evidence, s.Since
	read.Evidence = math.Min(1, alpha*read.R)
	read.Risk = Risk(s.Sums, r.At, p)
	if r.Complaint && alpha > 0 && s.Evidence >= 1/alpha && bits.OnesCount16(s.Queue) >= needed {
		s, read.First = s.raise(r.At)
		read.Alarm = true
	}
	return s, read
}

// baseline is the share of complaints that the stream is used to. Its newest
// ratings are left out, or a decline would become the usual before it is seen.
func (s Stream) baseline(p Priors) float64 {
	return (basePull*p.P + float64(s.Complaints)) / (basePull + float64(max(0, s.Seen-lag)))
}

// gap is the time since the rating before, 0 at the first.
func (s Stream) gap(at float64) float64 {
	if s.Seen == 0 {
		return 0
	}
	return math.Min(maxGap, math.Max(0, at-s.At))
}

// push makes the rating the newest of the queue; the 16th newest enters the
// baseline.
func (s Stream) push(complaint bool) Stream {
	s.Complaints += int(s.Queue >> (lag - 1) & 1)
	s.Queue = s.Queue << 1 & lagMask
	if complaint {
		s.Queue |= 1
	}
	s.Seen++
	return s
}

// climb follows where the likelihood ratio had its lowest point: the best
// guess of when a decline began (Page 1954; Hinkley 1971).
func (s Stream) climb(at, step float64) Stream {
	if s.Climb <= 0 || s.Seen == 0 {
		s.Climb, s.Since = 0, at
	}
	s.Climb = math.Max(0, s.Climb+step)
	return s
}

// raise spends the evidence on an alarm; first says that it opens an episode.
func (s Stream) raise(at float64) (out Stream, first bool) {
	first = at-s.Episode >= EpisodeDays // 0, never, is long ago
	if first {
		s.Episode, s.WorseSince = at, s.Since
	}
	s.Evidence, s.Alarm = 0, at
	return s, first
}

// Standing reports whether a decline alarm stands: raised within the last 30
// days.
func Standing(s Stream, at float64) bool {
	return s.Alarm > 0 && at-s.Alarm < EpisodeDays
}

// Budget returns the alpha that spends a number of false alarms a month over
// all streams together, never more than one a stream and year.
func Budget(aMonth float64, streams int) float64 {
	return math.Min(1, 12*aMonth/float64(max(1, streams)))
}
