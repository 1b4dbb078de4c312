package mailer

import (
	"cmp"
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
	wording    surveys.Wording   // of the survey, in its own language
	subject    string            // of the mail that asked
	english    *templates.Locale // of what the team reads
}

// readComplaint reads what the newest of a case's story is about: an
// invitation, or, where the case was opened without one, who it is about.
func (m *Mailer) readComplaint(ctx context.Context, c surveys.Case) (complaint, error) {
	about := surveys.Invitation{Project: c.Project, Customer: c.Customer, Contact: c.Contact}
	if id := cmp.Or(c.Latest, c.Invitation); id != "" {
		var err error
		if about, err = m.Store.Invitation(ctx, id); err != nil {
			return complaint{Case: c}, err
		}
	}
	out, err := m.describe(ctx, about)
	out.Case = c
	return out, err
}

// describe looks up what an invitation's ids and numbers are called.
func (m *Mailer) describe(ctx context.Context, inv surveys.Invitation) (complaint, error) {
	out := complaint{invitation: inv, english: m.writer.english()}
	all, err := m.Store.Surveys(ctx)
	if err != nil {
		return out, err
	}
	survey, ok := all.Get(inv.Survey)
	if !ok || survey.Scale != inv.Scale {
		survey = surveys.NewSurvey("", inv.Scale)
	}
	out.wording = m.writer.locales.In(survey.Language).Wording(survey)
	contacts, err := m.Store.Contacts(ctx, []surveys.ContactID{inv.Contact})
	if err != nil {
		return out, err
	}
	customers, err := m.Store.CustomerNames(ctx, []surveys.CustomerID{inv.Customer})
	if err != nil {
		return out, err
	}
	projects, err := m.Store.ProjectNames(ctx, []surveys.ProjectID{inv.Project})
	if err != nil {
		return out, err
	}
	out.contact, out.customer, out.project = contacts[inv.Contact], customers[inv.Customer], projects[inv.Project]
	house, err := m.Store.Preferences(ctx)
	a := asking{inv, survey, out.contact, out.customer, out.project, house.Language}
	out.subject = m.writer.subject(a)
	out.wording.Question = m.writer.asked(a)
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

// news writes what is new in a case to one recipient: the alert to whoever was
// told of nothing before, else a mail in its thread.
func (w *writer) news(c complaint, to mail.Address, before int, now time.Time) ([]byte, error) {
	if before == 0 {
		return w.alert(c, to, now)
	}
	page := c.page(w.public)
	page.Finding = c.again()
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	first := w.alertID(c.ID, to)
	return w.toTeam(c, message{id: fmt.Sprintf("n%d.%s", c.News, first), to: to, subject: "Re: " + page.Finding,
		date: now, answers: []string{first}}, twins)
}

// again says in one line what has come to a case that the team knows.
func (c complaint) again() string {
	switch {
	case c.Chapter > 1 && c.State == surveys.CaseOpen && c.Since.Equal(c.ChangedAt):
		return c.finding() + " again"
	case c.Latest != c.Invitation:
		return c.finding() + ", too"
	}
	return c.finding()
}

// toTeam writes a whole mail about a complaint to somebody on the team.
func (w *writer) toTeam(c complaint, m message, twins templates.Twins) ([]byte, error) {
	body, err := compose(twins)
	if err != nil {
		return nil, err
	}
	m.from = w.fixed
	if surveys.CheckReplyTo(c.contact.Address) == "" {
		m.replyTo = mail.Address{Name: c.name(), Address: c.contact.Address}
	}
	head, err := m.appendTo(nil)
	if err != nil {
		return nil, err
	}
	return w.finish(append(head, body...))
}

func (c complaint) page(public string) templates.AlertMail {
	words := c.wording
	page := templates.AlertMail{
		Finding:  c.finding(),
		Rating:   c.rating(),
		Project:  surveys.OneLine(c.project, surveys.MaxName),
		About:    c.english.About(c.invitation, c.project),
		Comment:  paragraphs(c.invitation.Words.Comment),
		Contact:  c.invitation.Words.ContactWanted,
		CaseURL:  fmt.Sprintf("%s/cases/%d", public, int(c.ID)),
		Question: words.Question,
	}
	for _, id := range c.invitation.Words.Reasons {
		page.Reasons = append(page.Reasons, cmp.Or(words.Reasons[id], id))
	}
	if surveys.CheckReplyTo(c.contact.Address) == "" {
		page.Reply = "Reply to this mail to write to " + c.name() + "."
	}
	if (c.Source == surveys.FromAlarm || c.Source == surveys.FromHand) && c.News == 1 {
		page.Comment, page.Rating, page.Question, page.About = paragraphs(c.Text), "", "", ""
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
	case c.Source == surveys.FromAlarm && c.News == 1:
		return c.where() + ": ratings are getting worse"
	case c.Source == surveys.FromHand && c.News == 1:
		return c.where() + " needs somebody"
	case c.invitation.Answer == surveys.Answered && scale.IsComplaint(c.invitation.Choice):
		return c.who() + " is not satisfied"
	case c.invitation.Words.ContactWanted:
		return c.who() + " would like to be contacted"
	}
	return c.who() + " needs an answer"
}

// where is what a case is about that rests on no single answer.
func (c complaint) where() string {
	return cmp.Or(surveys.OneLine(c.customer, 100), surveys.OneLine(c.project, surveys.MaxName), "A customer")
}

func (c complaint) rating() string {
	scale, ok := surveys.ScaleByID(c.invitation.Scale)
	if !ok || c.invitation.Answer != surveys.Answered {
		return ""
	}
	return fmt.Sprintf("%d of %d, %s", c.invitation.Choice, scale.Max, strings.ToLower(c.wording.Label(scale.ID, c.invitation.Choice)))
}

// paragraphs keeps the lines of a comment and makes each of them harmless.
func paragraphs(comment string) string {
	lines := strings.FieldsFunc(comment, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = surveys.OneLine(line, surveys.MaxComment)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
