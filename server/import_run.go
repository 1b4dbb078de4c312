package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// importBatch is how many rows are written before the import says how far it is.
const importBatch = 200

// importLongest is how long one run may take.
const importLongest = 30 * time.Minute

// readImport reads the rows of an import against the house as it is now, and
// hands on those that can be brought in.
func (s *Server) readImport(ctx context.Context, j surveys.ImportJob, do func(surveys.ImportRow) error) (read surveys.Imports, err error) {
	sheet, err := s.sheetOf(ctx, j.ID)
	if err != nil {
		return read, err
	}
	house := surveys.ImportHouse{Today: s.Store.Today(), Latest: surveys.LatestDay(s.Store.Now()), Zone: s.Store.Zone(), Address: NormaliseAddress}
	if house.Customers, err = s.Store.KnownCustomers(ctx); err != nil {
		return read, err
	}
	if house.Projects, err = s.Store.KnownProjects(ctx); err != nil {
		return read, err
	}
	if house.Team, err = s.Store.Users(ctx); err != nil {
		return read, err
	}
	money, err := s.Store.MoneySettings(ctx)
	house.Currency = money.Currency
	if err != nil {
		return read, err
	}
	return surveys.EachImport(sheet, j.Plan, house, do)
}

// onlyLook brings in nothing.
func onlyLook(surveys.ImportRow) error { return nil }

// startImport lets an import run in this process, one at a time. It goes on
// without whoever asked for it.
func (s *Server) startImport(ctx context.Context, id string) error {
	select {
	case s.importing <- struct{}{}:
	default:
		return surveys.Errorf(surveys.Unavailable, "%s", s.words.Text("imports_busy"))
	}
	run := rand.Text()
	j, err := s.Store.ChangeImport(ctx, id, func(j surveys.ImportJob) (surveys.ImportJob, error) {
		if !j.MayRun(s.Store.Now()) {
			return j, surveys.Errorf(surveys.Conflict, "%s", s.words.Text("imports_not_now"))
		}
		j.State, j.Run, j.Beat, j.Failure = surveys.ImportRunning, run, s.Store.Now(), surveys.Telling{}
		j.Done, j.New, j.Changed, j.Same, j.Refused = 0, 0, 0, 0, 0
		return j, nil
	})
	if err != nil {
		<-s.importing
		return err
	}
	go func() {
		alone, cancel := context.WithTimeout(context.WithoutCancel(ctx), importLongest)
		defer cancel()
		err := s.runImport(alone, j)
		<-s.importing // first: whoever sees that it has ended may begin the next
		s.endImport(alone, j, err)
	}()
	return nil
}

// errOver ends a run that somebody cancelled, or that another one has replaced.
var errOver = errors.New("the run is over")

// runImport writes the rows, and keeps those that are refused.
func (s *Server) runImport(ctx context.Context, j surveys.ImportJob) error {
	mistakes, err := s.writeImport(ctx, j)
	if errors.Is(err, errOver) {
		return err
	}
	if keep := s.keepRefused(ctx, j, mistakes); err == nil {
		err = keep
	}
	return err
}

// endImport says how a run ended.
func (s *Server) endImport(ctx context.Context, j surveys.ImportJob, err error) {
	if errors.Is(err, errOver) {
		return
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "an import stopped", "kind", j.Plan.Kind, "error", err.Error())
	}
	_, _ = s.moveImport(ctx, j, func(j *surveys.ImportJob) {
		j.State, j.EndedAt = surveys.ImportDone, s.Store.Now()
		if err != nil {
			j.State, j.Failure = surveys.ImportFailed, s.whyStopped(err)
		}
	})
}

// whyStopped is what may be said of an error on a page.
func (s *Server) whyStopped(err error) surveys.Telling {
	var e *surveys.Error
	switch {
	case surveys.CodeOf(err) == surveys.Internal || !errors.As(err, &e):
		return s.telling("imports_ours")
	case e.Phrase != nil:
		return surveys.TellPhrase(e.Phrase)
	}
	return s.telling("imports_unreadable")
}

// moveImport changes the import as long as the run is the present one.
func (s *Server) moveImport(ctx context.Context, of surveys.ImportJob, change func(*surveys.ImportJob)) (surveys.ImportJob, error) {
	return s.Store.ChangeImport(ctx, of.ID, func(j surveys.ImportJob) (surveys.ImportJob, error) {
		if j.State != surveys.ImportRunning || j.Run != of.Run {
			return j, errOver
		}
		change(&j)
		j.Beat = s.Store.Now()
		return j, nil
	})
}

func (s *Server) writeImport(ctx context.Context, j surveys.ImportJob) ([]surveys.ImportMistake, error) {
	money, err := s.Store.MoneySettings(ctx)
	if err != nil {
		return nil, err
	}
	var mistakes []surveys.ImportMistake
	rows := make([]surveys.ImportRow, 0, importBatch)
	write := func() error {
		wrong, err := s.writeRows(ctx, j, rows, money.Currency)
		mistakes, rows = append(mistakes, wrong...), rows[:0]
		return err
	}
	read, err := s.readImport(ctx, j, func(row surveys.ImportRow) error {
		if rows = append(rows, row); len(rows) < importBatch {
			return nil
		}
		return write()
	})
	if err == nil {
		err = write()
	}
	mistakes = append(read.Mistakes, mistakes...)
	if err != nil {
		return mistakes, err
	}
	_, err = s.moveImport(ctx, j, func(j *surveys.ImportJob) { j.Refused, j.Done = j.Refused+read.Refused, j.Done+read.Refused })
	return mistakes, err
}

// writeRows brings in some rows, and says how far the import is.
func (s *Server) writeRows(ctx context.Context, j surveys.ImportJob, rows []surveys.ImportRow, c surveys.Currency) ([]surveys.ImportMistake, error) {
	out, err := BringIn(ctx, s.Store, s.locales.In(), j.Plan.Kind, rows, c, j.By)
	if err != nil {
		return out.Mistakes, err
	}
	refused := len(rows) - out.New - out.Changed - out.Same
	_, err = s.moveImport(ctx, j, func(j *surveys.ImportJob) {
		j.Done += len(rows)
		j.New, j.Changed, j.Same, j.Refused = j.New+out.New, j.Changed+out.Changed, j.Same+out.Same, j.Refused+refused
	})
	return out.Mistakes, err
}

// keepRefused keeps the rows with mistakes as they stood in the file, each with
// what is wrong with it.
func (s *Server) keepRefused(ctx context.Context, j surveys.ImportJob, mistakes []surveys.ImportMistake) error {
	if len(mistakes) == 0 {
		return nil
	}
	sheet, err := s.sheetOf(ctx, j.ID)
	if err != nil {
		return err
	}
	wrong := map[int]string{}
	for _, m := range mistakes {
		wrong[m.Line] += separator(wrong[m.Line]) + m.Field + " " + s.mistakeText(m)
	}
	var file bytes.Buffer
	buffer := bufio.NewWriter(&file)
	table := newCSVTable(buffer, s.Store.Zone())
	if err := table.begin(append(slices.Clone(sheet.Header), "line", "mistake")); err != nil {
		return err
	}
	for _, row := range sheet.Rows {
		if wrong[row.Line] == "" {
			continue
		}
		cells := make([]any, len(sheet.Header)+2)
		for i, cell := range row.Cells[:min(len(row.Cells), len(sheet.Header))] {
			cells[i] = cell
		}
		cells[len(cells)-2], cells[len(cells)-1] = row.Line, wrong[row.Line]
		if err := table.row(cells); err != nil {
			return err
		}
	}
	if err := errors.Join(table.end(), buffer.Flush()); err != nil {
		return err
	}
	return s.Store.KeepRefused(ctx, j.ID, file.Bytes())
}

// separator stands between what was said and what follows.
func separator(said string) string {
	if said == "" {
		return ""
	}
	return "; "
}

// showRun shows an import that runs or has ended.
func (s *Server) showRun(c *gin.Context, j surveys.ImportJob) {
	w, now := s.words, s.Store.Now()
	step := "done"
	if j.State == surveys.ImportRunning && !j.Stopped(now) {
		step = "run"
		c.Header("Refresh", importRefresh)
	}
	page := s.importPage(c, j, step)
	page.MayRun = j.MayRun(now) && (j.State != surveys.ImportDone || j.Refused > 0)
	page.Share = 100 * j.Done / max(1, j.Rows)
	page.Counts = []templates.Fact{
		{Term: w.Text("imports_done_rows"), Text: w.Text("imports_of", "Done", templates.Count(j.Done), "All", templates.Count(j.Rows))},
		{Term: w.Text("imports_new_rows"), Text: templates.Count(j.New)}, {Term: w.Text("imports_changed_rows"), Text: templates.Count(j.Changed)},
		{Term: w.Text("imports_same_rows"), Text: templates.Count(j.Same)}, {Term: w.Text("imports_refused_rows"), Text: templates.Count(j.Refused)}}
	switch {
	case j.Stopped(now):
		page.Again = w.Text("imports_stopped")
	case j.State == surveys.ImportCancelled:
		page.Again = w.Text("imports_cancelled")
	case !j.Failure.IsZero():
		page.Failure = w.Text("imports_failure", "Why", w.Tell(j.Failure))
	}
	page.Sound = j.State == surveys.ImportDone && j.Refused == 0
	if step == "done" && j.Refused > 0 && j.State == surveys.ImportDone {
		page.Download = page.Address + "/refused.csv"
	}
	if step == "done" && j.Refused > 0 {
		// Read again, so that nothing of it need be kept; what the house refused
		// is in the file.
		if read, err := s.readImport(c.Request.Context(), j, onlyLook); err == nil {
			page.Mistakes, page.More = s.importMistakes(read.Mistakes)
		}
	}
	s.show(c, http.StatusOK, page)
}

// getRefused: GET /imports/:id/refused.csv.
func (s *Server) getRefused(c *gin.Context) {
	j, ok := s.importOf(c)
	if !ok {
		return
	}
	file, err := s.Store.RefusedFile(c.Request.Context(), j.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="refused-`+string(j.Plan.Kind)+`.csv"`)
	c.Data(http.StatusOK, "text/csv; charset=utf-8", file)
}
