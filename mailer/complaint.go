package mailer

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// complaint is a case with all that the alert says about it.
type complaint struct {
	surveys.Case
	invitation surveys.Invitation
	contact    surveys.Contact
	customer   string
	project    string
}

func (m *Mailer) readComplaint(ctx context.Context, c surveys.Case) (complaint, error) {
	out := complaint{Case: c}
	var err error
	if out.invitation, err = m.Store.Invitation(ctx, c.Invitation); err != nil {
		return out, err
	}
	contacts, err := m.Store.Contacts(ctx, []surveys.ContactID{out.invitation.Contact})
	if err != nil {
		return out, err
	}
	out.contact = contacts[out.invitation.Contact]
	customers, err := m.Store.CustomerNames(ctx, []surveys.CustomerID{out.invitation.Customer})
	if err != nil {
		return out, err
	}
	projects, err := m.Store.ProjectNames(ctx, []surveys.ProjectID{out.invitation.Project})
	out.customer, out.project = customers[out.invitation.Customer], projects[out.invitation.Project]
	return out, err
}

// alert writes the whole alert mail to one recipient. An answer to it goes to
// the customer, for that is who the team wants to speak to.
func (w *writer) alert(c complaint, to mail.Address, now time.Time) ([]byte, error) {
	page := c.page(w.public)
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	return w.toTeam(c, message{id: w.alertID(c.ID, to), to: to, subject: page.Finding, date: now}, twins)
}

// alertID is the Message-ID of the alert about a case to one recipient.
func (w *writer) alertID(id surveys.CaseID, to mail.Address) string {
	return fmt.Sprintf("c.%d.%s@%s", int(id), surveys.NewContactID(to.Address), w.domain)
}

// toTeam writes a whole mail about a complaint to somebody on the team.
func (w *writer) toTeam(c complaint, m message, twins templates.Twins) ([]byte, error) {
	body, err := compose(twins)
	if err != nil {
		return nil, err
	}
	m.from = w.fixed
	if surveys.CheckAddress(c.contact.Address) == "" {
		m.replyTo = mail.Address{Name: c.name(), Address: c.contact.Address}
	}
	head, err := m.appendTo(nil)
	if err != nil {
		return nil, err
	}
	return w.finish(append(head, body...))
}

func (c complaint) page(public string) templates.AlertMail {
	survey, _ := surveys.SurveyByID(c.invitation.Survey)
	page := templates.AlertMail{
		Finding:  c.finding(),
		Rating:   c.rating(survey),
		Project:  surveys.OneLine(c.project, surveys.MaxName),
		About:    about(c.invitation, c.project),
		Comment:  paragraphs(c.invitation.Words.Comment),
		Contact:  c.invitation.Words.ContactWanted,
		CaseURL:  fmt.Sprintf("%s/cases/%d", public, int(c.ID)),
		Question: survey.Question,
	}
	for _, r := range survey.Reasons {
		for _, id := range c.invitation.Words.Reasons {
			if r.ID == id {
				page.Reasons = append(page.Reasons, r.Label)
			}
		}
	}
	if surveys.CheckAddress(c.contact.Address) == "" {
		page.Reply = "Reply to this mail to write to " + c.name() + "."
	}
	return page
}

// name is the contact's, or the address where no name is known.
func (c complaint) name() string {
	if name := surveys.OneLine(c.contact.Name, 100); name != "" {
		return name
	}
	return c.contact.Address
}

// who is contact and customer; a contact that is its own customer is said once.
func (c complaint) who() string {
	customer := surveys.OneLine(c.customer, 100)
	if customer == "" || customer == c.name() || c.contact.Name == "" && strings.HasPrefix(c.contact.Address, customer+"@") {
		return c.name()
	}
	return c.name() + " at " + customer
}

// finding says in one line, which is also the subject, who needs somebody.
func (c complaint) finding() string {
	scale, _ := surveys.ScaleByID(c.invitation.Scale)
	switch {
	case c.invitation.Answer == surveys.Answered && scale.IsComplaint(c.invitation.Choice):
		return c.who() + " is not satisfied"
	case c.invitation.Words.ContactWanted:
		return c.who() + " would like to be contacted"
	}
	return c.who() + " needs an answer"
}

func (c complaint) rating(survey surveys.Survey) string {
	scale, ok := surveys.ScaleByID(c.invitation.Scale)
	if !ok || c.invitation.Answer != surveys.Answered {
		return ""
	}
	return fmt.Sprintf("%d of %d, %s", c.invitation.Choice, scale.Max, strings.ToLower(survey.Label(c.invitation.Choice)))
}

// paragraphs keeps the lines of a comment and makes each of them harmless.
func paragraphs(comment string) string {
	lines := strings.FieldsFunc(comment, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = surveys.OneLine(line, surveys.MaxComment)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
