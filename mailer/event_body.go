package mailer

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// namedBody is something with an id and a name.
type namedBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// contactEventBody is who answered.
type contactEventBody struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
}

// responseEventBody is the data of the events of a response, as it stands when
// the event is told.
type responseEventBody struct {
	Invitation    string           `json:"invitation"`
	Interaction   string           `json:"interaction"`
	Type          string           `json:"type"`
	Survey        string           `json:"survey"`
	Scale         string           `json:"scale"`
	Choice        int              `json:"choice"`
	Label         string           `json:"label"`
	Satisfied     bool             `json:"satisfied"`
	Complaint     bool             `json:"complaint"`
	Answer        string           `json:"answer"`
	By            string           `json:"by"`
	Comment       string           `json:"comment"`
	Reasons       []string         `json:"reasons"`
	PleaseContact bool             `json:"please_contact"`
	AnsweredAt    time.Time        `json:"answered_at"`
	Project       namedBody        `json:"project"`
	Customer      namedBody        `json:"customer"`
	Contact       contactEventBody `json:"contact"`
	Agent         string           `json:"agent"`
	Case          *int             `json:"case"`
}

func (m *Mailer) responseEvent(ctx context.Context, inv surveys.Invitation) (responseEventBody, error) {
	c, err := m.describe(ctx, inv)
	if err != nil {
		return responseEventBody{}, err
	}
	scale, _ := surveys.ScaleByID(inv.Scale)
	body := responseEventBody{
		Invitation: string(inv.ID), Interaction: string(inv.Interaction), Type: inv.Type, Survey: string(inv.Survey),
		Scale: string(inv.Scale), Choice: inv.Choice, Label: c.wording.Label(inv.Scale, inv.Choice),
		Satisfied: scale.IsSatisfied(inv.Choice), Complaint: scale.IsComplaint(inv.Choice),
		Answer: string(inv.Answer), By: string(inv.By), Comment: inv.Words.Comment,
		Reasons: append([]string{}, inv.Words.Reasons...), PleaseContact: inv.Words.ContactWanted, AnsweredAt: inv.AnsweredAt,
		Project: namedBody{string(inv.Project), c.project}, Customer: namedBody{string(inv.Customer), c.customer},
		Contact: contactBody(c.contact), Agent: string(inv.Agent),
	}
	if n := int(inv.Case); n != 0 {
		body.Case = &n
	}
	return body, nil
}

func contactBody(c surveys.Contact) contactEventBody {
	return contactEventBody{string(c.ID), c.Address, c.Name, string(c.Role)}
}

// caseEventBody is the data of the events of a case.
type caseEventBody struct {
	ID         int              `json:"id"`
	URL        string           `json:"url"`
	Finding    string           `json:"finding"`
	State      string           `json:"state"`
	Source     string           `json:"source"`
	Chapter    int              `json:"chapter"`
	Owner      string           `json:"owner"`
	Cause      string           `json:"cause"`
	Lesson     string           `json:"lesson"`
	OpenedAt   time.Time        `json:"opened_at"`
	Project    namedBody        `json:"project"`
	Customer   namedBody        `json:"customer"`
	Contact    contactEventBody `json:"contact"`
	Invitation string           `json:"invitation"`
	Rating     string           `json:"rating"`
	Comment    string           `json:"comment"`
}

// caseEvent returns the data of a case's events, and the words for a chat.
func (m *Mailer) caseEvent(ctx context.Context, c surveys.Case) (body caseEventBody, text string, err error) {
	story, err := m.readComplaint(ctx, c)
	if err != nil {
		return body, "", err
	}
	body = caseEventBody{
		ID: int(c.ID), URL: fmt.Sprintf("%s/cases/%d", m.writer.public, int(c.ID)), Finding: story.finding(),
		State: string(c.State), Source: string(c.Source), Chapter: max(1, c.Chapter), Owner: c.Owner, Cause: c.Cause, Lesson: c.Lesson,
		OpenedAt: c.OpenedAt, Project: namedBody{string(c.Project), story.project},
		Customer: namedBody{string(c.Customer), story.customer}, Contact: contactBody(story.contact),
		Invitation: string(cmp.Or(c.Latest, c.Invitation)), Rating: story.rating(), Comment: story.invitation.Words.Comment,
	}
	text = body.Finding
	if body.Rating != "" {
		text += " (" + body.Rating + ")"
	}
	if body.Project.Name != "" {
		text += "\n" + surveys.OneLine(body.Project.Name, maxShownName)
	}
	if quote := surveys.OneLine(body.Comment, 280); quote != "" {
		text += "\n" + quoted(quote)
	}
	return body, text + "\n" + body.URL, nil
}

func quoted(s string) string { return "“" + s + "”" }
