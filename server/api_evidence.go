package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// evidenceBody is why an answer counts or not, as the API shows it.
type evidenceBody struct {
	Invitation string      `json:"invitation" doc:"id of the invitation"`
	Answer     string      `json:"answer" doc:"none, pending, answered, void or expired"`
	Why        string      `json:"why" doc:"in words: why it counts, is held back, or does not count"`
	Visits     []visitBody `json:"visits" doc:"who opened the links, in the order of coming; kept for 7 days"`
	History    []turnBody  `json:"history" doc:"what became of the answer after the first, oldest first"`
}

// visitBody is one opening of a rating link: evidence, never a rating.
type visitBody struct {
	At      *time.Time `json:"at" doc:"when it happened"`
	Choice  int        `json:"choice" doc:"of the link"`
	Browser string     `json:"browser" doc:"family and system, in words"`
	Became  string     `json:"became" doc:"what came of it, in words"`
	Doubts  []string   `json:"doubts" doc:"what speaks against a person"`
}

// turnBody is one change of an answer.
type turnBody struct {
	At     *time.Time `json:"at" doc:"when it happened"`
	Kind   string     `json:"kind" doc:"changed, voided, restored or answered (anew)"`
	Choice int        `json:"choice" doc:"before the change, or the one that was meant"`
	By     string     `json:"by" doc:"why that choice counted"`
	Who    string     `json:"who" doc:"who of the team; empty: the customer or the machine"`
	Reason string     `json:"reason" doc:"why the person set it aside or restored it; empty: the customer did it"`
}

type evidenceOutput struct {
	Body evidenceBody
}

// reasonInput is the request to set an answer aside or to restore it.
type reasonInput struct {
	IDInput
	Body struct {
		Reason string `json:"reason" doc:"why the answer should count or not, at most 300 characters"`
	}
}

// getEvidence says why the answer of an invitation counts or not.
func (s api) getEvidence(ctx context.Context, in *IDInput) (*evidenceOutput, error) {
	inv, err := s.invitation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	e, err := s.readEvidence(ctx, inv)
	if err != nil {
		return nil, err
	}
	return &evidenceOutput{Body: newEvidenceBody(e, s.words)}, nil
}

// voidInvitation sets the answer of an invitation aside.
func (s api) voidInvitation(ctx context.Context, in *reasonInput) (*evidenceOutput, error) {
	return s.remedy(ctx, in, "response.voided", s.Store.Void)
}

// restoreInvitation lets an answer that was set aside count again.
func (s api) restoreInvitation(ctx context.Context, in *reasonInput) (*evidenceOutput, error) {
	return s.remedy(ctx, in, "response.restored", s.Store.Restore)
}

func (s api) remedy(ctx context.Context, in *reasonInput, act string, do func(context.Context, surveys.InvitationID, surveys.UserID, string) error) (*evidenceOutput, error) {
	inv, err := s.invitation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who := surveys.TokenActor(tokenName(ctx))
	if err := do(ctx, inv.ID, who, normaliseText(in.Body.Reason)); err != nil {
		return nil, err
	}
	s.record(ctx, act, "invitation "+string(inv.ID), surveys.Telling{})
	return s.getEvidence(ctx, &in.IDInput)
}

// invitation reads an invitation by the id in an address. NotFound.
func (s api) invitation(ctx context.Context, text string) (surveys.Invitation, error) {
	id, ok := surveys.ParseInvitationID(text)
	if !ok {
		return surveys.Invitation{}, surveys.Errorf(surveys.NotFound, "there is no invitation with this id")
	}
	return s.Store.Invitation(ctx, id)
}

func newEvidenceBody(e evidence, words *templates.Locale) evidenceBody {
	body := evidenceBody{Invitation: string(e.inv.ID), Answer: string(e.inv.Answer), Why: e.why(words),
		Visits: []visitBody{}, History: []turnBody{}}
	for _, v := range e.visits.List {
		body.Visits = append(body.Visits, visitBody{At: timeOrNull(v.At), Choice: v.Choice, Browser: words.Browser(v.Browser),
			Became: words.Became(v), Doubts: append([]string{}, words.Doubts(surveys.Weigh(e.visits, v))...)})
	}
	for _, t := range e.turns {
		body.History = append(body.History, turnBody{At: timeOrNull(t.At), Kind: string(t.Kind), Choice: t.Choice,
			By: string(t.By), Who: t.Actor(), Reason: words.Reason(t.Reason)})
	}
	return body
}
