package server

import (
	"math"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// StandingBody says how a project or a customer stands.
type StandingBody struct {
	ID           string        `json:"id" doc:"id as the caller gave it"`
	Name         string        `json:"name" doc:"name for people"`
	Period       *periodBody   `json:"period" doc:"of responses, satisfied, csat and interval; null: all time"`
	Responses    int           `json:"responses" doc:"answers"`
	Satisfied    int           `json:"satisfied" doc:"of them satisfied"`
	CSAT         *float64      `json:"csat" doc:"satisfied share in percent; null below 5 answers"`
	Interval     *[2]float64   `json:"interval" doc:"95 % interval of csat after Wilson, in percent; null below 5 answers"`
	Forecast     string        `json:"forecast" doc:"set fair, fair, change, rain, storm or no reading: of the last 90 days, or of the period asked for"`
	Risk         *float64      `json:"risk" doc:"expected badness of the next answer, 0 to 1; null before the first answer"`
	Alarm        bool          `json:"alarm" doc:"a decline has been found that has not ended"`
	Worse        *float64      `json:"worse" doc:"probability that satisfaction fell from the period before to the last 90 days, or the period asked for: two Beta posteriors; null below 5 answers in either"`
	ResponseRate *levelBody    `json:"response_rate" doc:"answered of those sent and not bounced, by day of sending, over the last 90 days or the period asked for; null below 5 mails"`
	Caution      string        `json:"caution,omitempty" doc:"why the figures are to be read with care: under 20 % of at least 20 mails answered, or far fewer than in the period before"`
	OpenCases    int           `json:"open_cases" doc:"cases that are not resolved"`
	FirstAnswer  *string       `json:"first_answer" doc:"day of the first answer"`
	LastAnswer   *string       `json:"last_answer" doc:"day of the last answer"`
	Projects     []projectPart `json:"projects,omitempty" doc:"of one customer: how it stands in each of its projects"`
	PausedUntil  *time.Time    `json:"paused_until,omitempty" doc:"of one customer: nobody there is asked before"`
	Declines     []alarmBody   `json:"declines,omitempty" doc:"of one customer or project: the alarms that stand"`
	Loudest      *loudestBody  `json:"loudest,omitempty" doc:"of one project: the customer that over half of all its answers come from, though others were heard"`
	Silences     []silenceBody `json:"silences,omitempty" doc:"of one customer: who is not heard any more; no figure holds it"`
}

// loudestBody is a customer that the figures of a project lean on.
type loudestBody struct {
	Customer string  `json:"customer" doc:"id of the customer"`
	Share    float64 `json:"share" doc:"of all answers, percent"`
}

// projectPart is how a customer stands in one project.
type projectPart struct {
	ID        string      `json:"id" doc:"id as the caller gave it"`
	Name      string      `json:"name" doc:"name for people"`
	Responses int         `json:"responses" doc:"answers that count"`
	Satisfied int         `json:"satisfied" doc:"answers that count as satisfied on their scale"`
	CSAT      *float64    `json:"csat" doc:"satisfied in percent of all rated; null: no reading below five answers"`
	Interval  *[2]float64 `json:"interval" doc:"95 % interval of csat in percent; null: no reading"`
	Forecast  string      `json:"forecast" doc:"the dial: set fair, fair, change, rain, storm or no reading"`
	Risk      *float64    `json:"risk" doc:"how bad the next answer is expected to be, 0 to 1; null: no reading"`
}

// periodBody is a span of local days, both included.
type periodBody struct {
	From string `json:"from" doc:"first day"`
	To   string `json:"to" doc:"last day"`
}

// levelBody is a share with its n and interval.
type levelBody struct {
	Of       int        `json:"of" doc:"n"`
	Rate     float64    `json:"rate" doc:"percent"`
	Interval [2]float64 `json:"interval" doc:"95 %, Wilson, percent"`
}

// standingInput asks for a standing, now or in a period.
type standingInput struct {
	IDInput
	PeriodInput
}

// standingsInput asks for a page of them.
type standingsInput struct {
	PeriodInput
	PageInput
	Order string `query:"order" enum:"risk,name,answers" default:"risk" doc:"risk: highest first"`
}

type standingOutput struct {
	Body StandingBody
}

type standingsOutput struct {
	Body struct {
		Items []StandingBody `json:"items" doc:"this page"`
		Next  *string        `json:"next" doc:"cursor of the next page; null: this is the last"`
		Total int            `json:"total" doc:"how many there are, over all pages"`
	}
}

// newStandingBody shows figures of all time, or of the period where one was
// asked for.
func newStandingBody(st surveys.Standing, inPeriod bool, words *templates.Locale) StandingBody {
	level := st.Total.Level()
	out := StandingBody{ID: st.ID, Name: st.Name, Forecast: string(st.Forecast), Alarm: st.Alarm,
		Risk: riskOrNull(st), Worse: worseOrNull(st), OpenCases: st.Cases,
		ResponseRate: levelOrNull(st.Response), Caution: words.Caution(st.Response, st.Asked),
		FirstAnswer: dayOrNull(st.First), LastAnswer: dayOrNull(st.Last)}
	if inPeriod {
		level = st.Level
		out.Period = newPeriodBody(st.Period)
	}
	out.Responses, out.Satisfied = level.N, level.K
	out.CSAT, out.Interval = csat(level)
	return out
}

func newPeriodBody(p surveys.Period) *periodBody {
	return &periodBody{From: p.From.String(), To: p.To.String()}
}

func newProjectPart(st surveys.Standing, inPeriod bool, words *templates.Locale) projectPart {
	b := newStandingBody(st, inPeriod, words)
	return projectPart{ID: b.ID, Name: b.Name, Responses: b.Responses, Satisfied: b.Satisfied,
		CSAT: b.CSAT, Interval: b.Interval, Forecast: b.Forecast, Risk: b.Risk}
}

// csat is the share and its interval, null where there is no reading.
func csat(l surveys.Level) (*float64, *[2]float64) {
	if !l.Reading() {
		return nil, nil
	}
	rate := percent(l.Rate)
	return &rate, &[2]float64{percent(l.Low), percent(l.High)}
}

func levelOrNull(l surveys.Level) *levelBody {
	if !l.Reading() {
		return nil
	}
	return &levelBody{Of: l.N, Rate: percent(l.Rate), Interval: [2]float64{percent(l.Low), percent(l.High)}}
}

func riskOrNull(st surveys.Standing) *float64 {
	if !st.HasRisk {
		return nil
	}
	risk := math.Round(st.Risk*1e4) / 1e4
	return &risk
}

func worseOrNull(st surveys.Standing) *float64 {
	if !st.Compared {
		return nil
	}
	worse := math.Round(st.Worse*1e3) / 1e3
	return &worse
}

func dayOrNull(d surveys.Day) *string {
	if d == 0 {
		return nil
	}
	text := d.String()
	return &text
}
