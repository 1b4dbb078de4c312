package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// lessonDays are the periods of the lesson board: a quarter, a year, all time.
func lessonDays() []int { return []int{90, 365, 0} }

// board is what the lesson board is made of.
type board struct {
	days    int
	project surveys.ProjectID
	learnt  []surveys.Learnt
	all     []surveys.Learnt // of all projects in the period
	names   names
}

// getLessons: GET /lessons?days=90|365|0&project=id.
func (s *Server) getLessons(c *gin.Context) {
	b := board{days: 365, project: surveys.ProjectID(c.Query("project"))}
	if text := c.Query("days"); text != "" {
		days, err := strconv.Atoi(text)
		if b.days = days; err != nil || !slices.Contains(lessonDays(), days) {
			s.fail(c, surveys.InvalidField("days", "must be 90, 365 or 0"))
			return
		}
	}
	if err := s.readBoard(c, &b); err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, http.StatusOK, b.page(s.layout(c, templates.ComplaintsSection(), s.words.Text("lessons_title"))))
}

func (s *Server) readBoard(c *gin.Context, b *board) (err error) {
	q := store.LessonQuery{}
	if b.days > 0 {
		q.Period = surveys.Last(b.days, s.Store.Today())
	}
	if b.all, err = s.Store.Lessons(c.Request.Context(), q); err != nil {
		return err
	}
	var cases []surveys.Case
	for _, l := range b.all {
		cases = append(cases, surveys.Case{Project: l.Project})
		if b.project == "" || l.Project == b.project {
			b.learnt = append(b.learnt, l)
		}
	}
	b.names, err = s.namesIn(c.Request.Context(), nil, cases)
	return err
}

func (b board) page(layout templates.Layout) templates.Lessons {
	causes := surveys.GroupCauses(b.learnt)
	words := layout.Clock.Words
	page := templates.Lessons{Layout: layout, Finding: lessonsFinding(causes, words), Periods: b.periods(words), Projects: b.projects(words),
		Empty: words.Text("lessons_empty")}
	most := 0
	for _, c := range causes {
		most = max(most, c.Cases)
	}
	for _, c := range causes {
		page.Causes = append(page.Causes, b.row(c, most, layout.Clock))
	}
	return page
}

func (b board) row(c surveys.Cause, most int, clock templates.Clock) templates.CauseRow {
	row := templates.CauseRow{Name: c.Name, Cases: clock.Words.Count("lessons_cases", c.Cases), Width: fmt.Sprintf("%.1f", 100*float64(c.Cases)/float64(most))}
	if c.Asked > 0 {
		row.Recovered = clock.Words.Text("lessons_again", "K", strconv.Itoa(c.Recovered), "N", strconv.Itoa(c.Asked))
	}
	for _, l := range c.Lessons {
		row.Lessons = append(row.Lessons, templates.LessonRow{Text: l.Lesson, Project: b.names.project(l.Project),
			Case: templates.Link{Text: caseText(l.Case, clock.Words), Address: caseAddress(l.Case)}, When: clock.Ago(l.At)})
	}
	return row
}

func lessonsFinding(causes []surveys.Cause, words *templates.Locale) string {
	switch {
	case len(causes) == 0:
		return words.Text("lessons_nothing")
	case causes[0].Name == "":
		return words.Text("lessons_learnt")
	}
	return words.Text("lessons_most", "Cause", causes[0].Name)
}

func (b board) periods(words *templates.Locale) []templates.Link {
	var out []templates.Link
	for _, days := range lessonDays() {
		text := words.Text("lessons_days_" + strconv.Itoa(days))
		out = append(out, templates.Link{Text: text, Address: b.address(days, b.project), Current: days == b.days})
	}
	return out
}

// projects leads to the lessons of each project that has some.
func (b board) projects(words *templates.Locale) []templates.Link {
	out := []templates.Link{{Text: words.Text("lessons_all_projects"), Address: b.address(b.days, ""), Current: b.project == ""}}
	seen := map[surveys.ProjectID]bool{}
	for _, l := range b.all {
		if !seen[l.Project] {
			seen[l.Project] = true
			out = append(out, templates.Link{Text: b.names.project(l.Project).Text, Address: b.address(b.days, l.Project), Current: l.Project == b.project})
		}
	}
	if len(out) < 3 && b.project == "" {
		return nil
	}
	return out
}

func (b board) address(days int, project surveys.ProjectID) string {
	address := fmt.Sprintf("/lessons?days=%d", days)
	if project != "" {
		address += "&project=" + url.QueryEscape(string(project))
	}
	return address
}
