package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// postTrial: POST /surveys/:id/test sends the mail of a survey to see it.
func (s *Server) postTrial(c *gin.Context) {
	ctx := c.Request.Context()
	survey, _, err := s.survey(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	trial, err := s.trySurvey(ctx, survey, c.PostForm("to"), c.PostForm("language"))
	switch code := surveys.CodeOf(err); code {
	case "":
		s.record(c, "survey.tested", "survey "+string(survey.ID), surveys.Telling{})
		c.Redirect(http.StatusSeeOther, surveyAddress(survey.ID)+"?test="+string(trial.ID)+"#test")
	case surveys.Invalid, surveys.TooMany:
		page, failed := s.surveyPage(c, survey, formOf(survey), false)
		if failed != nil {
			s.fail(c, failed)
			return
		}
		page.Trial.To, page.Trial.Error = c.PostForm("to"), s.wrongFields(err)["to"]
		if code == surveys.TooMany {
			page.Trial.Error = s.words.Text("survey_test_many")
		}
		s.show(c, status(err), page)
	default:
		s.fail(c, err)
	}
}

// trialForm says what became of the test mail that the address names.
func (s *Server) trialForm(c *gin.Context, survey surveys.SurveyID, form templates.TrialForm) templates.TrialForm {
	trial, err := s.trialOf(c.Request.Context(), survey, c.Query("test"))
	if err != nil {
		return form
	}
	form.To, form.Languages = trial.Address, languageOptions(trial.Language, "")
	text, ended := trialText(trial, s.words)
	form.State = text
	if !ended {
		form.Watch = surveyAddress(survey) + "/test/" + string(trial.ID)
	}
	return form
}

// getTrialText: GET /surveys/:id/test/:test says how a test mail goes on, for
// the page's script.
func (s *Server) getTrialText(c *gin.Context) {
	trial, err := s.trialOf(c.Request.Context(), surveys.SurveyID(c.Param("id")), c.Param("test"))
	if err != nil {
		c.JSON(status(err), gin.H{"text": s.words.Text("survey_test_gone"), "ended": true})
		return
	}
	text, ended := trialText(trial, s.words)
	c.JSON(http.StatusOK, gin.H{"text": text, "ended": ended})
}

// trialText says what became of a test mail, and whether that is its end.
func trialText(t surveys.Trial, words *templates.Locale) (text string, ended bool) {
	switch t.Mail {
	case surveys.MailSent:
		return words.Text("survey_test_sent", "To", t.Address), true
	case surveys.MailFailed:
		return words.Text("survey_test_failed", "Why", t.Reason), true
	case surveys.MailUnknown:
		return words.Text("survey_test_unknown"), true
	}
	if t.Reason != "" {
		return words.Text("survey_test_waits", "Why", t.Reason), false
	}
	return words.Text("survey_test_away"), false
}
