package server

import "barometer/surveys"

// trendPeriod are the days of a trend where no period is asked for: 52 weeks.
const trendPeriod = 364

// trendInput asks for a trend.
type trendInput struct {
	IDInput
	PeriodInput
	Step int `query:"step" minimum:"1" maximum:"366" default:"7" doc:"days of each reading"`
}

// trendBody are readings that do not overlap, the last one ending with the period.
type trendBody struct {
	Period periodBody  `json:"period" doc:"days that the figures are of"`
	Step   int         `json:"step" doc:"days of each reading"`
	Points []pointBody `json:"points" doc:"from the oldest to the newest"`
}

// pointBody is one reading of a trend.
type pointBody struct {
	From      string      `json:"from" doc:"first day"`
	To        string      `json:"to" doc:"last day"`
	Responses int         `json:"responses" doc:"answers that count"`
	Satisfied int         `json:"satisfied" doc:"answers that count as satisfied on their scale"`
	CSAT      *float64    `json:"csat" doc:"percent; null below 5 answers"`
	Interval  *[2]float64 `json:"interval" doc:"95 % interval of csat in percent; null: no reading"`
}

type trendOutput struct {
	Body trendBody
}

func newTrendOutput(days surveys.Days, period surveys.Period, step int) *trendOutput {
	points := surveys.Trend(days, period, step)
	out := &trendOutput{Body: trendBody{Period: *newPeriodBody(period), Step: step, Points: make([]pointBody, len(points))}}
	for i, p := range points {
		share, interval := csat(p.Level)
		out.Body.Points[i] = pointBody{From: p.Period.From.String(), To: p.Period.To.String(),
			Responses: p.Level.N, Satisfied: p.Level.K, CSAT: share, Interval: interval}
	}
	return out
}
