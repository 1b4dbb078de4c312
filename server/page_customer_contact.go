package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// contactForm fills in the form that changes a contact.
func (f customerFile) contactForm(out *templates.Deed, contact surveys.Contact, d deed, clock templates.Clock) {
	say := clock.Words
	out.Heading, out.Address = contactName(contact), contactAddress(f.customer.ID, contact.ID)
	hurdles := hurdlesOf(contact, clock)
	if p := d.patch; p != nil {
		contact.Name, contact.Role, contact.Language, contact.TimeZone = *p.Name, *p.Role, *p.Language, *p.TimeZone
	}
	out.Contact = &templates.ContactForm{Name: contact.Name, Address: contact.Address, Zone: contact.TimeZone, Hurdles: hurdles}
	out.Roles = []templates.Option{{Text: say.Text("customer_role_unknown"), Chosen: contact.Role == ""}}
	for _, role := range []surveys.Role{surveys.DecisionMaker, surveys.Champion, surveys.EndUser} {
		out.Roles = append(out.Roles, templates.Option{Value: string(role), Text: roleText(role, clock.Words), Chosen: role == contact.Role})
	}
	out.Tongues = []templates.Option{{Text: say.Text("customer_language_usual"), Chosen: contact.Language == ""}}
	tongues := surveys.Languages()
	if contact.Language != "" && !slices.Contains(tongues, contact.Language) {
		tongues = append(tongues, contact.Language)
	}
	for _, tag := range tongues {
		out.Tongues = append(out.Tongues, templates.Option{Value: tag, Text: languageName(tag), Chosen: tag == contact.Language})
	}
}

func contactAddress(customer surveys.CustomerID, id surveys.ContactID) string {
	return customerAddress(customer) + "/contacts/" + string(id)
}

// hurdlesOf are the reasons for which a contact is not asked, with what lifts
// each.
func hurdlesOf(contact surveys.Contact, clock templates.Clock) []templates.Hurdle {
	var out []templates.Hurdle
	for _, one := range contact.Suppressions(clock.Now) {
		out = append(out, hurdleOf(one, clock))
	}
	return out
}

func hurdleOf(one surveys.Suppression, clock templates.Clock) templates.Hurdle {
	say := clock.Words
	s := templates.Hurdle{Reason: string(one.Reason), Text: say.Text("suppression_is_"+string(one.Reason), "Day", since(clock, one.Since)), Lift: say.Text("suppression_lift")}
	switch one.Reason {
	case surveys.SuppressOptedOut, surveys.SuppressComplained:
		s.Warn = say.Text("suppression_warn")
	case surveys.SuppressPaused:
		s.Text, s.Lift = say.Text("suppression_is_paused", "Day", since(clock, one.Until)), say.Text("customer_resume")
	case surveys.SuppressBounced, surveys.SuppressByHand:
	}
	if one.Why != "" {
		s.Text = say.Text("suppression_with_why", "Text", s.Text, "Why", one.Why)
	}
	return s
}

// postContact: POST /customers/:id/contacts/:contact changes what is known of
// somebody (do=save), or lets them be asked again (do=lift), with the reason.
func (s *Server) postContact(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	d := deed{kind: doContact, contact: surveys.ContactID(c.Param("contact"))}
	if !slices.Contains(customer.Contacts, d.contact) {
		s.fail(c, surveys.Errorf(surveys.NotFound, "there is no such contact at this customer"))
		return
	}
	done := "contact"
	switch c.PostForm("do") {
	case "save":
		err = s.saveContact(c, &d)
	case "lift":
		done = "lift"
		err = s.lift(c, d.contact, surveys.SuppressReason(c.PostForm("reason")), strings.TrimSpace(normaliseText(c.PostForm("why"))))
	default:
		err = surveys.InvalidField("do", "must be save or lift")
	}
	if d.errors = s.fieldErrors(err); len(d.errors) > 0 && d.errors["do"] == "" && d.errors["reason"] == "" {
		s.showCustomer(c, http.StatusUnprocessableEntity, &d)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"?done="+done+"#people")
}

// saveContact changes what is known of a contact.
func (s *Server) saveContact(c *gin.Context, d *deed) error {
	text := func(field string) *string { t := strings.TrimSpace(normaliseText(c.PostForm(field))); return &t }
	role := surveys.Role(c.PostForm("role"))
	patch := surveys.ContactPatch{Name: text("name"), Language: text("language"), TimeZone: text("time_zone"), Role: &role}
	d.patch = &patch
	if err := patch.Check(); err != nil {
		return err
	}
	if err := s.Store.AmendContact(c.Request.Context(), d.contact, patch); err != nil {
		return err
	}
	s.record(c, "contact.changed", "contact "+string(d.contact), surveys.Telling{})
	return nil
}

// lift lets a contact be mailed again, and writes down why: in the record and,
// where the contact belongs to a customer, on its timeline.
func (s *Server) lift(c *gin.Context, id surveys.ContactID, reason surveys.SuppressReason, why string) error {
	ctx := c.Request.Context()
	if !slices.Contains(surveys.SuppressReasons(), reason) {
		return surveys.InvalidField("reason", "must be one for which somebody is not asked")
	}
	if problem := surveys.CheckText(why, surveys.MaxName); why == "" || problem != nil {
		return surveys.InvalidField("why", "%s", cmp.Or(problem, surveys.Phrasef("must say why")))
	}
	contact, err := s.Store.Contact(ctx, id)
	if err != nil {
		return err
	}
	// Said first: where this process dies in between, the page still shows the
	// contact as not asked, and whoever presses again changes nothing by it.
	if contact.Customer != "" {
		me, _ := userOf(c)
		since := max(contact.OptedOutAt.Unix(), contact.BouncedAt.Unix(), contact.PausedUntil.Unix())
		err := s.Store.NoteCustomer(ctx, surveys.CustomerNote{ID: fmt.Sprintf("lift-%s-%s-%d", id, reason, since), Customer: contact.Customer,
			Kind: surveys.NoteAsking, By: me.ID}.Told(s.telling("suppression_lifted", "Who", contactName(contact), "Why", why)))
		if err != nil {
			return err
		}
	}
	if err := s.Store.LiftSuppression(ctx, id, reason); err != nil {
		return err
	}
	s.record(c, "contact.lifted", "contact "+string(id), surveys.Tell("changes_lifted", "Reason", surveys.TellCode("changes_reason_", reason), "Why", why))
	return nil
}
