package server

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// contactDetail is a contact as the API shows it.
type contactDetail struct {
	ID           string     `json:"id" doc:"id as the caller gave it"`
	Email        string     `json:"email" doc:"mail address of the person"`
	Name         string     `json:"name" doc:"name for people"`
	Language     string     `json:"language" doc:"language that the person is asked in, such as en or pt-BR"`
	TimeZone     string     `json:"time_zone" doc:"empty: that of the house"`
	Role         string     `json:"role" doc:"decision_maker, champion, user or empty"`
	Customer     string     `json:"customer" doc:"id of the customer"`
	PausedUntil  *time.Time `json:"paused_until" doc:"nobody asks before; null: not paused"`
	OptedOutAt   *time.Time `json:"opted_out_at" doc:"not asked any more, for good; null: may be asked"`
	OptedOutBy   string     `json:"opted_out_by,omitempty" enum:"opted_out,complained,by_hand" doc:"how: by the contact itself, by marking a mail as spam, or by somebody of the team"`
	BouncedAt    *time.Time `json:"bounced_at" doc:"when mail came back; null: it did not"`
	BounceReason string     `json:"bounce_reason,omitempty" doc:"what the server there said"`
	LastAskedAt  *time.Time `json:"last_asked_at" doc:"when the newest mail was sent; null: never"`
	Asked        int        `json:"asked" doc:"mails sent, without reminders"`
	ActiveAt     *time.Time `json:"active_at" doc:"time of the newest interaction"`
}

type contactOutput struct{ Body contactDetail }

// patchContactInput changes what it holds; what is left out stays, an empty
// text removes it.
type patchContactInput struct {
	IDInput
	Body struct {
		PausedUntil untilBody `json:"paused_until,omitempty"`
		Name        *string   `json:"name,omitempty" doc:"name for people"`
		Language    *string   `json:"language,omitempty" example:"hi" doc:"language that the person is asked in, such as en or pt-BR"`
		TimeZone    *string   `json:"time_zone,omitempty" doc:"IANA; mails go out within working hours there" example:"Asia/Kolkata"`
		Role        *string   `json:"role,omitempty" doc:"decision_maker, champion or user"`
		Tie         *string   `json:"tie,omitempty" doc:"address of who of the team knows them best"`
	}
}

// patchCustomerInput changes what it holds.
type patchCustomerInput struct {
	IDInput
	Body struct {
		PausedUntil untilBody `json:"paused_until"`
	}
}

type customerOutput struct {
	Body struct {
		ID          string     `json:"id" doc:"id as the caller gave it"`
		Name        string     `json:"name" doc:"name for people"`
		PausedUntil *time.Time `json:"paused_until" doc:"nobody there is asked before; null: not paused"`
	}
}

// untilBody is the end of a pause: a date, a time, or null for none.
type untilBody struct {
	given bool
	text  string // empty: null
}

// UnmarshalJSON tells null from what is left out.
func (u *untilBody) UnmarshalJSON(raw []byte) error {
	u.given = true
	if string(raw) == "null" {
		return nil
	}
	return json.Unmarshal(raw, &u.text)
}

// Schema describes the end of a pause in the OpenAPI document.
func (untilBody) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Examples: []any{"2026-12-24"},
		Description: "first day on which asking goes on, or the time; null ends the pause"}
}

// until reads the end of a pause: midnight of a date in the zone of the store.
func (s *Server) until(p *surveys.Problems, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if day, dayErr := surveys.ParseDay(text); err != nil && dayErr == nil {
		at, err = day.Start(s.Store.Zone()), nil
	}
	switch {
	case err != nil:
		p.Add("paused_until", "must be a date such as 2026-12-24")
	case !at.After(s.Store.Now()):
		p.Add("paused_until", "must lie in the future; null ends the pause")
	case at.After(s.Store.Now().AddDate(10, 0, 0)):
		p.Add("paused_until", "must lie within ten years")
	}
	return at
}

// contactID takes an id of ours, or an address.
func contactID(text string) (surveys.ContactID, error) {
	if decoded, err := url.PathUnescape(text); err == nil {
		text = decoded
	}
	if !strings.Contains(text, "@") {
		return surveys.ContactID(text), nil
	}
	address, problem := NormaliseAddress(text)
	if problem != "" {
		return "", surveys.Errorf(surveys.NotFound, "there is no such contact")
	}
	return surveys.NewContactID(address), nil
}

// getContact shows one contact, by id or address.
func (s api) getContact(ctx context.Context, in *IDInput) (*contactOutput, error) {
	id, err := contactID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Contact(ctx, id)
	if err != nil {
		return nil, err
	}
	return &contactOutput{newContactDetail(c)}, nil
}

// patchContact changes what is known of a contact, or pauses asking.
func (s api) patchContact(ctx context.Context, in *patchContactInput) (*contactOutput, error) {
	id, err := contactID(in.ID)
	if err != nil {
		return nil, err
	}
	var p surveys.Problems
	patch := surveys.ContactPatch{Name: normalised(in.Body.Name), Language: in.Body.Language,
		TimeZone: in.Body.TimeZone, Role: (*surveys.Role)(in.Body.Role)}
	if in.Body.PausedUntil.given {
		until := s.until(&p, in.Body.PausedUntil.text)
		patch.PausedUntil = &until
	}
	var nobody error
	if in.Body.Tie != nil {
		var tie surveys.UserID
		tie, nobody = s.tieOf(ctx, *in.Body.Tie)
		patch.Tie = &tie
	}
	if err := surveys.JoinProblems(p.Err(), patch.Check(), nobody); err != nil {
		return nil, err
	}
	if err := s.Store.AmendContact(ctx, id, patch); err != nil {
		return nil, err
	}
	s.record(ctx, "contact.changed", "contact "+string(id), surveys.Telling{})
	return s.getContact(ctx, &IDInput{ID: string(id)})
}

// patchCustomer pauses asking at a customer, or ends the pause.
func (s api) patchCustomer(ctx context.Context, in *patchCustomerInput) (*customerOutput, error) {
	var p surveys.Problems
	until := s.until(&p, in.Body.PausedUntil.text)
	if err := p.Err(); err != nil {
		return nil, err
	}
	id := surveys.CustomerID(normaliseText(in.ID))
	if err := s.Store.PauseCustomer(ctx, id, until); err != nil {
		return nil, err
	}
	s.record(ctx, pauseAct(until), "customer "+string(id), s.pauseTelling(everybody, until))
	c, err := s.Store.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &customerOutput{}
	out.Body.ID, out.Body.Name, out.Body.PausedUntil = string(c.ID), c.Name, timeOrNull(c.PausedUntil)
	return out, nil
}

func newContactDetail(c surveys.Contact) contactDetail {
	return contactDetail{
		ID: string(c.ID), Email: c.Address, Name: c.Name, Language: c.Language, TimeZone: c.TimeZone,
		Role: string(c.Role), Customer: string(c.Customer), PausedUntil: timeOrNull(c.PausedUntil),
		OptedOutAt: timeOrNull(c.OptedOutAt), BouncedAt: timeOrNull(c.BouncedAt), BounceReason: c.BounceReason,
		LastAskedAt: timeOrNull(c.LastAskedAt), Asked: c.Asked, ActiveAt: timeOrNull(c.ActiveAt), OptedOutBy: optedOutBy(c),
	}
}

// optedOutBy is the reason for which a contact is asked no more.
func optedOutBy(c surveys.Contact) string {
	for _, one := range c.Suppressions(c.OptedOutAt) {
		if one.Reason != surveys.SuppressBounced && one.Reason != surveys.SuppressPaused {
			return string(one.Reason)
		}
	}
	return ""
}

// noteBody is a note on a customer's timeline.
type noteBody struct {
	ID   string `json:"id" doc:"of the note"`
	Kind string `json:"kind" doc:"note for what a person wrote; stage, thanks, day, report, advocate, asking or money for what the house did" example:"note"`
	Text string `json:"text" doc:"what was noted"`
	By   string `json:"by" doc:"id of who of the team wrote it; empty: the house itself"`
}
