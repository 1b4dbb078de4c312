package server

import (
	"context"
	"crypto/rand"
	"slices"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// What can be done at a customer, as its address says: ?do=ask.
const (
	doAsk     = "ask"
	doNote    = "note"
	doCase    = "case"
	doPause   = "pause"
	doContact = "contact"
)

// deed is a form as it was sent, where it could not be taken.
type deed struct {
	kind    string
	contact surveys.ContactID
	survey  surveys.SurveyID
	project surveys.ProjectID
	patch   *surveys.ContactPatch // of contact
	form    string
	text    string
	subject string
	on      string
	errors  map[string]string
}

// addDeeds puts what the reader may do onto the page, with the form of what is
// being done and what came of it.
func (s *Server) addDeeds(c *gin.Context, f customerFile, wrong *deed, page *templates.CustomerPage) error {
	me, _ := userOf(c)
	err := s.sayDone(c, f, page)
	if !me.May(surveys.Member) {
		for i := range page.People {
			page.People[i].Edit = ""
		}
		for i := range page.Pauses {
			page.Pauses[i].Address = ""
		}
		return err
	}
	d := wrong
	if kind := c.Query("do"); d == nil && kind != "" {
		d = &deed{kind: kind, contact: surveys.ContactID(c.Query("contact"))}
	}
	if d == nil {
		d = &deed{}
	}
	page.Deeds = f.deedLinks(d.kind, page.Clock)
	if d.kind == "" || err != nil {
		return err
	}
	page.Deed, err = s.deedForm(c.Request.Context(), f, *d, page.Clock)
	if me, _ := userOf(c); err == nil && page.Deed.Contact != nil && me.May(surveys.Admin) {
		page.Deed.Contact.Erase = eraseAddress(d.contact)
	}
	return err
}

func (f customerFile) deedLinks(current string, clock templates.Clock) []templates.Link {
	at := customerAddress(f.customer.ID)
	var out []templates.Link
	for _, l := range []struct{ kind, text string }{{doAsk, "customer_ask"}, {doNote, "customer_note"}, {doCase, "customer_case"}, {doPause, "customer_pause"}} {
		if l.kind == doAsk && len(f.customer.Contacts) == 0 {
			continue
		}
		out = append(out, templates.Link{Text: clock.Words.Text(l.text), Address: at + "?do=" + l.kind + "#do", Current: l.kind == current})
	}
	return out
}

// deedForm is the form of what is being done. Invalid for what nobody can do.
func (s *Server) deedForm(ctx context.Context, f customerFile, d deed, clock templates.Clock) (*templates.Deed, error) {
	say, at := clock.Words, customerAddress(f.customer.ID)
	out := &templates.Deed{Kind: d.kind, Form: d.form, Back: at, Text: d.text, Subject: d.subject, Errors: d.errors,
		First: (clock.Today() + 1).String(), Last: clock.Today().String()}
	if d.on != "" {
		out.Last = d.on
	}
	if out.Form == "" {
		out.Form = rand.Text()
	}
	switch d.kind {
	case doAsk:
		out.Heading, out.Address, out.People = say.Text("customer_ask_heading"), at+"/ask", f.askable(d.contact, clock)
		out.Projects = f.projectOptions(d.project)
		all, err := s.Store.Surveys(ctx)
		out.Surveys = surveyOptions(all, d.survey, s.words)
		return out, err
	case doNote:
		out.Heading, out.Address = say.Text("customer_note_heading"), at+"/notes"
	case doCase:
		out.Heading, out.Address, out.Projects = say.Text("customer_case_heading"), at+"/cases", f.projectOptions(d.project)
	case doPause:
		out.Heading, out.Address, out.People = say.Text("customer_pause_heading"), at+"/pause", f.pausable(clock)
	case doContact:
		contact, ok := f.names.contacts[d.contact]
		if !ok || !slices.Contains(f.customer.Contacts, d.contact) {
			return nil, surveys.InvalidField("contact", "is nobody at this customer")
		}
		f.contactForm(out, contact, d, clock)
	default:
		return nil, surveys.InvalidField("do", "must be ask, note, case, pause or contact")
	}
	return out, nil
}

// askable are the contacts, with what stands against asking them.
func (f customerFile) askable(chosen surveys.ContactID, clock templates.Clock) []templates.Option {
	var out []templates.Option
	for _, id := range f.customer.Contacts {
		contact, ok := f.names.contacts[id]
		if !ok {
			continue
		}
		name := contactName(contact)
		for _, tag := range (listener{Contact: contact}).tags(clock) {
			name += " (" + tag + ")"
		}
		out = append(out, templates.Option{Value: string(id), Text: name, Chosen: id == chosen})
	}
	return out
}

func (f customerFile) projectOptions(chosen surveys.ProjectID) []templates.Option {
	var out []templates.Option
	for _, id := range f.customer.Projects {
		out = append(out, templates.Option{Value: string(id), Text: f.names.project(id).Text, Chosen: id == chosen})
	}
	if len(out) == 0 {
		out = append(out, templates.Option{Value: string(surveys.GeneralProject), Text: "General"})
	}
	return out
}

// surveyOptions are the surveys that are asked about interactions.
func surveyOptions(all surveys.Catalogue, chosen surveys.SurveyID, words *templates.Locale) []templates.Option {
	if chosen == "" {
		chosen = all.Usual().ID
	}
	var out []templates.Option
	for _, one := range all.All() {
		if !one.Archived {
			out = append(out, templates.Option{Value: string(one.ID), Text: surveyName(one, words), Chosen: one.ID == chosen})
		}
	}
	return out
}

// sayDone says what came of a deed: the address carries what was done.
func (s *Server) sayDone(c *gin.Context, f customerFile, page *templates.CustomerPage) error {
	say := page.Clock.Words
	switch done := c.Query("done"); done {
	case "note", "contact", "lift", "pause", "resume":
		page.Done = &templates.Said{Text: say.Text("customer_done_" + done)}
	}
	id, ok := surveys.ParseInvitationID(c.Query("asked"))
	if !ok {
		return nil
	}
	inv, err := s.Store.Invitation(c.Request.Context(), id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && inv.Customer != f.customer.ID {
		return nil
	}
	if err != nil {
		return err
	}
	who := whoOr(f.names.contact(inv.Contact), say.Text("customer_somebody"))
	page.Done = &templates.Said{Text: say.Text("customer_done_asked", "Who", who, "State", stateText(inv, page.Clock)),
		Link: templates.Link{Text: say.Text("customer_way"), Address: invitationAddress(inv.ID)}}
	if inv.Mail == surveys.MailSkipped {
		page.Done.Text = say.Text("customer_done_skipped", "Who", who, "Reason", reasonText(inv, say))
	}
	return nil
}
