package server

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// importsPath is where tables of other programs are brought in.
const importsPath = "/imports"

// uploadPatience is how long a file may take to come up.
const uploadPatience = 2 * time.Minute

// maxUpload is the largest form with a file.
const maxUpload = surveys.MaxSheet + 64<<10

// getImports: GET /imports.
func (s *Server) getImports(c *gin.Context) {
	s.showImports(c, http.StatusOK, "", nil)
}

func (s *Server) showImports(c *gin.Context, status int, chosen surveys.ImportKind, wrong map[string]string) {
	ctx := c.Request.Context()
	jobs, err := s.Store.ImportJobs(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	team, err := s.Store.TeamNames(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page := templates.ImportsPage{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("imports_title")), Errors: wrong}
	for _, kind := range surveys.ImportKinds() {
		if mayImport(me, kind) {
			page.Kinds = append(page.Kinds, templates.Option{Value: string(kind), Text: s.importKind(kind), Chosen: kind == chosen})
		}
	}
	for _, j := range jobs {
		if !mayImport(me, j.Plan.Kind) {
			continue
		}
		row := templates.ImportRow{Address: importsPath + "/" + j.ID, Kind: s.importKind(j.Plan.Kind), File: j.File, By: team[j.By],
			Since: since(page.Clock, j.At), State: s.importState(j)}
		if j.State != surveys.ImportUploaded && j.State != surveys.ImportChecked {
			row.Counts = s.words.Text("imports_counts", "New", templates.Count(j.New), "Changed", templates.Count(j.Changed),
				"Same", templates.Count(j.Same), "Refused", templates.Count(j.Refused))
		}
		page.Rows = append(page.Rows, row)
	}
	s.show(c, status, page)
}

func (s *Server) importKind(kind surveys.ImportKind) string {
	return s.words.Text("imports_" + string(kind))
}

func (s *Server) importState(j surveys.ImportJob) string {
	if j.Stopped(s.Store.Now()) {
		return s.words.Text("imports_state_stopped")
	}
	return s.words.Text("imports_state_" + string(j.State))
}

// mayImport reports whether somebody may bring in a kind.
func mayImport(u surveys.User, kind surveys.ImportKind) bool {
	return u.May(surveys.Admin) && (!kind.NeedsMoney() || u.May(surveys.Money))
}

// postImports: POST /imports takes a file; nothing of it is written yet.
func (s *Server) postImports(c *gin.Context) {
	_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(uploadPatience)) // writers of tests know none
	kind, name, file, err := readUpload(c.Request)
	me, _ := userOf(c)
	wrong := map[string]string{}
	switch {
	case err != nil:
		wrong["file"] = templates.Sentence(s.wordsOf(err))
	case !kind.Known():
		wrong["kind"] = s.words.Text("imports_kind")
	case !mayImport(me, kind):
		s.fail(c, surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("imports_money")))
		return
	case name == "":
		wrong["file"] = s.words.Text("imports_file_none")
	}
	var sheet surveys.Sheet
	if len(wrong) == 0 {
		if sheet, err = surveys.ReadSheet(bytes.NewReader(file)); err != nil {
			wrong["file"] = templates.Sentence(s.wordsOf(err))
		}
	}
	if len(wrong) > 0 {
		s.showImports(c, http.StatusUnprocessableEntity, kind, wrong)
		return
	}
	job := surveys.ImportJob{ID: strings.ToLower(rand.Text()), File: name, By: me.ID, At: s.Store.Now(), State: surveys.ImportUploaded, Rows: len(sheet.Rows),
		Plan: surveys.ImportPlan{Kind: kind, Columns: surveys.GuessImport(kind, sheet.Header)}}
	if err := s.Store.KeepImport(c.Request.Context(), job, file); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "import.uploaded", "import "+string(kind), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, importsPath+"/"+job.ID)
}

// readUpload reads the form with the file, which is held in memory only.
func readUpload(r *http.Request) (kind surveys.ImportKind, name string, file []byte, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, surveys.Errorf(surveys.Invalid, "choose a file")
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return kind, name, file, nil
		}
		var raw []byte
		if err == nil {
			raw, err = io.ReadAll(io.LimitReader(part, surveys.MaxSheet+1))
		}
		if err != nil {
			return kind, "", nil, surveys.Errorf(surveys.Invalid, "the file is larger than %d MB, or did not come up whole", surveys.MaxSheet>>20)
		}
		switch part.FormName() {
		case "kind":
			kind = surveys.ImportKind(raw[:min(len(raw), 64)])
		case "file":
			name, file = fileName(part.FileName()), raw
		}
	}
}

// fileName is what a file was called, without the way to it.
func fileName(raw string) string {
	const longest = 120
	name := []rune(normaliseText(path.Base(strings.ReplaceAll(raw, `\`, "/"))))
	if text := string(name[:min(len(name), longest)]); text != "." && text != "/" {
		return text
	}
	return ""
}

// wordsOf is what an error says to a person.
func (s *Server) wordsOf(err error) string {
	var e *surveys.Error
	if errors.As(err, &e) && e.Message != "" {
		return s.words.Refusal(e)
	}
	return s.words.Text("imports_unreadable")
}
