package server

import (
	"context"
	"strconv"
	"time"

	"barometer/surveys"
)

// caseBody is a case as the API shows it.
type caseBody struct {
	ID         int        `json:"id"`
	Invitation string     `json:"invitation"`
	Project    string     `json:"project"`
	Customer   string     `json:"customer"`
	State      string     `json:"state" doc:"open, contacted or resolved"`
	Owner      string     `json:"owner" doc:"who follows it up; empty: nobody yet"`
	Cause      string     `json:"cause"`
	Lesson     string     `json:"lesson"`
	OpenedAt   *time.Time `json:"opened_at"`
	ChangedAt  *time.Time `json:"changed_at"`
	AlertedAt  *time.Time `json:"alerted_at" doc:"when the team was told; null: not yet"`
	Withdrawn  bool       `json:"withdrawn" doc:"the rating was changed to one that is no complaint"`
}

type casesInput struct {
	State string `query:"state" enum:"open,contacted,resolved" default:"open"`
	Limit int    `query:"limit" minimum:"1" default:"50"`
}

type casesOutput struct {
	Body struct {
		Items []caseBody `json:"items" doc:"newest first"`
		Next  *string    `json:"next" doc:"always null: ask for more with limit"`
		Total int        `json:"total"`
	}
}

type caseOutput struct {
	Body caseBody
}

// patchCaseInput changes what it holds; what is left out stays.
type patchCaseInput struct {
	IDInput
	Body struct {
		State  *string `json:"state,omitempty" enum:"open,contacted,resolved"`
		Owner  *string `json:"owner,omitempty" maxLength:"200"`
		Cause  *string `json:"cause,omitempty" maxLength:"4000"`
		Lesson *string `json:"lesson,omitempty" maxLength:"4000"`
	}
}

// listCases returns the cases in a state, newest first.
func (s api) listCases(ctx context.Context, in *casesInput) (*casesOutput, error) {
	items, total, err := s.Store.Cases(ctx, surveys.CaseState(in.State), PageInput{Limit: in.Limit}.limit())
	if err != nil {
		return nil, err
	}
	out := &casesOutput{}
	out.Body.Items = make([]caseBody, len(items))
	for i, c := range items {
		out.Body.Items[i] = newCaseBody(c)
	}
	out.Body.Total = total
	return out, nil
}

// getCase shows one case.
func (s api) getCase(ctx context.Context, in *IDInput) (*caseOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	return &caseOutput{Body: newCaseBody(c)}, nil
}

// patchCase changes a case.
func (s api) patchCase(ctx context.Context, in *patchCaseInput) (*caseOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	patch := surveys.CasePatch{Owner: normalised(in.Body.Owner), Cause: normalised(in.Body.Cause), Lesson: normalised(in.Body.Lesson)}
	if in.Body.State != nil {
		state := surveys.CaseState(*in.Body.State)
		patch.State = &state
	}
	if err := checkCasePatch(patch); err != nil {
		return nil, err
	}
	c, err := s.Store.PatchCase(ctx, id, patch)
	if err != nil {
		return nil, err
	}
	return &caseOutput{Body: newCaseBody(c)}, nil
}

func checkCasePatch(c surveys.CasePatch) error {
	var p surveys.Problems
	check := func(field string, text *string, checkText func(string) string) {
		if text != nil && checkText(*text) != "" {
			p.Add(field, "%s", checkText(*text))
		}
	}
	check("owner", c.Owner, func(s string) string { return surveys.CheckText(s, surveys.MaxName) })
	check("cause", c.Cause, surveys.CheckComment)
	check("lesson", c.Lesson, surveys.CheckComment)
	return p.Err()
}

func normalised(text *string) *string {
	if text == nil {
		return nil
	}
	out := normaliseText(*text)
	return &out
}

func parseCaseID(text string) (surveys.CaseID, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, surveys.Errorf(surveys.NotFound, "there is no case with this number")
	}
	return surveys.CaseID(n), nil
}

func newCaseBody(c surveys.Case) caseBody {
	return caseBody{ID: int(c.ID), Invitation: string(c.Invitation), Project: string(c.Project),
		Customer: string(c.Customer), State: string(c.State), Owner: c.Owner, Cause: c.Cause, Lesson: c.Lesson,
		OpenedAt: timeOrNull(c.OpenedAt), ChangedAt: timeOrNull(c.ChangedAt), AlertedAt: timeOrNull(c.AlertedAt),
		Withdrawn: c.Withdrawn}
}
