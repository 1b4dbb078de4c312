package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"barometer/mailer"
	"barometer/surveys"
	"barometer/surveys/store"
)

// importCommands bring in what is there already.
type importCommands struct {
	Responses importResponsesCommand `cmd:"" help:"Responses from a CSV file, with their own dates."`
	Customers importSheet            `cmd:"" help:"Customers, as a CRM exports them: name, stage, dates, attributes."`
	Contacts  importSheet            `cmd:"" help:"People at customers: address, name, role, language, who knows them."`
	Time      importSheet            `cmd:"" help:"Time spent on customers, as a time tracker exports it."`
	Revenue   importSheet            `cmd:"" help:"What customers paid, as bookkeeping exports it."`
	Costs     importSheet            `cmd:"" help:"What was bought for customers."`
	Worth     importSheet            `cmd:"" help:"What customers are worth beyond sales."`
	Days      importSheet            `cmd:"" help:"Special days of customers, of which a person is reminded."`
}

// importResponsesCommand imports a CSV file.
type importResponsesCommand struct {
	redisSettings `embed:""`
	File          string            `arg:"" help:"FILE.csv or FILE.csv.gz: UTF-8, separated by comma, semicolon or tab, with a header."`
	Map           map[string]string `placeholder:"FIELD=COLUMN" help:"Which column holds id, project, project_name, customer, customer_name, email, contact, agent, type, choice, responded_at, sent_at or comment, where the header does not say it."`
	Project       string            `default:"general" help:"Project of rows that name none."`
	Scale         string            `default:"csat5" enum:"thumbs,faces3,thermometer4,csat5,ces7,nps11" help:"Scale of the choices."`
	Dates         string            `default:"" enum:",dmy,mdy" help:"How dates with slashes are read where the file does not show it: dmy for 05/11/2026, mdy for 11/05/2026. Others need nothing."`
	OpenCases     bool              `help:"Open cases for complaints younger than 7 days. Nobody is alerted."`
}

const (
	importBatch  = 1000
	maxToldLines = 50 // refused rows that are told one by one
)

// Run imports the file. Run twice, it adds nothing the second time.
func (c importResponsesCommand) Run(w *world) error {
	file, err := openCSV(c.File)
	if err != nil {
		return ofFile(c.File, err)
	}
	defer file.close()
	found, err := mapColumns(file.header, c.Map)
	if err != nil {
		return err
	}
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	scale, _ := surveys.ScaleByID(surveys.ScaleID(c.Scale))
	rows := &rowReader{columns: found, scale: scale, project: surveys.ProjectID(c.Project),
		openCases: c.OpenCases, zone: st.Zone(), now: st.Now()}
	if rows.dates, err = datesOf(c.File, found, surveys.DateOrder(c.Dates)); err != nil {
		return err
	}
	return importFile(w, st, file, rows)
}

// imports counts what became of the rows.
type imports struct {
	added, there, refused int
}

func importFile(w *world, st *store.Store, file *csvFile, rows *rowReader) error {
	start := time.Now()
	counts, err := importRows(w, st, file, rows)
	if err != nil {
		return stoppedAfter(counts.added+counts.there, err)
	}
	if rows.unsure {
		tellDates(w.errs)
	}
	fmt.Fprintf(w.out, "%s added, %s already there, %s refused; %.1f s; the figures follow\n",
		count(counts.added, "response"), thousands(counts.there), count(counts.refused, "row"), time.Since(start).Seconds())
	if err := drain(w, st); err != nil {
		return err
	}
	fmt.Fprintf(w.out, "all figures have followed; %.1f s in all\n", time.Since(start).Seconds())
	if counts.refused > 0 && counts.added+counts.there == 0 {
		return errors.New("no row could be used")
	}
	return nil
}

// stoppedAfter says how much of a file that could not be read to its end is kept.
func stoppedAfter(n int, err error) error {
	return fmt.Errorf("stopped after %s, kept as far as that; run it again to go on: %w", count(n, "row"), err)
}

// importRows reads, checks and writes the rows in batches.
func importRows(w *world, st *store.Store, file *csvFile, rows *rowReader) (counts imports, err error) {
	bar := newProgress(w.errs, file.size, true)
	defer bar.end()
	batch := make([]store.Imported, 0, importBatch)
	for {
		row, line, err := file.next()
		if errors.Is(err, io.EOF) {
			err = counts.write(w, st, batch)
			return counts, err
		}
		var one store.Imported
		if err == nil {
			one, err = rows.response(row)
		}
		switch refused := (rowError{}); {
		case errors.As(err, &refused):
			counts.refused++
			bar.tell(counts.refused, line, refused.error)
			continue
		case err != nil:
			return counts, err
		}
		if batch = append(batch, one); len(batch) == importBatch {
			if err := counts.write(w, st, batch); err != nil {
				return counts, err
			}
			batch = batch[:0]
			bar.at(file.read.Load(), counts)
		}
	}
}

// write keeps a batch and counts what of it is new.
func (c *imports) write(w *world, st *store.Store, batch []store.Imported) error {
	if len(batch) == 0 {
		return nil
	}
	added, err := st.Import(w.ctx, batch)
	c.added += added
	if err != nil {
		return err
	}
	c.there += len(batch) - added
	return w.ctx.Err()
}

// drain moves tallies, timelines and signals on to the last response, whether
// or not a server runs that would do it, too.
func drain(w *world, st *store.Store) error {
	relay, err := mailer.NewRelay(st, newLog(w.errs, slog.LevelError), rand.Reader)
	if err != nil {
		return err
	}
	return relay.Drain(w.ctx)
}
