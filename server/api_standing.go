package server

import (
	"math"

	"barometer/surveys"
)

// StandingBody says how a project or a customer stands.
type StandingBody struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Period       *periodBody   `json:"period" doc:"of responses, satisfied, csat and interval; null: all time"`
	Responses    int           `json:"responses" doc:"answers"`
	Satisfied    int           `json:"satisfied" doc:"of them satisfied"`
	CSAT         *float64      `json:"csat" doc:"satisfied share in percent; null below 5 answers"`
	Interval     *[2]float64   `json:"interval" doc:"95 % interval of csat after Wilson, in percent; null below 5 answers"`
	Forecast     string        `json:"forecast" doc:"set fair, fair, change, rain, storm or no reading: of the last 90 days, or of the period asked for"`
	Risk         *float64      `json:"risk" doc:"expected badness of the next answer, 0 to 1; null before the first answer"`
	Alarm        bool          `json:"alarm" doc:"a decline has been found that has not ended"`
	ResponseRate *levelBody    `json:"response_rate" doc:"answered of those sent and not bounced, by day of sending, over the last 90 days or the period asked for; null below 5 mails"`
	OpenCases    int           `json:"open_cases"`
	FirstAnswer  *string       `json:"first_answer" doc:"day of the first answer"`
	LastAnswer   *string       `json:"last_answer" doc:"day of the last answer"`
	Projects     []projectPart `json:"projects,omitempty" doc:"of one customer: how it stands in each of its projects"`
}

// projectPart is how a customer stands in one project.
type projectPart struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Responses int         `json:"responses"`
	Satisfied int         `json:"satisfied"`
	CSAT      *float64    `json:"csat"`
	Interval  *[2]float64 `json:"interval"`
	Forecast  string      `json:"forecast"`
	Risk      *float64    `json:"risk"`
}

// periodBody is a span of local days, both included.
type periodBody struct {
	From string `json:"from"`
	To   string `json:"to"`
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
		Items []StandingBody `json:"items"`
		Next  *string        `json:"next" doc:"cursor of the next page; null: this is the last"`
		Total int            `json:"total"`
	}
}

// newStandingBody shows figures of all time, or of the period where one was
// asked for.
func newStandingBody(st surveys.Standing, inPeriod bool) StandingBody {
	level := st.Total.Level()
	out := StandingBody{ID: st.ID, Name: st.Name, Forecast: string(st.Forecast), Alarm: st.Alarm,
		Risk: riskOrNull(st), ResponseRate: levelOrNull(st.Response), OpenCases: st.Cases,
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

func newProjectPart(st surveys.Standing, inPeriod bool) projectPart {
	b := newStandingBody(st, inPeriod)
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

func dayOrNull(d surveys.Day) *string {
	if d == 0 {
		return nil
	}
	text := d.String()
	return &text
}
