package server

import (
	"context"
	"maps"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// names are what the ids on a page are called, looked up together.
type names struct {
	contacts  map[surveys.ContactID]surveys.Contact
	customers map[surveys.CustomerID]string
	projects  map[surveys.ProjectID]string
	wording
}

// namesIn looks up everybody in the invitations and cases.
func (s *Server) namesIn(ctx context.Context, invitations []surveys.Invitation, cases []surveys.Case) (n names, err error) {
	err = s.addNames(ctx, &n, invitations, cases)
	return n, err
}

// addNames is namesIn for those that are not known yet.
func (s *Server) addNames(ctx context.Context, n *names, invitations []surveys.Invitation, cases []surveys.Case) (err error) {
	contacts, customers, projects := set[surveys.ContactID]{}, set[surveys.CustomerID]{}, set[surveys.ProjectID]{}
	for _, inv := range invitations {
		contacts.add(inv.Contact)
		customers.add(inv.Customer)
		projects.add(inv.Project)
	}
	for _, k := range cases {
		contacts.add(k.Contact)
		customers.add(k.Customer)
		projects.add(k.Project)
	}
	if n.contacts, err = addNamed(ctx, n.contacts, contacts, s.Store.Contacts); err != nil {
		return err
	}
	if n.customers, err = addNamed(ctx, n.customers, customers, s.Store.CustomerNames); err != nil {
		return err
	}
	if n.wording, err = s.wording(ctx); err != nil {
		return err
	}
	n.projects, err = addNamed(ctx, n.projects, projects, s.Store.ProjectNames)
	return err
}

// addNamed reads those that are not known.
func addNamed[K ~string, V any](ctx context.Context, known map[K]V, ids set[K], read func(context.Context, []K) (map[K]V, error)) (map[K]V, error) {
	for id := range ids {
		if _, there := known[id]; there {
			delete(ids, id)
		}
	}
	found, err := read(ctx, ids.list())
	if known == nil {
		return found, err
	}
	maps.Copy(known, found)
	return known, err
}

// set keeps ids once, empty ones not at all.
type set[T ~string] map[T]struct{}

func (s set[T]) add(id T) {
	if id != "" {
		s[id] = struct{}{}
	}
}

func (s set[T]) list() []T {
	out := make([]T, 0, len(s))
	for id := range s {
		out = append(out, id)
	}
	return out
}

// contact is what a contact is called: name, else address.
func (n names) contact(id surveys.ContactID) string {
	return contactName(n.contacts[id])
}

func contactName(c surveys.Contact) string {
	if c.Name != "" {
		return templates.Isolate(c.Name)
	}
	return c.Address
}

// whoOr is a name, or other where none is known, as in answers that were
// brought in.
func whoOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// firstName is how a letter would begin.
func firstName(c surveys.Contact, words *templates.Locale) string {
	first, _, _ := strings.Cut(c.Name, " ")
	return whoOr(templates.Isolate(first), whoOr(c.Address, words.Text("case_them")))
}

// customer leads to a customer's page.
func (n names) customer(id surveys.CustomerID) templates.Link {
	text := n.customers[id]
	if text == "" {
		text = string(id)
	}
	return templates.Link{Text: text, Address: customerAddress(id)}
}

// project leads to a project's page.
func (n names) project(id surveys.ProjectID) templates.Link {
	text := n.projects[id]
	if text == "" {
		text = string(id)
	}
	return templates.Link{Text: text, Address: projectAddress(id)}
}

// customerAddress writes an id that is only dots by its key: browsers would
// read it as a way up.
func customerAddress(id surveys.CustomerID) string {
	if strings.Trim(string(id), ".") == "" {
		return "/customers/" + id.Key()
	}
	return "/customers/" + url.PathEscape(string(id))
}

func projectAddress(id surveys.ProjectID) string {
	return "/projects/" + url.PathEscape(string(id))
}

// voiceOf is what an answer says.
func (n names) voiceOf(inv surveys.Invitation, where templates.Link, clock templates.Clock) templates.Voice {
	say := clock.Words
	v := templates.Voice{
		Quote: inv.Words.Comment, Who: n.contact(inv.Contact), Where: where, Way: invitationAddress(inv.ID),
		When: clock.Ago(inv.AnsweredAt), By: say.Evidence(inv.By), Choice: say.Text("voice_no_rating"),
	}
	scale, ok := surveys.ScaleByID(inv.Scale)
	switch {
	case ok && inv.Answer == surveys.Answered:
		v.Choice, v.Pips = say.ChoiceOf(scale, inv.Choice), templates.Pips(scale, inv.Choice)
		v.Word = n.label(inv)
		if scale.IsComplaint(inv.Choice) {
			v.Class = templates.StateClass(surveys.Storm)
		}
	case ok && inv.Answer == surveys.AnswerVoid:
		v.Choice, v.Word = say.ChoiceOf(scale, inv.Choice), say.Text("voice_void")
	}
	if inv.Case != 0 {
		v.Case = templates.Link{Text: caseText(inv.Case, say), Address: caseAddress(inv.Case)}
	}
	v.Notes = n.notesOf(inv, say)
	return v
}

// notesOf are the reasons that were ticked, and the wish for contact.
func (n names) notesOf(inv surveys.Invitation, words *templates.Locale) []string {
	out := n.reasons(inv)
	if inv.Words.ContactWanted {
		out = append(out, words.Text("voice_contact"))
	}
	return out
}
