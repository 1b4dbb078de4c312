package server

import (
	"context"
	"net/http"
	"time"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// interactionBody is an interaction as a caller tells it.
type interactionBody struct {
	ID         string               `json:"id" doc:"your own id, unique in its project; sent twice, it is asked about once" example:"ticket-4711"`
	Type       string               `json:"type,omitempty" doc:"ticket, milestone, delivery, visit, …" example:"ticket"`
	OccurredAt *momentBody          `json:"occurred_at,omitempty"`
	Project    *refBody             `json:"project,omitempty" doc:"what was worked on; left out: general"`
	Customer   *refBody             `json:"customer,omitempty" doc:"whom it was for; left out: the contact"`
	Contact    *contactBody         `json:"contact,omitempty" doc:"whom to ask; without an email nobody is asked"`
	Agent      string               `json:"agent,omitempty" doc:"who served"`
	Survey     string               `json:"survey,omitempty" doc:"left out: the one that is made for the project and type, else the usual one"`
	Delay      delayBody            `json:"delay,omitempty" doc:"how long to wait before asking, such as 2h or 3d"`
	Properties map[string]plainText `json:"properties,omitempty" doc:"your own words, kept and shown"`
}

type refBody struct {
	ID   string `json:"id" doc:"id as the caller gave it"`
	Name string `json:"name,omitempty" doc:"name for people"`
}

type contactBody struct {
	Email    string `json:"email,omitempty" doc:"mail address of the person"`
	Name     string `json:"name,omitempty" doc:"name for people"`
	Language string `json:"language,omitempty" example:"en" doc:"language that the person is asked in, such as en or pt-BR"`
	TimeZone string `json:"time_zone,omitempty" doc:"IANA; mails go out within working hours there; left out: as it was, else the house's" example:"Europe/Berlin"`
	Role     string `json:"role,omitempty" doc:"decision_maker, champion or user"`
}

// momentBody is a time. It is read with the other fields, so that one answer
// names all that are wrong.
type momentBody string

// Schema describes the time in the OpenAPI document.
func (momentBody) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Extensions: map[string]any{"format": "date-time"},
		Description: "when it was, with its zone; left out: now", Examples: []any{"2026-03-29T10:00:00Z"}}
}

// delayBody is how long to wait before asking.
type delayBody string

// Schema describes the delay in the OpenAPI document.
func (delayBody) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Examples: []any{"30m"},
		Description: "how long to wait before asking: a number with s, m, h or d"}
}

// interactionInput is the request of POST /interactions.
type interactionInput struct {
	Body interactionBody
}

// invitationAnswer says what became of a request to ask.
type invitationAnswer struct {
	Status int
	Body   struct {
		Invitation InvitationBody `json:"invitation" doc:"what became of the asking"`
	}
}

// InvitationBody is an invitation as the API shows it.
type InvitationBody struct {
	ID     string     `json:"id" doc:"id of the invitation"`
	Mail   string     `json:"mail" doc:"scheduled, claimed, data, sent, skipped, failed, bounced, unknown or none"`
	Answer string     `json:"answer" doc:"none, pending, answered, void or expired"`
	Reason string     `json:"reason" doc:"why nobody was asked, what the mail waits for, or what went wrong with it; empty: nothing"`
	SendAt *time.Time `json:"send_at" doc:"when the mail is due; null: never"`
}

// postInteraction answers 201 with a new invitation, 200 with the one that an
// earlier request for the same interaction made.
func (s api) postInteraction(ctx context.Context, in *interactionInput) (*invitationAnswer, error) {
	interaction, err := s.interaction(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	inv, created, err := s.Store.Ask(ctx, interaction)
	if err != nil {
		return nil, err
	}
	out := &invitationAnswer{Status: http.StatusOK}
	if created {
		out.Status = http.StatusCreated
	}
	out.Body.Invitation = newInvitationBody(inv)
	return out, nil
}

// interaction turns the body into the domain's noun: normalised, the defaults
// filled in, every wrong field named.
func (s api) interaction(ctx context.Context, b interactionBody) (surveys.Interaction, error) {
	var p surveys.Problems
	in := surveys.Interaction{
		ID: surveys.InteractionID(normaliseText(b.ID)), Type: normaliseText(b.Type),
		OccurredAt: s.Store.Now(), Agent: surveys.AgentID(normaliseText(b.Agent)),
		Survey: surveys.SurveyID(b.Survey), Properties: normaliseMap(b.Properties),
		Project: surveys.ProjectRef{ID: surveys.GeneralProject, Name: "General"},
	}
	if b.OccurredAt != nil {
		in.OccurredAt = s.occurredAt(&p, string(*b.OccurredAt))
	}
	if b.Project != nil {
		in.Project = surveys.ProjectRef{ID: surveys.ProjectID(normaliseText(b.Project.ID)), Name: normaliseText(b.Project.Name)}
	}
	if b.Customer != nil {
		in.Customer = surveys.CustomerRef{ID: surveys.CustomerID(normaliseText(b.Customer.ID)), Name: normaliseText(b.Customer.Name)}
		if b.Customer.ID == "" {
			p.Add("customer.id", "is needed where there is a customer")
		}
	}
	in.Contact = contact(&p, b.Contact)
	if in.Customer.ID == "" && in.Contact.Address == "" {
		in.Customer = surveys.CustomerRef{ID: "unknown", Name: "Unknown"}
	}
	in.Delay = delay(&p, string(b.Delay))
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return in, err
	}
	return in, merge(p, in.Validate(all))
}

func (s api) occurredAt(p *surveys.Problems, text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		p.Add("occurred_at", "must be a time such as 2026-03-29T10:00:00Z, from %d on", surveys.FirstYear)
	case at.After(s.Store.Now().Add(24 * time.Hour)):
		p.Add("occurred_at", "must not lie in the future")
	}
	return at
}

func contact(p *surveys.Problems, b *contactBody) surveys.Contact {
	if b == nil {
		return surveys.Contact{}
	}
	address, problem := NormaliseAddress(b.Email)
	if problem != "" {
		p.Add("contact.email", "%s", problem)
	}
	return surveys.Contact{Address: address, Name: normaliseText(b.Name), Language: b.Language,
		TimeZone: b.TimeZone, Role: surveys.Role(b.Role)}
}

func delay(p *surveys.Problems, text string) time.Duration {
	d, err := surveys.ParseDuration(text)
	if err != nil {
		p.Add("delay", "must be a duration such as 30m, 2h or 3d")
	}
	return d
}

func normaliseMap[T ~string](m map[string]T) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[normaliseText(k)] = normaliseText(string(v))
	}
	return out
}

// merge puts the problems of parsing before those of the domain's own check.
func merge(p surveys.Problems, err error) error {
	return surveys.JoinProblems(p.Err(), err)
}

func newInvitationBody(inv surveys.Invitation) InvitationBody {
	return InvitationBody{ID: string(inv.ID), Mail: string(inv.Mail), Answer: string(inv.Answer),
		Reason: inv.Reason, SendAt: timeOrNull(dueAt(inv))}
}

// dueAt is when the mail is due, zero where it never is: an unknown one keeps
// the time at which it was.
func dueAt(inv surveys.Invitation) time.Time {
	if inv.Mail == surveys.MailUnknown {
		return time.Time{}
	}
	return inv.SendAt
}

// timeOrNull is the time in UTC, null where there is none.
func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
