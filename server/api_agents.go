package server

import (
	"context"

	"barometer/surveys"
)

// agentBody is what customers said about who served them. It is for coaching:
// agents are listed by their letters and never ranked, because who takes the
// hard cases would look worst.
type agentBody struct {
	ID        string      `json:"id" doc:"who served, by letters"`
	Period    *periodBody `json:"period" doc:"days that the figures are of"`
	Responses int         `json:"responses" doc:"answers that count"`
	Satisfied int         `json:"satisfied" doc:"answers that count as satisfied on their scale"`
	CSAT      *float64    `json:"csat" doc:"satisfied share in percent; null below 5 answers"`
	Interval  *[2]float64 `json:"interval" doc:"95 % interval after Wilson, in percent; intervals that overlap say no difference"`
}

type agentsInput struct {
	PeriodInput
	PageInput
}

type agentInput struct {
	IDInput
	PeriodInput
}

type agentsOutput struct {
	Body struct {
		Items []agentBody `json:"items" doc:"in the order of the letters; an answer counts for the agent of its interaction, whatever was reassigned later"`
		Next  *string     `json:"next" doc:"cursor of the page after; null: the end"`
		Total int         `json:"total" doc:"how many there are, over all pages"`
	}
}

type agentOutput struct{ Body agentBody }

// listAgents returns who served, and what was said: of the last 90 days where
// no period is given.
func (s api) listAgents(ctx context.Context, in *agentsInput) (*agentsOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	offset, wrong := in.offset()
	if err := surveys.JoinProblems(err, wrong); err != nil {
		return nil, err
	}
	ids, total, err := s.Store.Agents(ctx, offset, in.limit())
	if err != nil {
		return nil, err
	}
	out := &agentsOutput{}
	out.Body.Items = make([]agentBody, len(ids))
	for i, id := range ids {
		if out.Body.Items[i], err = s.agent(ctx, id, period); err != nil {
			return nil, err
		}
	}
	out.Body.Next, out.Body.Total = nextOffset(offset, len(ids), total), total
	return out, nil
}

func (s api) getAgent(ctx context.Context, in *agentInput) (*agentOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	if err != nil {
		return nil, err
	}
	id := surveys.AgentID(normaliseText(in.ID))
	if known, err := s.Store.HasAgent(ctx, id); err != nil || !known {
		if err == nil {
			err = surveys.Errorf(surveys.NotFound, "there is no such agent")
		}
		return nil, err
	}
	body, err := s.agent(ctx, id, period)
	return &agentOutput{Body: body}, err
}

func (s api) agent(ctx context.Context, id surveys.AgentID, p surveys.Period) (agentBody, error) {
	days, err := s.Store.AgentDays(ctx, id, p)
	if err != nil {
		return agentBody{}, err
	}
	level := days.Total().Level()
	out := agentBody{ID: string(id), Period: newPeriodBody(p), Responses: level.N, Satisfied: level.K}
	out.CSAT, out.Interval = csat(level)
	return out, nil
}
