package server

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// spareReasons is how many reasons of one's own the form has room for at once.
const spareReasons = 2

// surveyDraft is a survey as it was typed.
type surveyDraft struct {
	survey surveys.Survey
	form   templates.SurveyForm // the fields as typed, for the page to show again
	wrong  surveys.Problems     // what could not be read
}

// formOf fills the fields with a survey.
func formOf(s surveys.Survey) templates.SurveyForm {
	return templates.SurveyForm{
		Address: surveyAddress(s.ID), ID: string(s.ID), Name: s.Name, Scale: s.Scale, Revision: s.Revision,
		OwnReasons: make([]string, spareReasons), Sender: s.Sender, ReplyTo: s.ReplyTo,
		LogoText: s.Logo.Text, LogoColor: s.Logo.Color,
		Delay: surveys.FormatDuration(s.Delay), Expires: surveys.FormatDuration(s.Expires),
		Reminder: surveys.FormatDuration(s.Reminder), Recovery: surveys.FormatDuration(s.Recovery),
		Sample: percentText(s.Sample), Pulse: strconv.Itoa(s.Pulse),
		Types: strings.Join(s.Types, "\n"), Projects: strings.Join(texts(s.Projects), "\n"), Archived: s.Archived,
	}
}

// percentText is a share in percent, without needless digits.
func percentText(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e4)/100, 'f', -1, 64)
}

// readDraft reads the form of a survey, whatever is typed in it.
func (s *Server) readDraft(c *gin.Context, made bool) (surveyDraft, error) {
	house, err := s.Store.Preferences(c.Request.Context())
	if err != nil {
		return surveyDraft{}, err
	}
	field := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	d := surveyDraft{survey: surveys.NewSurvey("", surveys.ScaleID(field("scale")))}
	f, out := &d.form, &d.survey
	out.Name, out.Language, out.Sender, out.ReplyTo = field("name"), field("language"), field("sender"), field("reply_to")
	out.Logo = surveys.Logo{Text: field("logo_text"), Color: field("logo_color")}
	out.ID = surveys.SurveyID(c.Param("id"))
	if made {
		out.ID = surveys.SurveyID(field("id"))
		if out.ID == "" {
			out.ID = surveys.SurveyID(slug(out.Name))
		}
	}
	d.readTimes(field)
	out.Types = lines(field("types"))
	for _, id := range lines(field("projects")) {
		out.Projects = append(out.Projects, surveys.ProjectID(id))
	}
	out.Archived = field("archived") != ""
	d.readWords(c, surveys.ChooseLanguage(out.Language, house.Language))

	typed := *f
	*f = formOf(*out)
	f.Delay, f.Expires, f.Reminder, f.Recovery = typed.Delay, typed.Expires, typed.Reminder, typed.Recovery
	f.Sample, f.Pulse = typed.Sample, typed.Pulse
	f.ID = field("id")
	f.Revision, _ = strconv.Atoi(field("revision"))
	return d, nil
}

func (d *surveyDraft) readTimes(field func(string) string) {
	f, out := &d.form, &d.survey
	f.Delay, f.Expires, f.Reminder, f.Recovery = field("delay"), field("expires"), field("reminder"), field("recovery")
	out.Delay = durationOf(&d.wrong, "delay", f.Delay)
	out.Expires = durationOf(&d.wrong, "expires", f.Expires)
	out.Reminder = durationOf(&d.wrong, "reminder", f.Reminder)
	out.Recovery = durationOf(&d.wrong, "recovery", f.Recovery)
	f.Sample, f.Pulse = field("sample"), field("pulse_weeks")
	if percent, err := strconv.ParseFloat(strings.Replace(f.Sample, ",", ".", 1), 64); err == nil && percent > 0 && percent <= 100 {
		out.Sample = percent / 100
	} else {
		d.wrong.Add("sample", "must be above 0 and at most 100")
	}
	if weeks, err := strconv.ParseUint("0"+f.Pulse, 10, 16); err == nil {
		out.Pulse = int(weeks)
	} else {
		d.wrong.Add("pulse_weeks", "must be a whole number of weeks; 0 for no pulse")
	}
}

// readWords reads reasons and wording. What is said of a reason that is not
// offered any more goes with it.
func (d *surveyDraft) readWords(c *gin.Context, own string) {
	out := &d.survey
	out.Reasons = c.PostFormArray("reason")
	added := map[string]string{}
	for _, words := range c.PostFormArray("own") {
		if words = strings.TrimSpace(words); words != "" {
			id := freeSlug(words, out.Reasons)
			out.Reasons = append(out.Reasons, id)
			added[id] = words
		}
	}
	scale, _ := surveys.ScaleByID(out.Scale)
	out.Wording = map[string]surveys.Wording{}
	for _, tag := range surveys.Languages() {
		at := "w." + tag + "."
		w := surveys.Wording{Subject: c.PostForm(at + "subject"), Intro: c.PostForm(at + "intro"),
			Question: c.PostForm(at + "question"), Reasons: map[string]string{}}
		for _, choice := range scale.Choices() {
			w.Labels = append(w.Labels, c.PostForm(at+"label."+strconv.Itoa(choice)))
		}
		for _, id := range out.Reasons {
			w.Reasons[id] = c.PostForm(at + "reason." + id)
			if words := added[id]; words != "" && tag == own {
				w.Reasons[id] = words
			}
		}
		out.Wording[tag] = w
	}
	*out = out.Tidy()
}

// lines are the lines of a field, without empty ones.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// slug makes an id of words; empty where they have no letter that an id takes.
func slug(words string) string {
	id := regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(words), "-")
	return strings.Trim(id[:min(len(id), 32)], "-")
}

// freeSlug is a slug that is none of the others.
func freeSlug(words string, taken []string) string {
	id := slug(words)
	if id == "" {
		id = "own"
	}
	for n, free := 2, id; ; n++ {
		if !slices.Contains(taken, free) && !slices.Contains(surveys.BuiltInReasons(), free) {
			return free
		}
		free = fmt.Sprintf("%s-%d", id[:min(len(id), 28)], n)
	}
}
