package server

import (
	"net/http"
	"slices"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// postAsk: POST /customers/:id/ask asks one person now. It goes the way of every
// interaction, so that quiet period, opt-out, bounce and pause decide; a form
// that is sent twice finds its own invitation.
func (s *Server) postAsk(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	d := deed{kind: doAsk, contact: surveys.ContactID(c.PostForm("contact")), survey: surveys.SurveyID(c.PostForm("survey")),
		project: surveys.ProjectID(normaliseText(c.PostForm("project"))), subject: surveys.OneLine(normaliseText(c.PostForm("subject")), surveys.MaxSubject), form: c.PostForm("form")}
	in, err := s.manualInteraction(c, customer, d)
	var inv surveys.Invitation
	created := false
	if err == nil {
		inv, created, err = s.Store.Ask(ctx, in)
	}
	if d.errors = s.fieldErrors(err); len(d.errors) > 0 {
		s.showCustomer(c, http.StatusUnprocessableEntity, &d)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if created {
		s.record(c, "customer.asked", "customer "+string(customer.ID), surveys.Tell("changes_invitation", "ID", inv.ID))
	}
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"?asked="+string(inv.ID))
}

// manualInteraction is what is asked about by hand.
func (s *Server) manualInteraction(c *gin.Context, customer surveys.Customer, d deed) (in surveys.Interaction, err error) {
	var p surveys.Problems
	if !slices.Contains(customer.Contacts, d.contact) {
		p.Add("contact", "is nobody at this customer")
	}
	if !slices.Contains(customer.Projects, d.project) && d.project != surveys.GeneralProject {
		p.Add("project", "is none of this customer")
	}
	if !isForm(d.form) {
		p.Add("form", "is not ours; please open the page again")
	}
	if err := p.Err(); err != nil {
		return in, err
	}
	contact, err := s.Store.Contact(c.Request.Context(), d.contact)
	if err != nil {
		return in, err
	}
	all, err := s.Store.Surveys(c.Request.Context())
	if err != nil {
		return in, err
	}
	in = surveys.Interaction{
		ID: surveys.InteractionID(surveys.ManualType + "-" + d.form), Type: surveys.ManualType, OccurredAt: s.Store.Now(),
		Project:  surveys.ProjectRef{ID: d.project},
		Customer: surveys.CustomerRef{ID: customer.ID, Name: customer.Name},
		Contact:  surveys.Contact{Address: contact.Address, Name: contact.Name, Language: contact.Language, TimeZone: contact.TimeZone, Role: contact.Role},
		Survey:   d.survey,
	}
	if in.Project.ID == surveys.GeneralProject {
		in.Project.Name = "General"
	}
	if d.subject != "" {
		in.Properties = map[string]string{"subject": d.subject}
	}
	return in, in.Validate(all)
}

// isForm reports the id of a form of ours: rand.Text.
func isForm(id string) bool {
	if len(id) != 26 {
		return false
	}
	for _, r := range id {
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return false
		}
	}
	return true
}
