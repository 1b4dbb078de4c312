package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// IDInput is the request of an operation on one thing.
type IDInput struct {
	ID string `path:"id" doc:"of the thing that the address names"`
}

// invitationDetail is an invitation with its interaction and answer.
type invitationDetail struct {
	InvitationBody
	Interaction string            `json:"interaction" doc:"id of the interaction"`
	Type        string            `json:"type,omitempty" doc:"kind of interaction, such as ticket or delivery"`
	Project     string            `json:"project" doc:"id of the project"`
	Customer    string            `json:"customer" doc:"id of the customer"`
	Agent       string            `json:"agent,omitempty" doc:"who served"`
	Survey      string            `json:"survey" doc:"id of the survey"`
	Contact     string            `json:"contact" doc:"the person who answered"`
	Round       int               `json:"round,omitempty" doc:"of a reminder, a pulse or the end of a case"`
	Reminds     string            `json:"reminds,omitempty" doc:"invitation that this one reminds of; the answer counts there"`
	Why         string            `json:"why,omitempty" doc:"the reason in words"`
	CreatedAt   *time.Time        `json:"created_at" doc:"when the invitation was made"`
	SentAt      *time.Time        `json:"sent_at" doc:"when the next mail server took the mail; null: not yet"`
	Attempts    int               `json:"attempts" doc:"how often sending was tried"`
	Properties  map[string]string `json:"properties,omitempty" doc:"your own words about the interaction"`
	Response    *AnswerBody       `json:"response" doc:"null: no answer that counts"`
}

// AnswerBody is the answer that counts.
type AnswerBody struct {
	Scale         string     `json:"scale" doc:"scale of the answer, such as csat5"`
	Choice        int        `json:"choice" doc:"the choice on its scale"`
	By            string     `json:"by" doc:"why it counts: gesture, button, auto, settled, button_flagged or imported"`
	RespondedAt   *time.Time `json:"responded_at" doc:"when the answer was given first"`
	ChangedAt     *time.Time `json:"changed_at" doc:"when it changed last; null: never"`
	Comment       string     `json:"comment,omitempty" doc:"the customer's own words"`
	Reasons       []string   `json:"reasons,omitempty" doc:"ids of the reasons that the customer chose"`
	PleaseContact bool       `json:"please_contact,omitempty" doc:"the customer asked to be contacted"`
	Case          int        `json:"case,omitempty" doc:"number of the case; left out: none"`
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
	detail := newInvitationDetail(inv, s.words)
	if detail.Properties, err = s.Store.Properties(ctx, inv.ID); err != nil {
		return nil, err
	}
	return &invitationOutput{Body: detail}, nil
}

func newInvitationDetail(inv surveys.Invitation, words *templates.Locale) invitationDetail {
	return invitationDetail{
		InvitationBody: newInvitationBody(inv),
		Interaction:    string(inv.Interaction), Type: inv.Type,
		Project: string(inv.Project), Customer: string(inv.Customer), Agent: string(inv.Agent),
		Survey: string(inv.Survey), Contact: string(inv.Contact), Round: inv.Round, Reminds: string(inv.Reminds),
		Why: reasonText(inv, words), CreatedAt: timeOrNull(inv.CreatedAt), SentAt: timeOrNull(inv.SentAt),
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
