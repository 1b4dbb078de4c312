package server

import (
	"context"

	"barometer/surveys"
)

// leaversInput asks for those who left against those who stayed.
type leaversInput struct {
	YearInput
	PageInput
	Side  string `query:"side" enum:"left,stayed" doc:"names the customers of a side"`
	Trait string `query:"trait" maxLength:"80" doc:"with side and value: only those who have it, such as attribute:industry"`
	Value string `query:"value" maxLength:"256" doc:"with trait: the value"`
}

// sideBody is how many of those of whom a trait is known have it.
type sideBody struct {
	Count    int         `json:"count" doc:"who have it"`
	Known    int         `json:"known" doc:"of whom it is known, n"`
	Percent  *float64    `json:"percent" doc:"count ÷ known; null below 5"`
	Interval *[2]float64 `json:"interval" doc:"95 % interval after Wilson, percent; null below 5"`
}

func newSideBody(l surveys.Level) sideBody {
	out := sideBody{Count: l.K, Known: l.N}
	out.Percent, out.Interval = csat(l)
	return out
}

// contrastBody sets both sides beside one another in one trait.
type contrastBody struct {
	Trait      string      `json:"trait" doc:"said, complaint, mood, response, or attribute:<key>"`
	Value      string      `json:"value" doc:"of the trait"`
	Left       sideBody    `json:"left" doc:"of those who left"`
	Stayed     sideBody    `json:"stayed" doc:"of those who stayed"`
	Difference *float64    `json:"difference" doc:"points of percent, left − stayed; null below 5 on either side"`
	Interval   *[2]float64 `json:"interval" doc:"95 % interval of it after Newcombe; null below 5 on either side"`
	Verdict    string      `json:"verdict" enum:"clear,not_clear,too_few" doc:"clear only with 5 on either side, an interval without 0, and while at most one in ten such claims is expected to be chance (Benjamini and Hochberg)"`
}

func newContrastBody(c surveys.Contrast) contrastBody {
	out := contrastBody{Trait: c.Name, Value: c.Value, Left: newSideBody(c.Left), Stayed: newSideBody(c.Stayed), Verdict: "too_few"}
	if !c.Enough() {
		return out
	}
	difference := percent(c.Difference)
	out.Difference, out.Interval = &difference, &[2]float64{percent(c.Low), percent(c.High)}
	if out.Verdict = "not_clear"; c.Clear {
		out.Verdict = "clear"
	}
	return out
}

type leaversOutput struct {
	Body struct {
		From      string         `json:"from" doc:"first day"`
		To        string         `json:"to" doc:"last day"`
		Left      int            `json:"left" doc:"customers whose time with us ended in the period and who had not come back by its end"`
		Stayed    int            `json:"stayed" doc:"customers at its end"`
		Contrasts []contrastBody `json:"contrasts" doc:"clear ones first, then the largest difference; a trait in common, not a cause"`
		Items     []countedBody  `json:"items" nullable:"false" doc:"where a side was asked for, else empty; day: left on, or a customer since"`
		Next      *string        `json:"next" doc:"cursor of the next page of items; null: this is the last"`
		Total     *int           `json:"total" doc:"items over all pages; null where no side was asked for"`
	}
}

// getLeavers compares those who left with those who stayed.
func (s api) getLeavers(ctx context.Context, in *leaversInput) (*leaversOutput, error) {
	period, err := s.period(PeriodInput(in.YearInput), yearDays)
	offset, wrong := in.offset()
	if err := surveys.JoinProblems(err, wrong, in.check()); err != nil {
		return nil, err
	}
	f := leaversFile{trait: surveys.Trait{Name: normaliseText(in.Trait), Value: normaliseText(in.Value)}, side: in.Side}
	if f.all, err = s.Store.Leavers(ctx, period); err != nil {
		return nil, err
	}
	out := &leaversOutput{}
	out.Body.From, out.Body.To, out.Body.Contrasts = period.From.String(), period.To.String(), []contrastBody{}
	out.Body.Items = []countedBody{}
	for _, l := range f.all {
		if l.Left {
			out.Body.Left++
		}
	}
	out.Body.Stayed = len(f.all) - out.Body.Left
	for _, c := range surveys.Audit(f.all) {
		out.Body.Contrasts = append(out.Body.Contrasts, newContrastBody(c))
	}
	if in.Side == "" {
		return out, nil
	}
	behind := f.behind()
	items, err := s.Store.Described(ctx, behind[min(offset, len(behind)):], in.limit())
	for _, item := range items {
		out.Body.Items = append(out.Body.Items, countedBody{string(item.ID), item.Name, dayOrNull(item.Day), string(item.Stage)})
	}
	total := len(behind)
	out.Body.Next, out.Body.Total = nextOffset(offset, len(items), total), &total
	return out, err
}

// check refuses a question that would be answered with something else.
func (in leaversInput) check() error {
	var p surveys.Problems
	if in.Trait != "" && in.Side == "" {
		p.Add("side", "is needed with a trait: left or stayed")
	}
	if in.Value != "" && in.Trait == "" {
		p.Add("trait", "is needed with a value")
	}
	return p.Err()
}
