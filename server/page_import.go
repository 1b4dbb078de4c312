package server

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much of an import a page shows.
const (
	importGlance   = 3 // rows of the file
	importMistakes = 200
	importFresh    = 12  // names of new customers
	importRefresh  = "2" // seconds between two looks at one that runs
)

// importOf reads the import of the address, for somebody who may see it.
func (s *Server) importOf(c *gin.Context) (surveys.ImportJob, bool) {
	j, err := s.Store.ImportJob(c.Request.Context(), c.Param("id"))
	me, _ := userOf(c)
	if err == nil && !mayImport(me, j.Plan.Kind) {
		err = surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("imports_money"))
	}
	if err != nil {
		s.fail(c, err)
		return j, false
	}
	return j, true
}

// getImport: GET /imports/:id shows the step that an import is at.
func (s *Server) getImport(c *gin.Context) {
	j, ok := s.importOf(c)
	if !ok {
		return
	}
	switch j.State {
	case surveys.ImportUploaded:
		s.showMapping(c, http.StatusOK, j, nil)
	case surveys.ImportChecked:
		s.showCheck(c, j)
	default:
		s.showRun(c, j)
	}
}

// postImport: POST /imports/:id takes the next step.
func (s *Server) postImport(c *gin.Context) {
	j, ok := s.importOf(c)
	if !ok {
		return
	}
	var err error
	switch c.PostForm("do") {
	case "check":
		s.postMapping(c, j)
		return
	case "map":
		_, err = s.Store.ChangeImport(c.Request.Context(), j.ID, s.toState(surveys.ImportUploaded))
	case "cancel":
		_, err = s.Store.ChangeImport(c.Request.Context(), j.ID, func(j surveys.ImportJob) (surveys.ImportJob, error) {
			if j.State == surveys.ImportRunning {
				j.State, j.EndedAt = surveys.ImportCancelled, s.Store.Now()
			}
			return j, nil
		})
	case "run":
		err = s.startImport(c.Request.Context(), j.ID)
	default:
		err = surveys.InvalidField("do", "must be check, map, run or cancel")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if do := c.PostForm("do"); do != "map" {
		s.record(c, "import."+do, "import "+string(j.Plan.Kind), surveys.Telling{})
	}
	c.Redirect(http.StatusSeeOther, importsPath+"/"+j.ID)
}

// toState leads an import that does not run to another step.
func (s *Server) toState(state surveys.ImportState) func(surveys.ImportJob) (surveys.ImportJob, error) {
	return func(j surveys.ImportJob) (surveys.ImportJob, error) {
		if j.State == surveys.ImportRunning && !j.Stopped(s.Store.Now()) {
			return j, surveys.Errorf(surveys.Conflict, "%s", s.words.Text("imports_not_now"))
		}
		j.State = state
		return j, nil
	}
}

func (s *Server) sheetOf(ctx context.Context, id string) (surveys.Sheet, error) {
	file, err := s.Store.ImportFile(ctx, id)
	if err != nil {
		return surveys.Sheet{}, err
	}
	return surveys.ReadSheet(bytes.NewReader(file))
}

// postMapping checks what was said about the columns.
func (s *Server) postMapping(c *gin.Context, j surveys.ImportJob) {
	ctx := c.Request.Context()
	sheet, err := s.sheetOf(ctx, j.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	plan, wrong := s.planOf(c, j.Plan.Kind, sheet)
	if err := errors.Join(wrong.Err(), plan.Check(sheet.Header)); err != nil {
		j.Plan = plan
		s.showMapping(c, http.StatusUnprocessableEntity, j, surveys.JoinProblems(wrong.Err(), plan.Check(sheet.Header)))
		return
	}
	_, err = s.Store.ChangeImport(ctx, j.ID, func(j surveys.ImportJob) (surveys.ImportJob, error) {
		if j, err := s.toState(surveys.ImportChecked)(j); err != nil {
			return j, err
		}
		j.State, j.Plan = surveys.ImportChecked, plan
		return j, nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, importsPath+"/"+j.ID)
}

// planOf reads the form: for each column of the file what it means.
func (s *Server) planOf(c *gin.Context, kind surveys.ImportKind, sheet surveys.Sheet) (surveys.ImportPlan, surveys.Problems) {
	var wrong surveys.Problems
	plan := surveys.ImportPlan{Kind: kind, Columns: map[string]int{}, Dates: surveys.DateOrder(c.PostForm("dates")),
		Decimal: c.PostForm("decimal"), Project: surveys.ProjectID(normaliseText(c.PostForm("project")))}
	for at := range sheet.Header {
		name := c.PostForm("c" + strconv.Itoa(at))
		if name == "" {
			continue
		}
		if _, twice := plan.Columns[name]; twice {
			wrong.Add(name, "%s", s.words.Text("imports_twice_column"))
		}
		plan.Columns[name] = at
	}
	return plan, wrong
}

func (s *Server) showMapping(c *gin.Context, status int, j surveys.ImportJob, wrong error) {
	sheet, err := s.sheetOf(c.Request.Context(), j.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := s.importPage(c, j, "map")
	var e *surveys.Error
	if errors.As(wrong, &e) {
		for _, f := range e.Fields {
			page.Errors = append(page.Errors, templates.Fact{Term: f.Field, Text: s.words.Mistake(f)})
		}
	}
	for at, heading := range sheet.Header {
		col := templates.ImportColumn{Name: "c" + strconv.Itoa(at), Heading: cmp.Or(heading, strconv.Itoa(at+1)), Choices: s.importChoices(j.Plan, at, heading)}
		for _, row := range sheet.Rows[:min(len(sheet.Rows), importGlance)] {
			if at < len(row.Cells) && row.Cells[at] != "" {
				col.Values = append(col.Values, shorten(row.Cells[at]))
			}
		}
		page.Columns = append(page.Columns, col)
	}
	for _, d := range []surveys.DateOrder{surveys.DatesUnsaid, surveys.DatesDayFirst, surveys.DatesMonth} {
		page.Dates = append(page.Dates, templates.Option{Value: string(d), Text: s.words.Text("imports_dates_" + cmp.Or(string(d), "none")), Chosen: d == j.Plan.Dates})
	}
	for _, mark := range [][2]string{{"", "found"}, {",", "comma"}, {".", "point"}} {
		page.Decimal = append(page.Decimal, templates.Option{Value: mark[0], Text: s.words.Text("imports_decimal_" + mark[1]), Chosen: mark[0] == j.Plan.Decimal})
	}
	page.Slashes = j.Plan.DatesOf(sheet) == surveys.DatesUnsaid && hasSlashes(sheet)
	if j.Plan.Kind.NeedsMoney() {
		page.Project, page.Money = cmp.Or(string(j.Plan.Project), string(surveys.GeneralProject)), j.Plan.Kind != surveys.ImportTime
	}
	s.show(c, status, page)
}

// importChoices are the meanings that a column may have, the present one chosen.
func (s *Server) importChoices(plan surveys.ImportPlan, at int, heading string) []templates.Option {
	is := func(name string) bool { column, ok := plan.Columns[name]; return ok && column == at }
	out := []templates.Option{{Text: s.words.Text("imports_leave")}}
	own := surveys.AttributeField(heading)
	offered := own == ""
	for _, f := range plan.Kind.Fields() {
		text := f.Name
		if key, ok := strings.CutPrefix(f.Name, surveys.AttributePrefix); ok {
			text = s.words.Text("imports_attribute", "Name", key)
		}
		if f.Needed {
			text = s.words.Text("imports_needed", "Field", text)
		}
		offered = offered || f.Name == own
		out = append(out, templates.Option{Value: f.Name, Text: text, Chosen: is(f.Name)})
	}
	if plan.Kind == surveys.ImportCustomers && !offered {
		out = append(out, templates.Option{Value: own, Text: s.words.Text("imports_attribute", "Name", strings.TrimPrefix(own, surveys.AttributePrefix)), Chosen: is(own)})
	}
	return out
}

// hasSlashes reports dates of which nobody knows which number is the month.
func hasSlashes(sheet surveys.Sheet) bool {
	for _, row := range sheet.Rows[:min(len(sheet.Rows), importGlance)] {
		for _, cell := range row.Cells {
			if _, err := time.Parse("2/1/2006", cell); err == nil {
				return true
			}
			if _, err := time.Parse("1/2/2006", cell); err == nil {
				return true
			}
		}
	}
	return false
}

func shorten(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// importPage is what every step has.
func (s *Server) importPage(c *gin.Context, j surveys.ImportJob, step string) templates.ImportPage {
	page := templates.ImportPage{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("imports_title")), Address: importsPath + "/" + j.ID,
		Heading: s.importKind(j.Plan.Kind), Lead: s.words.Text("imports_step_"+step, "File", j.File), Step: step}
	page.Title = page.Heading
	return page
}

// showCheck reads all rows and says what would be written.
func (s *Server) showCheck(c *gin.Context, j surveys.ImportJob) {
	read, err := s.readImport(c.Request.Context(), j, onlyLook)
	if err != nil {
		s.fail(c, err)
		return
	}
	w, page := s.words, s.importPage(c, j, "check")
	page.Counts = []templates.Fact{{Term: w.Text("imports_rows"), Text: templates.Count(j.Rows)}}
	page.Ready, page.Nothing = w.Count("imports_ready", read.Ready), read.Ready == 0
	if page.MayRun = !page.Nothing; read.Refused > 0 {
		page.Refused = w.Count("imports_refused", read.Refused)
	}
	if len(read.New) > 0 {
		page.Fresh = w.Count("imports_fresh", len(read.New), "Names", namesOfNew(read.New))
	}
	page.Mistakes, page.More = s.importMistakes(read.Mistakes)
	page.Sound = read.Refused == 0 && len(read.Warnings) == 0
	page.Warnings, page.MoreWarnings = s.importMistakes(read.Warnings)
	s.show(c, http.StatusOK, page)
}

func (s *Server) importMistakes(all []surveys.ImportMistake) (out []templates.ImportMistake, more string) {
	for _, m := range all[:min(len(all), importMistakes)] {
		out = append(out, templates.ImportMistake{Line: m.Line, Field: m.Field, Text: s.mistakeText(m)})
	}
	if n := len(all) - importMistakes; n > 0 {
		more = s.words.Count("imports_more", n)
	}
	return out, more
}

func (s *Server) mistakeText(m surveys.ImportMistake) string {
	return s.words.Mistake(surveys.FieldError{Message: m.Text, Phrase: m.Phrase})
}

func namesOfNew(ids []surveys.CustomerID) string {
	var out []string
	for _, id := range ids[:min(len(ids), importFresh)] {
		out = append(out, string(id))
	}
	if len(ids) > importFresh {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}
