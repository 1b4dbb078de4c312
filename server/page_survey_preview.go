package server

import (
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// previewPolicy lets the frame show styles and nothing else: no script, nothing
// from outside, whatever the owner has written. Its links open elsewhere.
const previewPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'self'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin"

// getPreview: GET /surveys/:id/preview shows a survey as it was saved.
func (s *Server) getPreview(c *gin.Context) {
	survey, _, err := s.survey(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showPreview(c, survey, c.Query("show"), c.Query("dark") != "")
}

// getNewPreview: GET /surveys/preview?scale=csat5 shows a survey in our words.
func (s *Server) getNewPreview(c *gin.Context) {
	s.showPreview(c, surveys.NewSurvey("", surveys.ScaleID(c.Query("scale"))), c.Query("show"), c.Query("dark") != "")
}

// postPreview: POST /surveys/preview shows a survey as it is typed.
func (s *Server) postPreview(c *gin.Context) {
	draft, err := s.readDraft(c, true)
	if err != nil {
		s.fail(c, err)
		return
	}
	survey := normaliseSurvey(draft.survey, &surveys.Problems{})
	survey.ReplyTo = strings.TrimSpace(c.PostForm("reply_to"))
	s.showPreview(c, survey, c.PostForm("show"), c.PostForm("dark") != "")
}

func (s *Server) showPreview(c *gin.Context, survey surveys.Survey, language string, dark bool) {
	if _, ok := surveys.ScaleByID(survey.Scale); !ok {
		s.fail(c, surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_scale")))
		return
	}
	p, err := s.preview(c.Request.Context(), survey, language, "")
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Security-Policy", previewPolicy)
	c.Header("X-Frame-Options", "SAMEORIGIN")
	c.Header("Referrer-Policy", "no-referrer")
	s.show(c, http.StatusOK, templates.SurveyPreview{
		From: surveys.OneLine(s.sender(c.Request.Context(), survey), surveys.MaxName), ReplyTo: surveys.OneLine(survey.ReplyTo, surveys.MaxName),
		Subject: p.Subject, Lang: p.Language, Dir: p.Dir, Dark: dark, Text: p.Text,
		HTML: withBase(forcedScheme(p.HTML, dark)),
	})
}
