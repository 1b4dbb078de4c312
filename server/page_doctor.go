package server

import (
	"context"
	"net/http"
	"strings"

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
	for _, f := range all {
		page.Findings = append(page.Findings, templates.Finding{Grade: s.words.Text("doctor_grade_" + f.Grade.String()), Class: gradeClass(f.Grade),
			About: f.About, Found: templates.Sentence(f.Found) + ".", Do: adviceOf(f)})
	}
	if len(all) > 0 {
		page.Heading = doctorHeading(all, s.words)
	}
	s.show(c, http.StatusOK, page)
}

func adviceOf(f surveys.Finding) []templates.Advice {
	var out []templates.Advice
	for line := range strings.SplitSeq(f.Do, "\n") {
		if line != "" {
			out = append(out, templates.Advice{Text: line, Record: strings.HasPrefix(line, "v=")})
		}
	}
	return out
}

// doctorHeading says the whole in one line.
func doctorHeading(all []surveys.Finding, words *templates.Locale) string {
	failed, warned := surveys.Failures(all), 0
	for _, f := range all {
		if f.Grade == surveys.Warn {
			warned++
		}
	}
	switch {
	case failed > 0:
		return words.Count("doctor_fails", failed)
	case warned > 0:
		return words.Count("doctor_warns", warned)
	}
	return words.Text("doctor_fine")
}

// gradeClass is the mark of a grade beside its word.
func gradeClass(g surveys.Grade) string {
	if g == surveys.Fail {
		return "due"
	}
	return ""
}
