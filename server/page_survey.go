package server

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getSurvey: GET /surveys/:id.
func (s *Server) getSurvey(c *gin.Context) {
	survey, _, err := s.survey(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	page, err := s.surveyPage(c, survey, formOf(survey), false)
	if err != nil {
		s.fail(c, err)
		return
	}
	if c.Query("did") == "saved" {
		page.Saved = s.words.Text("survey_saved")
	}
	page.Trial = s.trialForm(c, survey.ID, page.Trial)
	s.show(c, http.StatusOK, page)
}

// getNewSurvey: GET /surveys/new?scale=csat5.
func (s *Server) getNewSurvey(c *gin.Context) {
	scale := surveys.ScaleID(c.DefaultQuery("scale", string(surveys.CSAT5)))
	if _, ok := surveys.ScaleByID(scale); !ok {
		s.fail(c, surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_scale")))
		return
	}
	survey := surveys.NewSurvey("", scale)
	page, err := s.surveyPage(c, survey, formOf(survey), true)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, page)
}

// postSurvey: POST /surveys/:id changes a survey.
func (s *Server) postSurvey(c *gin.Context) { s.keepSurvey(c, false) }

// postNewSurvey: POST /surveys/new makes one.
func (s *Server) postNewSurvey(c *gin.Context) { s.keepSurvey(c, true) }

func (s *Server) keepSurvey(c *gin.Context, made bool) {
	draft, err := s.readDraft(c, made)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	draft.survey.ChangedBy = nameOf(me)
	saved, _, err := s.saveSurvey(c.Request.Context(), draft.survey, &draft.form.Revision, draft.wrong)
	switch code := surveys.CodeOf(err); code {
	case "":
		s.record(c, surveyAct(made), "survey "+string(saved.ID), surveyTelling(saved))
		c.Redirect(http.StatusSeeOther, surveyAddress(saved.ID)+"?did=saved")
	case surveys.Invalid, surveys.Conflict:
		s.showDraft(c, draft, made, err)
	default:
		s.fail(c, err)
	}
}

// surveyAct is the act of the record for a survey that was kept.
func surveyAct(made bool) string {
	if made {
		return "survey.made"
	}
	return "survey.changed"
}

// showDraft shows the form again with all that was typed and what is wrong.
func (s *Server) showDraft(c *gin.Context, draft surveyDraft, made bool, err error) {
	now, _, _ := s.survey(c.Request.Context(), string(draft.survey.ID)) // the zero value where there is none
	problem := s.words.Text("survey_marked")
	if surveys.CodeOf(err) == surveys.Conflict {
		problem = meanwhile(now, made, s.words)
		draft.form.Revision = now.Revision
	}
	draft.survey.Revision, draft.survey.ChangedBy, draft.survey.ChangedAt = now.Revision, now.ChangedBy, now.ChangedAt
	page, failed := s.surveyPage(c, draft.survey, draft.form, made)
	if failed != nil {
		s.fail(c, failed)
		return
	}
	page.Problem = problem
	page.Errors = s.wrongFields(err)
	markWordings(page.Form.Wordings, page.Errors)
	s.show(c, status(err), page)
}

// meanwhile says who was quicker.
func meanwhile(now surveys.Survey, made bool, words *templates.Locale) string {
	if made {
		return words.Text("survey_id_taken")
	}
	return words.Text("survey_meanwhile", "Who", cmp.Or(now.ChangedBy, words.Text("customer_somebody")))
}

// surveyPage is the page of a survey with a form that may be typed in already.
func (s *Server) surveyPage(c *gin.Context, survey surveys.Survey, form templates.SurveyForm, made bool) (templates.SurveyPage, error) {
	ctx := c.Request.Context()
	house, err := s.Store.Preferences(ctx)
	if err != nil {
		return templates.SurveyPage{}, err
	}
	me, _ := userOf(c)
	in := s.locales.In(survey.Language, house.Language)
	_, firm := s.whoAsks(ctx, surveys.Survey{})
	form.House, form.Asks = firm, s.sender(ctx, surveys.Survey{})
	form.Languages = languageOptions(survey.Language, s.words.Text("survey_house_language", "Language", languageName(surveys.ChooseLanguage(house.Language))))
	form.Wordings = s.wordingForms(survey, in.Tag)
	form.Reasons = s.reasonForms(survey, in)
	page := templates.SurveyPage{
		Heading: surveyName(survey, s.words), About: changedWords(survey, s.clock()), New: made, Form: form, MayChange: me.May(surveys.Admin),
		Scale:   s.words.NewScalePicture(survey.Scale, in.Wording(survey)),
		Show:    languageOptions(in.Tag, ""),
		Preview: surveyAddress(survey.ID) + "/preview?show=" + in.Tag,
		Trial:   templates.TrialForm{Address: surveyAddress(survey.ID) + "/test", To: me.Email, Languages: languageOptions(in.Tag, "")},
	}
	if made {
		page.Heading, page.About = s.words.Text("surveys_new"), s.words.ScaleName(survey.Scale)
		page.Form.Address = "/surveys/new"
		page.Preview = "/surveys/preview?scale=" + string(survey.Scale) + "&show=" + in.Tag
	}
	page.Layout = s.layout(c, templates.SurveysSection(), page.Heading)
	return page, nil
}

// changedWords says who changed a survey last.
func changedWords(survey surveys.Survey, clock templates.Clock) string {
	say, id := clock.Words, string(survey.ID)
	if survey.Revision == 0 {
		return say.Text("survey_about_ours", "ID", id)
	}
	return say.Text("survey_about", "ID", id, "Who", cmp.Or(survey.ChangedBy, say.Text("overview_somebody")), "When", clock.At(survey.ChangedAt))
}

// wrongFields says beside each field what is wrong with it; what is wrong with
// an entry of a list stands beside the list.
func (s *Server) wrongFields(err error) map[string]string {
	out := map[string]string{}
	var e *surveys.Error
	if !errors.As(err, &e) {
		return out
	}
	for _, f := range e.Fields {
		text := s.words.Text("mistake_it", "Problem", s.words.Mistake(f))
		out[f.Field] = text
		if list, _, entry := strings.Cut(f.Field, "["); entry && !strings.Contains(list, ".") {
			out[list] = text
		}
	}
	return out
}
