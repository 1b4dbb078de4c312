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
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"#asking")
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

// pauses is whom we do not ask for a while at the customer.
func (f customerFile) pauses(clock templates.Clock) *templates.Pauses {
	out := &templates.Pauses{Address: customerAddress(f.customer.ID) + "/pause",
		First: (surveys.DayOf(clock.Now, clock.Zone) + 1).String()}
	add := func(id surveys.ContactID, name string, until time.Time) {
		p := templates.PausePerson{ID: string(id), Name: name}
		out.People = append(out.People, p)
		if until.After(clock.Now) {
			p.Until = clock.Date(surveys.DayOf(until, clock.Zone))
			out.Paused = append(out.Paused, p)
		}
	}
	add(everybody, "Everybody here", f.customer.PausedUntil)
	for _, id := range f.customer.Contacts {
		if contact, ok := f.names.contacts[id]; ok && contact.OptedOutAt.IsZero() {
			add(id, contactName(contact), contact.PausedUntil)
		}
	}
	return out
}
