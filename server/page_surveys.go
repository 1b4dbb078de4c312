package server

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

func surveyAddress(id surveys.SurveyID) string { return "/surveys/" + url.PathEscape(string(id)) }

// getSurveys: GET /surveys.
func (s *Server) getSurveys(c *gin.Context) {
	saved := ""
	if c.Query("did") == "saved" {
		saved = s.words.Text("surveys_kept")
	}
	p, err := s.Store.Preferences(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showSurveys(c, http.StatusOK, newPreferencesBody(p), saved, nil)
}

// postPreferences: POST /surveys changes what holds for all surveys.
func (s *Server) postPreferences(c *gin.Context) {
	var wrong surveys.Problems
	typed := preferencesBody{Survey: c.PostForm("survey"), Language: c.PostForm("language"),
		Hours: hoursBody{From: strings.TrimSpace(c.PostForm("from")), To: strings.TrimSpace(c.PostForm("to")), Days: c.PostFormArray("days")}}
	p := typed.preferences(&wrong)
	if p.Hours.From > 0 && p.Hours.To == 0 {
		p.Hours.To = 24 * 60
	}
	err := s.savePreferences(c.Request.Context(), p, wrong)
	switch {
	case surveys.CodeOf(err) == surveys.Invalid:
		s.showSurveys(c, http.StatusUnprocessableEntity, typed, "", s.wrongFields(err))
	case err != nil:
		s.fail(c, err)
	default:
		s.record(c, "preferences.changed", "preferences", surveys.Telling{})
		c.Redirect(http.StatusSeeOther, "/surveys?did=saved")
	}
}

func (s *Server) showSurveys(c *gin.Context, status int, typed preferencesBody, saved string, wrong map[string]string) {
	all, err := s.Store.Surveys(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	usual := all.Usual()
	page := templates.SurveyList{
		Layout:  s.layout(c, templates.SurveysSection(), s.words.Text("menu_surveys")),
		Finding: s.words.Text("surveys_finding", "Question", s.question(usual, typed.Language)),
		Saved:   saved, MayChange: me.May(surveys.Admin), Preferences: preferencesForm(typed, all, wrong, s.words),
	}
	for _, survey := range all.All() {
		page.Rows = append(page.Rows, s.surveyRow(survey, all, typed.Language))
	}
	for _, scale := range surveys.ScaleIDs() {
		picture := s.words.NewScalePicture(scale, s.locales.In().Wording(surveys.NewSurvey("", scale)))
		picture.Address = "/surveys/new?scale=" + string(scale)
		page.Scales = append(page.Scales, picture)
	}
	s.show(c, status, page)
}

func (s *Server) question(survey surveys.Survey, house string) string {
	return s.locales.In(survey.Language, house).Wording(survey).Question
}

// surveyName is what the team calls a survey; one without a name is called by
// its id, or by its scale where it came with the program.
func surveyName(survey surveys.Survey, words *templates.Locale) string {
	switch {
	case survey.Name != "":
		return survey.Name
	case survey.ID == surveys.SurveyID(survey.Scale):
		return words.ScaleName(survey.Scale)
	}
	return string(survey.ID)
}

// surveyTelling is the name of a survey in the record.
func surveyTelling(survey surveys.Survey) surveys.Telling {
	if survey.Name == "" && survey.ID == surveys.SurveyID(survey.Scale) {
		return surveys.TellCode("scale_", survey.Scale)
	}
	return surveys.Plain(cmp.Or(survey.Name, string(survey.ID)))
}

func (s *Server) surveyRow(survey surveys.Survey, all surveys.Catalogue, house string) templates.SurveyRow {
	in := s.locales.In(survey.Language, house)
	return templates.SurveyRow{
		Name: surveyName(survey, s.words), Address: surveyAddress(survey.ID), Question: in.Wording(survey).Question, Language: in.Tag,
		Scale: s.words.ScaleName(survey.Scale), For: forWords(survey, survey.ID == all.Usual().ID, s.words), When: whenWords(survey, s.words),
		Languages: ownLanguages(survey), Usual: survey.ID == all.Usual().ID, Archived: survey.Archived,
	}
}

// forWords says which interactions a survey is made for.
func forWords(survey surveys.Survey, usual bool, words *templates.Locale) string {
	types := strings.Join(survey.Types, ", ")
	switch in := strings.Join(texts(survey.Projects), ", "); {
	case usual:
		return words.Text("surveys_for_all")
	case types == "" && in == "":
		return words.Text("surveys_for_named")
	case in == "":
		return types
	case types == "":
		return words.Text("surveys_for_projects", "Projects", in)
	default:
		return words.Text("surveys_for_both", "Types", types, "Projects", in)
	}
}

// whenWords says when a survey asks.
func whenWords(survey surveys.Survey, words *templates.Locale) string {
	out := []string{words.Text("surveys_at_once")}
	if survey.Delay > 0 {
		out[0] = words.Text("surveys_after", "Time", lasting(survey.Delay, words))
	}
	if survey.Sample < 1 {
		out = append(out, words.Text("surveys_sample", "Share", percentText(survey.Sample)))
	}
	if survey.Reminder > 0 {
		out = append(out, words.Text("surveys_reminder", "Time", lasting(survey.Reminder, words)))
	}
	if survey.Pulse > 0 {
		out = append(out, words.Count("surveys_pulse", survey.Pulse))
	}
	return strings.Join(out, words.Text("team_list_comma"))
}

// lasting is a duration in words, such as 2 hours.
func lasting(d time.Duration, words *templates.Locale) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return words.Count("time_days", int(d/day))
	case d%time.Hour == 0:
		return words.Count("time_hours", int(d/time.Hour))
	}
	return words.Count("time_minutes", int(d/time.Minute))
}

// ownLanguages are those that the owner has written words for.
func ownLanguages(survey surveys.Survey) string {
	var out []string
	for _, tag := range surveys.Languages() {
		if _, own := survey.Wording[tag]; own {
			out = append(out, languageName(tag))
		}
	}
	return strings.Join(out, ", ")
}

// languageName is what a language calls itself.
func languageName(tag string) string {
	return templates.Sentence(display.Self.Name(language.Make(tag)))
}

func languageOptions(chosen, empty string) []templates.Option {
	var out []templates.Option
	if empty != "" {
		out = append(out, templates.Option{Text: empty, Chosen: chosen == ""})
	}
	for _, tag := range surveys.Languages() {
		out = append(out, templates.Option{Value: tag, Text: languageName(tag), Chosen: tag == chosen})
	}
	return out
}

func preferencesForm(typed preferencesBody, all surveys.Catalogue, wrong map[string]string, words *templates.Locale) templates.PreferencesForm {
	out := templates.PreferencesForm{From: typed.Hours.From, To: typed.Hours.To, Errors: wrong,
		Languages: languageOptions(surveys.ChooseLanguage(typed.Language), "")}
	for _, survey := range all.All() {
		if !survey.Archived {
			chosen := string(survey.ID) == typed.Survey || typed.Survey == "" && survey.ID == all.Usual().ID
			out.Survey = append(out.Survey, templates.Option{Value: string(survey.ID), Text: surveyName(survey, words), Chosen: chosen})
		}
	}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		value := surveys.FormatWeekday(day)
		out.Days = append(out.Days, templates.Option{Value: value, Text: words.Text("weekday_short_" + strconv.Itoa(int(day))), Chosen: slices.Contains(typed.Hours.Days, value)})
	}
	return out
}
