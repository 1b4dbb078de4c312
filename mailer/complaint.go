package mailer

import (
	"cmp"
	"context"
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
	survey     surveys.Survey
	wording    surveys.Wording   // of the survey, in its own language
	subject    string            // of the mail that asked
	say        *templates.Locale // of what the team reads
	theirs     *templates.Locale // of what the contact reads
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
	out := complaint{invitation: inv, say: m.writer.english()}
	all, err := m.Store.Surveys(ctx)
	if err != nil {
		return out, err
	}
	out.survey = all.Of(inv)
	out.wording = m.writer.locales.In(out.survey.Language).Wording(out.survey)
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
	out.theirs = m.writer.locales.In(out.contact.Language, out.survey.Language, house.Language)
	a := asking{inv, out.survey, out.contact, out.customer, out.project, house.Language}
	out.subject = m.writer.subject(a)
	out.wording.Question = m.writer.asked(a)
	return out, err
}

// again says in one line what has come to a case that the team knows.
func (c complaint) again() string {
	switch {
	case c.Chapter > 1 && c.State == surveys.CaseOpen && c.Since.Equal(c.ChangedAt):
		return c.say.Text("tell_again", "Finding", c.finding())
	case c.Latest != c.Invitation:
		return c.say.Text("tell_too", "Finding", c.finding())
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
	return c.say.Text("tell_at", "Who", c.name(), "Customer", customer)
}

// finding says in one line, which is also the subject, who needs somebody.
func (c complaint) finding() string {
	scale, _ := surveys.ScaleByID(c.invitation.Scale)
	switch {
	case c.Source == surveys.FromAlarm && c.News == 1:
		return c.say.Text("tell_is_decline", "Who", c.where())
	case c.Source == surveys.FromHand && c.News == 1:
		return c.say.Text("tell_is_hand", "Who", c.where())
	case c.invitation.Answer == surveys.Answered && scale.IsComplaint(c.invitation.Choice):
		return c.say.Text("tell_is_complaint", "Who", c.who())
	case c.invitation.Words.ContactWanted:
		return c.say.Text("tell_is_wanted", "Who", c.who())
	}
	return c.say.Text("tell_is_other", "Who", c.who())
}

// where is what a case is about that rests on no single answer.
func (c complaint) where() string {
	return cmp.Or(surveys.OneLine(c.customer, maxShownName), surveys.OneLine(c.project, surveys.MaxName), c.say.Text("tell_somebody"))
}

// rating is the answer for the team, such as "2 of 5, bad".
func (c complaint) rating() string { return c.say.Rated(c.invitation, c.wording) }

// theirRating is the same for the contact.
func (c complaint) theirRating() string {
	return c.theirs.Rated(c.invitation, c.theirs.Wording(c.survey))
}

// paragraphs keeps the lines of a comment and makes each of them harmless.
func paragraphs(comment string) string {
	lines := strings.FieldsFunc(comment, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = surveys.OneLine(line, surveys.MaxComment)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
