package server

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// ledgerInput asks for invitations, or for what was not sent.
type ledgerInput struct {
	PageInput
	Contact string `query:"contact" maxLength:"1024" doc:"id or address; left out: anybody"`
	State   string `query:"state" enum:"scheduled,claimed,data,sent,skipped,failed,bounced,unknown" doc:"of the mail; left out: any"`
	Reason  string `query:"reason" maxLength:"64" doc:"such as quiet_period; left out: any"`
}

type ledgerOutput struct {
	Body struct {
		Items []invitationDetail `json:"items" doc:"this page"`
		Next  *string            `json:"next" doc:"cursor of the next page, which may hold fewer items than asked for; null: this is the last"`
	}
}

// listInvitations returns invitations, newest first.
func (s api) listInvitations(ctx context.Context, in *ledgerInput) (*ledgerOutput, error) {
	q := store.InvitationQuery{State: surveys.MailState(in.State), Reason: surveys.SkipReason(in.Reason), Cursor: in.Cursor, Limit: in.limit()}
	var err error
	if in.Contact != "" {
		if q.Contact, err = contactID(in.Contact); err != nil {
			return nil, err
		}
	}
	items, next, err := s.Store.InvitationsBy(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &ledgerOutput{}
	out.Body.Items = make([]invitationDetail, len(items))
	for i, inv := range items {
		out.Body.Items[i] = newInvitationDetail(inv, s.words)
	}
	out.Body.Next = cursorOrNull(next)
	return out, nil
}
