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
		Durability: durabilityText(durability), Zone: s.Store.Zone().String(), Version: s.Version})
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
