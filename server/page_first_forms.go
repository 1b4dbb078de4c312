package server

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// actTested is in the record as soon as somebody has sent a test mail.
const actTested = "survey.tested"

// postStartTest: POST /start/test sends the usual question to who asks for it.
func (s *Server) postStartTest(c *gin.Context) { s.sendTestMail(c, "/start") }

// sendTestMail sends the usual question to who is signed in, on the way of all
// mails, and leads back to where its state shows.
func (s *Server) sendTestMail(c *gin.Context, back string) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	trial, err := s.trySurvey(ctx, all.Usual(), me.Email, "")
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, actTested, "survey "+string(trial.Survey), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, back+"?test="+string(trial.ID)+"#test")
}

// testMail is what became of the test mail that the address names.
func (s *Server) testMail(c *gin.Context, survey surveys.SurveyID, me surveys.User) templates.TestMail {
	form := s.trialForm(c, survey, templates.TrialForm{To: me.Email})
	return templates.TestMail{To: me.Email, State: form.State, Watch: form.Watch}
}

// questionForm is the first question; typed is what somebody wrote.
func (s *Server) questionForm(f firstSteps, typed string) templates.QuestionForm {
	in := s.locales.In(f.language)
	out := templates.QuestionForm{
		Question: whoOr(typed, f.asks.Wording[in.Tag].Question), Ours: in.Wording(surveys.NewSurvey("", f.asks.Scale)).Question,
		Languages: languageOptions(in.Tag, ""), Zone: s.Store.Zone().String(),
		Preview: surveyAddress(f.asks.ID) + "/preview?show=" + in.Tag,
	}
	for _, scale := range surveys.ScaleIDs() {
		out.Scales = append(out.Scales, templates.ScaleOption{
			ScalePicture: s.words.NewScalePicture(scale, in.Wording(surveys.NewSurvey("", scale))), Chosen: scale == f.asks.Scale})
	}
	return out
}

// firstQuestion reads the form: the survey of the scale that came with the
// program, as it stands, with the words of the owner.
func (s *Server) firstQuestion(c *gin.Context) (survey surveys.Survey, language string, err error) {
	survey, _, err = s.survey(c.Request.Context(), c.PostForm("scale"))
	if err != nil {
		return survey, "", err
	}
	language = surveys.ChooseLanguage(c.PostForm("language"))
	wording := map[string]surveys.Wording{}
	for tag, w := range survey.Wording {
		wording[tag] = w
	}
	w := wording[language]
	w.Question = strings.TrimSpace(normaliseText(c.PostForm("question")))
	wording[language] = w
	survey.Wording = wording
	return survey, language, nil
}

// postStartPreview: POST /start/preview shows the mail as it is typed.
func (s *Server) postStartPreview(c *gin.Context) {
	survey, language, err := s.firstQuestion(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showPreview(c, survey.Tidy(), language, false)
}

// postStartQuestion: POST /start/question keeps the first question.
func (s *Server) postStartQuestion(c *gin.Context) {
	ctx := c.Request.Context()
	survey, language, err := s.firstQuestion(c)
	if err == nil {
		err = s.keepFirst(c, survey, language)
	}
	if surveys.CodeOf(err) == surveys.Invalid {
		f, failed := s.firstSteps(ctx)
		if failed != nil {
			s.fail(c, failed)
			return
		}
		f.asks, f.language = survey, language
		s.showStart(c, http.StatusUnprocessableEntity, s.layout(c, templates.OverviewSection(), s.words.Text("first_page")), func(p *templates.FirstRun) {
			p.Question = s.questionForm(f, c.PostForm("question"))
			p.Question.Errors = map[string]string{"question": s.wrongField(err)}
			openOnly(p.Steps, stepQuestion)
		})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/start")
}

// keepFirst keeps the survey where its words are new, and makes it the usual.
func (s *Server) keepFirst(c *gin.Context, survey surveys.Survey, language string) error {
	ctx := c.Request.Context()
	before, all, err := s.survey(ctx, string(survey.ID))
	if err != nil {
		return err
	}
	p, err := s.Store.Preferences(ctx)
	if err != nil {
		return err
	}
	p.Survey, p.Language = survey.ID, language
	if err := p.Validate(all); err != nil { // before anything is changed
		return err
	}
	if before.Wording[language].Question != survey.Wording[language].Question {
		me, _ := userOf(c)
		survey.ChangedBy = nameOf(me)
		if _, _, err := s.saveSurvey(ctx, survey, &survey.Revision, nil); err != nil {
			return err
		}
		s.record(c, surveyAct(false), "survey "+string(survey.ID), surveyTelling(survey))
	}
	if err := s.savePreferences(ctx, p, nil); err != nil {
		return err
	}
	s.record(c, "preferences.changed", "preferences", surveys.Telling{})
	return nil
}

// postStartToken: POST /start/token makes the key for the helpdesk and shows it
// with the call that tries it, this once.
func (s *Server) postStartToken(c *gin.Context) {
	secret, err := s.helpdeskToken(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	s.showStart(c, http.StatusCreated, s.layout(c, templates.OverviewSection(), s.words.Text("first_page")), func(p *templates.FirstRun) {
		p.Key = templates.KeyForm{Secret: secret, Curl: s.curl(secret, me.Email)}
		openOnly(p.Steps, stepHelpdesk)
	})
}

// helpdeskToken makes a token under the first name that is free.
func (s *Server) helpdeskToken(c *gin.Context) (secret string, err error) {
	name := s.words.Text("first_key_name")
	for n := 2; ; n++ {
		if secret, err = s.makeToken(c, name, surveys.Send); surveys.CodeOf(err) != surveys.Conflict || n > 99 {
			return secret, err
		}
		name = s.words.Text("first_key_name_more", "N", fmt.Sprint(n))
	}
}

// makeToken makes an API token. Conflict: the name is taken.
func (s *Server) makeToken(c *gin.Context, name string, scope surveys.Right) (secret string, err error) {
	if secret, err = surveys.NewTokenSecret(rand.Reader); err != nil {
		return "", err
	}
	if err := s.Store.AddToken(c.Request.Context(), secret, surveys.Token{Name: name, Scope: scope}); err != nil {
		return "", err
	}
	s.record(c, "token.made", "token "+name, surveys.Plain(string(scope)))
	return secret, nil
}

func openOnly(steps []templates.Step, id string) {
	for i := range steps {
		steps[i].Open = steps[i].ID == id
	}
}
