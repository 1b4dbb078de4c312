package signal

import (
	"math"

	"barometer/surveys"
)

// PortfolioEpisode is a decline of the whole portfolio.
type PortfolioEpisode struct {
	First, Last surveys.Day // days that alarmed
	Since       surveys.Day // about when it began to get worse
	Usual       float64     // share of complaints that the portfolio was used to
}

// Standing reports whether the episode stands on a day: 30 days from the last
// day that alarmed.
func (e PortfolioEpisode) Standing(day surveys.Day) bool {
	return e.Last > 0 && day >= e.First && float64(day-e.Last) < EpisodeDays
}

// PortfolioEpisodes runs the decline alarm over the portfolio, a day at a time, and returns
// its episodes. The portfolio lies over many shards that agree on no order
// within a day, so that its evidence is taken at the end of each:
//
//	R = (R + days/365.25) · 3^k / (1 + 2p)^n
//
// which is Step over the n ratings and k complaints of the day but for the
// trickle within it, and keeps the promise for the same reason: every factor
// has mean 1. p leaves out the newest days that hold 15 ratings.
func PortfolioEpisodes(tallies surveys.Days, history History, alphas Alphas) []PortfolioEpisode {
	var w portfolioAlarm
	for i, day := range history.days {
		w.add(day, countTally(tallies[day]), history.beforeAt(i), alphas.On(day))
	}
	return w.episodes
}

// portfolioAlarm is the state of the portfolio's alarm.
type portfolioAlarm struct {
	episodes []PortfolioEpisode
	n, k     float64  // ratings and complaints, without recent
	recent   []counts // the newest days, as few as hold 15 ratings
	last     surveys.Day
	evidence float64
	climb    float64
	since    surveys.Day
}

func (w *portfolioAlarm) add(day surveys.Day, c counts, p Priors, alpha float64) {
	if c.n == 0 {
		return
	}
	usual := (basePull*p.P + w.k) / (basePull + w.n)
	step := c.k*math.Log(odds) - c.n*math.Log(1+(odds-1)*usual)
	dt := 0.0
	if w.last > 0 {
		dt = math.Min(maxGap, float64(day-w.last))
	}
	if w.climb <= 0 {
		w.climb, w.since = 0, day
	}
	w.climb, w.last = math.Max(0, w.climb+step), day
	const most = 600 // e^600 is still a number
	w.evidence = math.Min(math.Exp(most), (w.evidence+dt/year)*math.Exp(math.Min(most, step)))
	w.push(c)
	if c.k > 0 && alpha > 0 && w.evidence >= 1/alpha && w.complaints() >= needed {
		w.raise(day, usual)
	}
}

// push keeps the newest days out of the baseline until others hold 15 ratings.
func (w *portfolioAlarm) push(c counts) {
	w.recent = append(w.recent, c)
	held := 0.0
	for _, r := range w.recent[1:] {
		held += r.n
	}
	for len(w.recent) > 1 && held >= lag {
		w.n, w.k = w.n+w.recent[0].n, w.k+w.recent[0].k
		w.recent = w.recent[1:]
		held -= w.recent[0].n
	}
}

func (w *portfolioAlarm) complaints() float64 {
	k := 0.0
	for _, r := range w.recent {
		k += r.k
	}
	return k
}

// raise spends the evidence on an alarm.
func (w *portfolioAlarm) raise(day surveys.Day, usual float64) {
	w.evidence = 0
	if n := len(w.episodes); n > 0 && float64(day-w.episodes[n-1].First) < EpisodeDays {
		w.episodes[n-1].Last = day
		return
	}
	w.episodes = append(w.episodes, PortfolioEpisode{First: day, Last: day, Since: w.since, Usual: usual})
}
