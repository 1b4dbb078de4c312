package server

import (
	"context"
	"time"

	"barometer/surveys"
)

// IDInput is the request of an operation on one thing.
type IDInput struct {
	ID string `path:"id"`
}

// invitationDetail is an invitation with its interaction and answer.
type invitationDetail struct {
	InvitationBody
	Interaction string            `json:"interaction"`
	Type        string            `json:"type,omitempty"`
	Project     string            `json:"project"`
	Customer    string            `json:"customer"`
	Agent       string            `json:"agent,omitempty"`
	Survey      string            `json:"survey"`
	CreatedAt   *time.Time        `json:"created_at"`
	SentAt      *time.Time        `json:"sent_at"`
	Attempts    int               `json:"attempts" doc:"how often sending was tried"`
	Properties  map[string]string `json:"properties,omitempty" doc:"your own words about the interaction"`
	Response    *AnswerBody       `json:"response" doc:"null: no answer that counts"`
}

// AnswerBody is the answer that counts.
type AnswerBody struct {
	Scale         string     `json:"scale"`
	Choice        int        `json:"choice"`
	By            string     `json:"by" doc:"why it counts: gesture, button, auto, settled, button_flagged or imported"`
	RespondedAt   *time.Time `json:"responded_at"`
	ChangedAt     *time.Time `json:"changed_at"`
	Comment       string     `json:"comment,omitempty"`
	Reasons       []string   `json:"reasons,omitempty"`
	PleaseContact bool       `json:"please_contact,omitempty"`
	Case          int        `json:"case,omitempty"`
	Satisfied     bool       `json:"satisfied" doc:"whether the choice counts as satisfied on its scale"`
}

type invitationOutput struct {
	Body invitationDetail
}

// getInvitation shows one invitation with its answer. 404 for an id that is
// none of ours.
func (s api) getInvitation(ctx context.Context, in *IDInput) (*invitationOutput, error) {
	inv, err := s.invitation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	detail := newInvitationDetail(inv)
	if detail.Properties, err = s.Store.Properties(ctx, inv.ID); err != nil {
		return nil, err
	}
	return &invitationOutput{Body: detail}, nil
}

func newInvitationDetail(inv surveys.Invitation) invitationDetail {
	return invitationDetail{
		InvitationBody: newInvitationBody(inv),
		Interaction:    string(inv.Interaction), Type: inv.Type,
		Project: string(inv.Project), Customer: string(inv.Customer), Agent: string(inv.Agent),
		Survey: string(inv.Survey), CreatedAt: timeOrNull(inv.CreatedAt), SentAt: timeOrNull(inv.SentAt),
		Attempts: inv.Attempts, Response: newAnswerBody(inv),
	}
}

func newAnswerBody(inv surveys.Invitation) *AnswerBody {
	if inv.Answer != surveys.Answered {
		return nil
	}
	scale, _ := surveys.ScaleByID(inv.Scale)
	return &AnswerBody{
		Scale: string(inv.Scale), Choice: inv.Choice, By: string(inv.By),
		RespondedAt: timeOrNull(inv.AnsweredAt), ChangedAt: timeOrNull(inv.ChangedAt),
		Comment: inv.Words.Comment, Reasons: inv.Words.Reasons, PleaseContact: inv.Words.ContactWanted,
		Case: int(inv.Case), Satisfied: scale.IsSatisfied(inv.Choice),
	}
}
