package server

import (
	"net/http"

	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getKept: GET /settings/kept says what is kept, and how safely.
func (s *Server) getKept(c *gin.Context) {
	durability, err := s.Store.Durability(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, templates.KeptPage{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("kept_title")),
		Durability: durabilityText(durability, s.words), Zone: s.Store.Zone().String(), Version: s.Version})
}

// durabilityText says in words what Redis promises.
func durabilityText(d store.Durability, words *templates.Locale) []string {
	if d.InMemory {
		return []string{words.Text("kept_memory")}
	}
	var out []string
	switch {
	case !d.AOFKnown:
		out = append(out, words.Text("kept_unknown"))
	case !d.AOF:
		out = append(out, words.Text("kept_no_file"))
	case d.Fsync == "always":
		out = append(out, words.Text("kept_always"))
	case d.Fsync != "":
		out = append(out, words.Text("kept_often", "When", fsyncText(d.Fsync, words)))
	default:
		out = append(out, words.Text("kept_file"))
	}
	switch {
	case !d.PolicyKnown:
		out = append(out, words.Text("kept_policy_unknown"))
	case d.Policy == "noeviction":
		out = append(out, words.Text("kept_refuses"))
	default:
		out = append(out, words.Text("kept_forgets", "Policy", d.Policy))
	}
	return out
}

func fsyncText(fsync string, words *templates.Locale) string {
	if fsync == "everysec" {
		return words.Text("kept_every_second")
	}
	return words.Text("kept_likes", "Fsync", fsync)
}
