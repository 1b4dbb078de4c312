package server

import (
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// Doctor tries everything that mails and answers depend on, within the time
// that a page may take to answer.
type Doctor func(context.Context) []surveys.Finding

// getDoctor: GET /settings/doctor says what would be looked at.
func (s *Server) getDoctor(c *gin.Context) { s.showDoctor(c, nil) }

// postDoctor: POST /settings/doctor looks. One look at a time is enough.
func (s *Server) postDoctor(c *gin.Context) {
	if s.Doctor == nil {
		s.refuse(c, http.StatusNotFound)
		return
	}
	select {
	case s.examining <- struct{}{}:
		defer func() { <-s.examining }()
		s.showDoctor(c, s.Doctor(c.Request.Context()))
	default:
		s.fail(c, surveys.Errorf(surveys.TooMany, "%s", s.words.Text("doctor_busy")))
	}
}

func (s *Server) showDoctor(c *gin.Context, all []surveys.Finding) {
	if s.Doctor == nil {
		s.refuse(c, http.StatusNotFound)
		return
	}
	page := templates.Doctor{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("doctor_title")), Heading: s.words.Text("doctor_title")}
	clock := s.clock()
	for _, f := range all {
		said := clock.Finding(f)
		said.Found = templates.Sentence(said.Found) + s.words.Text("team_stop")
		page.Findings = append(page.Findings, said)
	}
	if len(all) > 0 {
		page.Heading = s.words.FindingsHeading(all)
	}
	s.show(c, http.StatusOK, page)
}
