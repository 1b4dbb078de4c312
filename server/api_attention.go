package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
)

// attentionInput asks who needs us now.
type attentionInput struct {
	Limit int `query:"limit" minimum:"1" default:"10" doc:"customers, 200 at most"`
}

// attentionBody is a customer that needs somebody, and why.
type attentionBody struct {
	StandingBody
	Why string `json:"why" doc:"one sentence, made of facts"`
}

type attentionOutput struct {
	Body struct {
		Items []attentionBody `json:"items" doc:"highest risk first"`
		Next  *string         `json:"next" doc:"always null: ask for more with limit"`
	}
}

// getAttention returns the customers that need somebody now: an open case, a
// standing alarm, or a low reading; highest risk first.
func (s api) getAttention(ctx context.Context, in *attentionInput) (*attentionOutput, error) {
	period := surveys.Last(levelDays, s.Store.Today())
	standings, _, err := s.Store.CustomerStandings(ctx, store.ListQuery{Period: period, Order: "risk", Limit: maxLimit})
	if err != nil {
		return nil, err
	}
	standings, err = s.withOpenCases(ctx, standings, period)
	if err != nil {
		return nil, err
	}
	out := &attentionOutput{}
	out.Body.Items = []attentionBody{}
	for _, st := range standings {
		if why := why(st); why != "" && len(out.Body.Items) < min(max(in.Limit, 1), maxLimit) {
			out.Body.Items = append(out.Body.Items, attentionBody{newStandingBody(st, false), why})
		}
	}
	return out, nil
}

// withOpenCases adds the customers of the newest open cases whose risk alone
// does not bring them up, and orders all by risk.
func (s api) withOpenCases(ctx context.Context, standings []surveys.Standing, period surveys.Period) ([]surveys.Standing, error) {
	cases, _, err := s.Store.Cases(ctx, surveys.CaseOpen, maxLimit)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, st := range standings {
		seen[st.ID] = true
	}
	for _, c := range cases {
		if seen[string(c.Customer)] {
			continue
		}
		seen[string(c.Customer)] = true
		st, err := s.Store.CustomerStanding(ctx, c.Customer, period)
		if err != nil {
			return nil, err
		}
		standings = append(standings, st)
	}
	slices.SortStableFunc(standings, func(a, b surveys.Standing) int { return cmp.Compare(b.Risk, a.Risk) })
	return standings, nil
}

// why says in one sentence what the standing's facts are, "" where nothing
// calls for a person.
func why(st surveys.Standing) string {
	var facts []string
	switch {
	case st.Cases == 1:
		facts = append(facts, "1 case waits for an answer")
	case st.Cases > 1:
		facts = append(facts, fmt.Sprintf("%d cases wait for an answer", st.Cases))
	}
	if st.Alarm {
		facts = append(facts, "ratings are falling")
	}
	low := st.Forecast == surveys.Rain || st.Forecast == surveys.Storm
	if low || len(facts) > 0 && st.Level.Reading() {
		facts = append(facts, fmt.Sprintf("%d of the last %d answers in %d days were satisfied",
			st.Level.K, st.Level.N, st.Period.Days()))
	}
	if len(facts) == 0 {
		return ""
	}
	sentence := strings.Join(facts, "; ")
	return strings.ToUpper(sentence[:1]) + sentence[1:] + "."
}
