package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// alarmBody is one episode of decline.
type alarmBody struct {
	ID        string     `json:"id" doc:"id of the alarm"`
	Level     string     `json:"level" enum:"project,customer,all" doc:"whose ratings fell: those of the project, of the customer in it, or of the customer over all its projects"`
	Project   string     `json:"project" doc:"id of the project"`
	Customer  string     `json:"customer" doc:"whose ratings fell; of a project's alarm: whose rating raised it"`
	At        time.Time  `json:"at" doc:"of the rating that raised it"`
	Since     time.Time  `json:"since" doc:"about when it began to get worse"`
	Ended     *time.Time `json:"ended" doc:"30 days after the last alarm of the episode; null: it stands"`
	Sentence  string     `json:"sentence" doc:"what moved and by how much, in counts"`
	After     countBody  `json:"after" doc:"satisfied from the day of since until it ended, or now"`
	Before    countBody  `json:"before" doc:"satisfied in the 90 days before since"`
	Usual     float64    `json:"usual_complaints" doc:"share of complaints that it was used to, 0 to 1"`
	Alpha     float64    `json:"alpha" doc:"promised false alarms a stream and year when it was raised"`
	RaisedBy  string     `json:"raised_by" doc:"invitation of the rating that raised it"`
	Responses []string   `json:"responses,omitempty" doc:"of one alarm: the invitations of the ratings behind it, newest first, 100 at most"`
}

// countBody is a share as counts, with its interval where it is a reading.
type countBody struct {
	Responses int         `json:"responses" doc:"answers that count"`
	Satisfied int         `json:"satisfied" doc:"answers that count as satisfied on their scale"`
	CSAT      *float64    `json:"csat" doc:"percent; null below 5 answers"`
	Interval  *[2]float64 `json:"interval" doc:"95 %, Wilson, percent"`
}

type alarmsInput struct {
	PageInput
	Project  string `query:"project" maxLength:"512" doc:"of one project, with those of its customers in it"`
	Customer string `query:"customer" maxLength:"512" doc:"of one customer; wins over project"`
}

type alarmsOutput struct {
	Body struct {
		Items []alarmBody `json:"items" doc:"newest first; of one customer in one project there is one within 30 days"`
		Next  *string     `json:"next" doc:"cursor of the next page; null: this is the last"`
	}
}

type alarmOutput struct{ Body alarmBody }

func newAlarmBody(a surveys.Alarm, clock templates.Clock) alarmBody {
	out := alarmBody{
		ID: string(a.ID), Level: string(a.Level), Project: string(a.Project), Customer: string(a.Customer),
		At: a.At, Since: a.Since, Sentence: clock.Alarm(a), After: newCountBody(a.After), Before: newCountBody(a.Before),
		Usual: percent(100*a.Usual) / 100, Alpha: a.Alpha, RaisedBy: string(a.By), Responses: texts(a.Responses),
	}
	if !a.Ended.IsZero() {
		out.Ended = &a.Ended
	}
	return out
}

func newCountBody(l surveys.Level) countBody {
	out := countBody{Responses: l.N, Satisfied: l.K}
	out.CSAT, out.Interval = csat(l)
	return out
}

// listAlarms returns the declines that were found, newest first.
func (s api) listAlarms(ctx context.Context, in *alarmsInput) (*alarmsOutput, error) {
	q := store.AlarmQuery{Project: surveys.ProjectID(normaliseText(in.Project)), Customer: surveys.CustomerID(normaliseText(in.Customer)),
		Cursor: in.Cursor, Limit: in.limit()}
	if q.Customer != "" {
		q.Project = ""
	}
	items, next, err := s.Store.Alarms(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &alarmsOutput{}
	out.Body.Items, out.Body.Next = make([]alarmBody, len(items)), cursorOrNull(next)
	for i, a := range items {
		out.Body.Items[i] = newAlarmBody(a, s.clock())
	}
	return out, nil
}

// getAlarm returns one with the responses behind it.
func (s api) getAlarm(ctx context.Context, in *IDInput) (*alarmOutput, error) {
	a, err := s.Store.Alarm(ctx, surveys.AlarmID(in.ID))
	if err != nil {
		return nil, err
	}
	return &alarmOutput{Body: newAlarmBody(a, s.clock())}, nil
}

// budgetBody is what is promised about false alarms.
type budgetBody struct {
	AMonth  *float64     `json:"a_month" doc:"false alarms a month over all streams; null: not set, alpha is 0.5"`
	Alpha   float64      `json:"alpha" doc:"false alarms a stream and year today: min(1, 12 × a_month ÷ streams)"`
	Next    *float64     `json:"next_alpha" doc:"alpha from next_from on; null: nothing changes"`
	From    *string      `json:"next_from" doc:"a change holds from the next day on and touches nothing that came before"`
	Streams int          `json:"streams" doc:"projects, and customers in projects of several, with an answer in the last year"`
	Finds   []volumeBody `json:"finds" doc:"what the default finds at the volumes of our own projects: a drop from 90 to 60 % satisfied, median"`
}

// volumeBody is a class of projects by ratings a month.
type volumeBody struct {
	From     float64 `json:"ratings_a_month" doc:"at least"`
	Weeks    *int    `json:"weeks" doc:"until it is found; null: later, and at one a month no promise: there each complaint, the customer's level and silence speak"`
	Projects int     `json:"projects" doc:"how many there are"`
}

type budgetInput struct {
	Body struct {
		AMonth *float64 `json:"a_month" nullable:"true" required:"true" minimum:"0.01" maximum:"1000" doc:"null returns to the default"`
	}
}

type budgetOutput struct{ Body budgetBody }

// getAlarmBudget says what is promised about false alarms.
func (s api) getAlarmBudget(ctx context.Context, _ *struct{}) (*budgetOutput, error) {
	b, err := s.Store.AlarmBudget(ctx)
	if err != nil {
		return nil, err
	}
	out := &budgetOutput{Body: budgetBody{Alpha: b.Alpha, Streams: b.Streams}}
	if b.AMonth > 0 {
		out.Body.AMonth = &b.AMonth
	}
	if b.From > 0 {
		out.Body.Next, out.Body.From = &b.Next, dayOrNull(b.From)
	}
	for _, v := range b.Volumes {
		body := volumeBody{From: v.From, Projects: v.Streams}
		if v.Weeks > 0 {
			body.Weeks = &v.Weeks
		}
		out.Body.Finds = append(out.Body.Finds, body)
	}
	return out, nil
}

// putAlarmBudget changes it.
func (s api) putAlarmBudget(ctx context.Context, in *budgetInput) (*budgetOutput, error) {
	aMonth := 0.0
	if in.Body.AMonth != nil {
		aMonth = *in.Body.AMonth
	}
	if err := s.Store.SetAlarmBudget(ctx, aMonth); err != nil {
		return nil, err
	}
	s.record(ctx, "alarms.changed", "alarms", promiseTelling(aMonth))
	return s.getAlarmBudget(ctx, nil)
}
