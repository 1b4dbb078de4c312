package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// Alerts is what the settings of the server say about who is told of what; the
// pages show it, nothing here decides by it.
type Alerts struct {
	To     int    // addresses that are told of complaints; 0: members and admins
	Chats  int    // that are told of complaints and declines
	Hours  string // of declines and chats; empty: any time
	Digest string // time of Monday; empty: never
}

// getAlerts: GET /settings/alerts.
func (s *Server) getAlerts(c *gin.Context) { s.showAlerts(c, http.StatusOK, "", nil) }

func (s *Server) showAlerts(c *gin.Context, status int, saved string, wrong map[string]string) {
	budget, err := s.Store.AlarmBudget(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.AlertsPage{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("alerts_title")), Saved: saved, Errors: wrong,
		Heard: s.heardFacts(), Given: s.givenFacts(), Alarms: alarmPlate(budget, s.clock())}
	page.Alarms.May = me.May(surveys.Admin)
	s.show(c, status, page)
}

// heardFacts are what the team hears without anybody asking.
func (s *Server) heardFacts() []templates.Fact {
	w := s.words
	week := w.Text("alerts_week_never")
	if s.Alerts.Digest != "" {
		week = w.Text("alerts_week_text", "At", s.Alerts.Digest)
	}
	return []templates.Fact{
		{Term: w.Text("alerts_complaint"), Text: w.Text("alerts_complaint_text")},
		{Term: w.Text("alerts_decline"), Text: w.Text("alerts_decline_text")},
		{Term: w.Text("alerts_week"), Text: week},
		{Term: w.Text("alerts_founder"), Text: w.Text("alerts_founder_text")},
	}
}

// givenFacts are what only the settings of the server change.
func (s *Server) givenFacts() []templates.Fact {
	w := s.words
	to, chats, hours := w.Text("alerts_to_team"), w.Text("alerts_chats_none"), whoOr(s.Alerts.Hours, w.Text("alerts_hours_any"))
	if s.Alerts.To > 0 {
		to = w.Count("alerts_to_count", s.Alerts.To)
	}
	if s.Alerts.Chats > 0 {
		chats = w.Count("alerts_chats_count", s.Alerts.Chats)
	}
	return []templates.Fact{{Term: w.Text("alerts_to"), Text: to}, {Term: w.Text("alerts_chats"), Text: chats}, {Term: w.Text("alerts_hours"), Text: hours}}
}
