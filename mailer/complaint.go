package mailer

import (
	"cmp"
	"context"
	"fmt"
	"strings"

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
	survey := all.Of(inv)
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

// name is the contact's, or the address where no name is known.
func (c complaint) name() string {
	if name := surveys.OneLine(c.contact.Name, maxShownName); name != "" {
		return name
	}
	return c.contact.Address
}

// who is contact and customer; a contact that is its own customer is said once.
func (c complaint) who() string {
	customer := surveys.OneLine(c.customer, maxShownName)
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
	return cmp.Or(surveys.OneLine(c.customer, maxShownName), surveys.OneLine(c.project, surveys.MaxName), "A customer")
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
