package server

import (
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// What the links of a test mail and of a preview lead to: the pages that a
// customer would see. Nothing is noted and nothing counted; all that the pages
// need is in the link and in the survey.

// trial answers GET /r/<token> of a trial; false: the token is none.
func (t *taps) trial(c *gin.Context, token string) bool {
	link, ok := t.signer.ParseTrial(token)
	if !ok {
		return false
	}
	survey, ok := t.trialSurvey(c, link)
	if !ok {
		return true
	}
	page := t.ratingPage(c, surveys.Invitation{}, survey, link.Choice)
	// The page may be written from right to left; these words are not.
	page.Mode, page.Heading, page.Status = templates.RatingPress, isolated(t.team.Text("trial_says")), isolated(t.team.Text("trial_what"))
	page.Seal, page.StopURL = token, "/u/"+t.signer.Trial(survey.ID, link.Language, 0)
	t.render(c, http.StatusOK, page)
	return true
}

// trialSurvey finds the survey of a trial's link; false: it was answered already.
func (t *taps) trialSurvey(c *gin.Context, link surveys.TrialLink) (asked, bool) {
	all, err := t.Store.Surveys(c.Request.Context())
	if err != nil {
		t.fail(c, err)
		return asked{}, false
	}
	for _, survey := range all.All() {
		if scale, _ := surveys.ScaleByID(survey.Scale); link.IsOf(survey.ID) && (scale.Has(link.Choice) || link.Choice == 0) {
			inv, project, customer := surveys.MadeUp(survey)
			to := surveys.Contact{Name: surveys.MadeUpName}
			values := surveys.PlaceholderValues(inv, to, customer, project, t.house(c.Request.Context()))
			return newAsked(survey, inv, to, t.locales.In(link.Language, survey.Language), project, values), true
		}
	}
	// A preview of a survey that is not saved yet, or its id is given up.
	t.tellTrial(c, t.team.Text("trial_unsaved"))
	return asked{}, false
}

// tellTrial says to the team what a customer would see or cause here.
func (t *taps) tellTrial(c *gin.Context, text string) {
	t.tell(c, t.team, http.StatusOK, t.team.Text("trial_says"), text)
}

// confirmTrial answers POST /r/confirm of a trial's page; false: it is none.
func (t *taps) confirmTrial(c *gin.Context) bool {
	if _, ok := t.signer.ParseTrial(c.Request.PostForm.Get("nonce")); !ok {
		return false
	}
	t.tellTrial(c, t.team.Text("trial_tapped"))
	return true
}

// stopTrial answers GET and POST /u/<token> of a trial; false: it is none.
func (t *taps) stopTrial(c *gin.Context) bool {
	if _, ok := t.signer.ParseTrial(strings.TrimPrefix(c.Param("token"), "/")); !ok {
		return false
	}
	t.tellTrial(c, t.team.Text("trial_stopped"))
	return true
}

// isolated keeps the direction of a text from that around it (UAX #9).
func isolated(text string) string { return "\u2068" + text + "\u2069" }
