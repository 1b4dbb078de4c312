package server

import (
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getSettings: GET /settings.
func (s *Server) getSettings(c *gin.Context) { s.showSettings(c, http.StatusOK, "", nil) }

func (s *Server) showSettings(c *gin.Context, status int, saved string, wrong map[string]string) {
	page, err := s.settingsPage(c.Request.Context(), s.clock())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page.Layout = s.layout(c, templates.SettingsSection(), "Settings")
	page.Me, page.Saved, page.Errors = member(me, page.Clock), saved, wrong
	page.Alarms.May = me.Role == surveys.Admin
	page.Doctor = s.Doctor != nil && me.Role == surveys.Admin
	s.show(c, status, page)
}

func (s *Server) settingsPage(ctx context.Context, clock templates.Clock) (page templates.Settings, err error) {
	durability, err := s.Store.Durability(ctx)
	if err != nil {
		return page, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return page, err
	}
	tokens, err := s.Store.Tokens(ctx)
	if err != nil {
		return page, err
	}
	budget, err := s.Store.AlarmBudget(ctx)
	if err != nil {
		return page, err
	}
	page = templates.Settings{Alarms: alarmPlate(budget, clock), Durability: durabilityText(durability), Zone: clock.Zone.String(), Version: s.Version, Least: minPassword}
	for _, u := range team {
		page.Team = append(page.Team, member(u, clock))
	}
	for _, t := range tokens {
		page.Tokens = append(page.Tokens, templates.TokenRow{Name: t.Name, Scope: string(t.Scope), Since: since(clock, t.CreatedAt)})
	}
	return page, nil
}

func member(u surveys.User, clock templates.Clock) templates.Member {
	return templates.Member{Name: nameOf(u), Email: u.Email, Role: string(u.Role), Since: since(clock, u.CreatedAt)}
}

// durabilityText says in words what Redis promises.
func durabilityText(d store.Durability) []string {
	if d.InMemory {
		return []string{"Everything is kept in memory only and goes when this process ends."}
	}
	var out []string
	switch {
	case !d.AOFKnown:
		out = append(out, "This Redis does not say whether it writes what it is told to disk.")
	case !d.AOF:
		out = append(out, "This Redis keeps no append-only file: what came since its last snapshot is lost when it stops. Set appendonly yes.")
	case d.Fsync == "always":
		out = append(out, "Each answer is on disk before we say thank you: not even a power loss takes it.")
	case d.Fsync != "":
		out = append(out, "Answers are written to a file at once and forced to disk "+fsyncText(d.Fsync)+": a crash of the program loses none, a power loss up to that much.")
	default:
		out = append(out, "Answers are written to an append-only file.")
	}
	switch {
	case !d.PolicyKnown:
		out = append(out, "It does not say what it does when memory runs out; it must refuse, never forget (maxmemory-policy noeviction).")
	case d.Policy == "noeviction":
		out = append(out, "When memory runs out it refuses new answers and forgets none.")
	default:
		out = append(out, "When memory runs out it forgets answers ("+d.Policy+"). Set maxmemory-policy noeviction.")
	}
	return out
}

func fsyncText(fsync string) string {
	if fsync == "everysec" {
		return "every second"
	}
	return "when the system likes to (" + fsync + ")"
}

// postPassword: POST /settings/password changes one's own password and signs
// out everywhere else.
func (s *Server) postPassword(c *gin.Context) {
	me, _ := userOf(c)
	wait, giveBack := s.door.accounts.take("password "+string(me.ID), s.Store.Now())
	if wait > 0 {
		s.showSettings(c, http.StatusTooManyRequests, "", map[string]string{"now": "That was often. Please wait a minute."})
		return
	}
	if !s.door.check(me.Hash, c.PostForm("now")) {
		s.showSettings(c, http.StatusUnprocessableEntity, "", map[string]string{"now": "This is not your password now."})
		return
	}
	giveBack()
	hash, err := HashPassword(c.PostForm("new"))
	if surveys.CodeOf(err) == surveys.Invalid {
		s.showSettings(c, http.StatusUnprocessableEntity, "", map[string]string{"new": fieldErrors(err)["password"]})
		return
	}
	if err == nil {
		err = s.Store.SetPassword(c.Request.Context(), me.ID, hash)
	}
	if err == nil {
		me.Hash = hash
		err = s.signIn(c, me)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showSettings(c, http.StatusOK, "Your password is changed. Everywhere else you are signed out.", nil)
}
