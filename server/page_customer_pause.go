package server

import (
	"net/http"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// everybody is what the form calls all people of a customer.
const everybody = ""

// postPause: POST /customers/:id/pause pauses asking one person, or everybody
// there, until a date, or ends the pause.
func (s *Server) postPause(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	until, err := s.pauseForm(c)
	contact := surveys.ContactID(c.PostForm("contact"))
	switch {
	case err != nil:
	case contact == everybody:
		err = s.Store.PauseCustomer(ctx, customer.ID, until)
	case !slices.Contains(customer.Contacts, contact):
		err = surveys.InvalidField("contact", "is nobody at this customer")
	default:
		err = s.Store.PauseContact(ctx, contact, until)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, pauseAct(until), "customer "+string(customer.ID), s.pauseTelling(contact, until))
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"?done="+c.PostForm("do")+"#people")
}

// pauseAct and pauseTelling are what the record says of a pause.
func pauseAct(until time.Time) string {
	if until.IsZero() {
		return "customer.resumed"
	}
	return "customer.paused"
}

func (s *Server) pauseTelling(contact surveys.ContactID, until time.Time) surveys.Telling {
	who := surveys.Tell("changes_everybody")
	if contact != everybody {
		who = surveys.Tell("on_contact", "ID", contact)
	}
	if until.IsZero() {
		return who
	}
	return surveys.Tell("changes_until", "Who", who, "Day", surveys.DayOf(until, s.Store.Zone()))
}

func (s *Server) pauseForm(c *gin.Context) (time.Time, error) {
	var p surveys.Problems
	switch c.PostForm("do") {
	case "resume":
		return time.Time{}, nil
	case "pause":
		if c.PostForm("until") == "" {
			p.Add("until", "needs a date")
			return time.Time{}, p.Err()
		}
		until := s.until(&p, c.PostForm("until"))
		return until, p.Err()
	}
	return time.Time{}, surveys.InvalidField("do", "must be pause or resume")
}

// pausable are those whom asking can be paused for.
func (f customerFile) pausable(clock templates.Clock) []templates.Option {
	out := []templates.Option{{Value: everybody, Text: clock.Words.Text("customer_everybody")}}
	for _, id := range f.customer.Contacts {
		if contact, ok := f.names.contacts[id]; ok && contact.OptedOutAt.IsZero() {
			out = append(out, templates.Option{Value: string(id), Text: contactName(contact)})
		}
	}
	return out
}

// pauses is whom we do not ask for a while at the customer.
func (f customerFile) pauses(clock templates.Clock) []templates.Paused {
	var out []templates.Paused
	add := func(id surveys.ContactID, name string, until time.Time) {
		if until.After(clock.Now) {
			out = append(out, templates.Paused{ID: string(id), Name: name, Address: customerAddress(f.customer.ID) + "/pause",
				Until: clock.Date(surveys.DayOf(until, clock.Zone))})
		}
	}
	add(everybody, clock.Words.Text("customer_everybody"), f.customer.PausedUntil)
	for _, id := range f.customer.Contacts {
		if contact, ok := f.names.contacts[id]; ok {
			add(id, contactName(contact), contact.PausedUntil)
		}
	}
	return out
}
