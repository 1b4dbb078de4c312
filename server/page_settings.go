package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getSettings: GET /settings leads to everything that the house keeps to.
func (s *Server) getSettings(c *gin.Context) {
	_, sender, err := s.senders(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.Settings{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("settings_title"))}
	page.Me, page.Plates = member(me, page.Clock), s.settingsPlates(me, sender)
	s.show(c, http.StatusOK, page)
}

// settingsPlates are those that the person may open.
func (s *Server) settingsPlates(me surveys.User, sender surveys.Sender) []templates.SettingsPlate {
	var out []templates.SettingsPlate
	add := func(right surveys.Right, title, text, address string) {
		if me.May(right) {
			out = append(out, templates.SettingsPlate{Title: title, Text: text, Address: address})
		}
	}
	w := s.words
	add(surveys.Viewer, w.Text("settings_account"), w.Text("settings_account_text"), "/account")
	add(surveys.Admin, w.Text("settings_people"), w.Text("settings_people_text"), "/settings/people")
	add(surveys.Admin, w.Text("settings_sender"), s.senderText(sender), "/settings/sender")
	if me.May(surveys.Admin) && !sender.Ready() {
		out[len(out)-1].Attention = w.Text("settings_sender_none")
	}
	add(surveys.Admin, w.Text("settings_tokens"), w.Text("settings_tokens_text"), "/settings/tokens")
	add(surveys.Admin, w.Text("settings_owners"), w.Text("settings_owners_text"), "/settings/owners")
	add(surveys.Viewer, w.Text("settings_alerts"), w.Text("settings_alerts_text"), "/settings/alerts")
	add(surveys.Admin, w.Text("settings_webhooks"), w.Text("settings_webhooks_text"), "/settings/webhooks")
	add(surveys.Viewer, w.Text("settings_suppression"), w.Text("settings_suppression_text"), "/settings/suppression")
	add(surveys.Money, w.Text("settings_money"), w.Text("settings_money_text"), "/settings/money")
	add(surveys.Admin, w.Text("settings_imports"), w.Text("settings_imports_text"), importsPath)
	add(surveys.Admin, w.Text("settings_changes"), w.Text("settings_changes_text"), "/settings/changes")
	if s.Doctor != nil {
		add(surveys.Admin, w.Text("settings_doctor"), w.Text("settings_doctor_text"), "/settings/doctor")
	}
	add(surveys.Viewer, w.Text("settings_kept"), w.Text("settings_kept_text"), "/settings/kept")
	add(surveys.Admin, w.Text("settings_start"), w.Text("settings_start_text"), "/start")
	return s.reachable(out)
}

// reachable leaves out plates that lead to no page of this program.
func (s *Server) reachable(all []templates.SettingsPlate) []templates.SettingsPlate {
	there := map[string]bool{}
	for _, route := range s.engine.Routes() {
		if route.Method == http.MethodGet {
			there[route.Path] = true
		}
	}
	var out []templates.SettingsPlate
	for _, plate := range all {
		if there[plate.Address] {
			out = append(out, plate)
		}
	}
	return out
}

// senderText is who mails are from, where somebody has said so.
func (s *Server) senderText(sender surveys.Sender) string {
	if !sender.Ready() {
		return s.words.Text("settings_sender_text")
	}
	return s.words.Text("first_sender_done", "Name", sender.Name, "Address", sender.Address, "Server", sender.Server())
}

func member(u surveys.User, clock templates.Clock) templates.Member {
	return templates.Member{Name: nameOf(u), Email: u.Email, Role: clock.Words.Text("role_" + string(u.Role)), Since: since(clock, u.CreatedAt)}
}
