package server

import (
	"context"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
)

// newCaseInput opens a case by hand.
type newCaseInput struct {
	Body struct {
		Project  string `json:"project" maxLength:"512" doc:"id of the project"`
		Customer string `json:"customer" maxLength:"512" doc:"id of the customer"`
		Contact  string `json:"contact,omitempty" maxLength:"254" doc:"address of the contact, so that it can be answered from the case"`
		Text     string `json:"text" maxLength:"4000" doc:"what happened"`
	}
}

type noteInput struct {
	IDInput
	Body struct {
		Text string `json:"text" maxLength:"4000" doc:"in plain words"`
	}
}

type replyInput struct {
	IDInput
	Body struct {
		By   string `json:"by,omitempty" maxLength:"256" doc:"address of somebody on the team, in whose name it goes; left out: the owner of the case"`
		Text string `json:"text" maxLength:"20000" doc:"plain text; the thread of the survey's mail is kept"`
	}
}

// replyOutput is a mail to the customer of a case.
type replyOutput struct {
	Status int
	Body   replyBody
}

// postCase opens a case by hand. Answers 201, or 200 where it joined the case
// that is open about the customer in the project.
func (s api) postCase(ctx context.Context, in *newCaseInput) (*caseOutput, error) {
	n := store.NewCase{Project: surveys.ProjectID(in.Body.Project), Customer: surveys.CustomerID(in.Body.Customer),
		Text: normaliseText(in.Body.Text), By: surveys.TokenActor(tokenName(ctx))}
	if problem := surveys.CheckComment(n.Text); problem != nil {
		return nil, surveys.InvalidField("text", "%s", problem)
	}
	if in.Body.Contact != "" {
		n.Contact = surveys.NewContactID(normaliseText(in.Body.Contact))
		if _, err := s.Store.Contact(ctx, n.Contact); err != nil {
			return nil, surveys.InvalidField("contact", "must be the address of somebody who was asked before")
		}
	}
	c, opened, err := s.Store.OpenCase(ctx, n)
	if err != nil {
		return nil, err
	}
	s.record(ctx, "case.opened", caseSubject(c.ID), surveys.Telling{})
	status := http.StatusOK
	if opened {
		status = http.StatusCreated
	}
	return s.showCase(ctx, c.ID, status)
}

// postNote keeps a note with a case.
func (s api) postNote(ctx context.Context, in *noteInput) (*caseOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	patch := surveys.CasePatch{By: surveys.TokenActor(tokenName(ctx)), Note: strings.TrimSpace(normaliseText(in.Body.Text))}
	if patch.Note == "" {
		return nil, surveys.InvalidField("text", "must not be empty")
	}
	if problem := surveys.CheckComment(patch.Note); problem != nil {
		return nil, surveys.InvalidField("text", "%s", problem)
	}
	if _, err := s.Store.PatchCase(ctx, id, patch); err != nil {
		return nil, err
	}
	s.record(ctx, "case.noted", caseSubject(id), surveys.Telling{})
	return s.showCase(ctx, id, http.StatusCreated)
}

// postReply writes a mail to the customer of a case, in the name of its owner
// or of who is named. Answers 201, or 200 for a repeat.
func (s api) postReply(ctx context.Context, in *replyInput) (*replyOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	by, err := s.writerOf(ctx, id, in.Body.By)
	if err != nil {
		return nil, err
	}
	r, written, err := s.Store.WriteReply(ctx, store.NewReply{Case: id, By: by, Text: normaliseText(in.Body.Text)})
	if err != nil {
		return nil, err
	}
	out := &replyOutput{Status: http.StatusOK, Body: newReplyBody(r)}
	if written {
		s.record(ctx, "case.answered", caseSubject(id), surveys.Tell("changes_in_name", "Who", by.Called()))
		out.Status = http.StatusCreated
	}
	return out, nil
}

// writerOf is in whose name a reply goes: it must be a person who may act.
func (s api) writerOf(ctx context.Context, id surveys.CaseID, by string) (surveys.User, error) {
	if by == "" {
		c, err := s.Store.Case(ctx, id)
		if err != nil {
			return surveys.User{}, err
		}
		if by = string(c.OwnerID); by == "" {
			return surveys.User{}, surveys.InvalidField("by", "must name somebody on the team: nobody follows up this case yet")
		}
	}
	u, err := s.member(ctx, "by", by)
	if err == nil && !u.May(surveys.Member) {
		err = surveys.InvalidField("by", "must be somebody who may act on cases")
	}
	return u, err
}
