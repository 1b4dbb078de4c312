package main

import (
	"errors"
	"io"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// backtestCommand replays past answers through the steps that run live: what
// would Barometer have told you? It needs no Redis. Files are read as import
// reads them.
type backtestCommand struct {
	File     string            `arg:"" help:"FILE.csv or FILE.csv.gz, as import responses takes it."`
	Out      string            `placeholder:"FILE.csv" help:"Write day, project, risk, alarm and stat at the end of each day to this file."`
	Alpha    float64           `default:"1" help:"Promised false alarms a project and year."`
	By       string            `default:"project" enum:"project,customer" help:"What is followed: project or customer."`
	Map      map[string]string `placeholder:"FIELD=COLUMN" help:"Which column holds project, customer, contact, choice or responded_at, where the header does not say it."`
	Dates    string            `default:"" enum:",dmy,mdy" help:"How dates with slashes are read where the file does not show it."`
	Project  string            `default:"general" help:"Project of rows that name none."`
	Scale    string            `default:"csat5" enum:"thumbs,faces3,thermometer4,csat5,ces7,nps11" help:"Scale of the choices."`
	Timezone string            `setting:"" default:"UTC" placeholder:"ZONE" help:"Zone that days are counted in, such as Europe/Berlin."`
	Every    int               `default:"1" placeholder:"DAYS" help:"Write the days without an answer only every so many days."`
	Once     bool              `help:"Count several answers of one contact within a day once."`
	Episodes int               `default:"10" placeholder:"N" help:"How many of the newest declines the report names."`
}

// Run reads, replays, writes the rows and prints the report.
func (c backtestCommand) Run(w *world) error {
	rules, err := c.rules()
	if err != nil {
		return err
	}
	past, refused, err := c.read(rules.Zone)
	if err != nil {
		return err
	}
	rows, err := createRows(c.Out, c.By, c.Every)
	if err != nil {
		return err
	}
	episodes, err := signal.Replay(past, rules, rows.write)
	if err = errors.Join(err, rows.close()); err != nil {
		return err
	}
	report := backtestReport{command: c, past: past, refused: refused, zone: rules.Zone, episodes: episodes}
	return report.print(w.out)
}

func (c backtestCommand) rules() (signal.Rules, error) {
	var wrong surveys.Problems
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "Local" {
		wrong.Add("--timezone", "must be a time zone such as Europe/Berlin")
	}
	if !(c.Alpha > 0 && c.Alpha <= 100) {
		wrong.Add("--alpha", "must be above 0 and at most 100")
	}
	if c.Every < 1 {
		wrong.Add("--every", "must be at least 1")
	}
	if c.Episodes < 0 {
		wrong.Add("--episodes", "must not be negative")
	}
	return signal.Rules{Alpha: c.Alpha, Zone: zone, Once: c.Once}, wrong.Err()
}

// refusal is a row that was left out, and why.
type refusal struct {
	line   int
	reason error
}

// read returns the answers of the file in its order, and the rows refused.
func (c backtestCommand) read(zone *time.Location) ([]signal.Past, []refusal, error) {
	file, err := openCSV(c.File)
	if err != nil {
		return nil, nil, ofFile(c.File, err)
	}
	defer file.close()
	found, err := mapColumns(file.header, c.Map)
	if err != nil {
		return nil, nil, err
	}
	scale, _ := surveys.ScaleByID(surveys.ScaleID(c.Scale))
	rows := &rowReader{columns: found, scale: scale, project: surveys.ProjectID(c.Project), zone: zone, now: time.Now()}
	if rows.dates, err = datesOf(c.File, found, surveys.DateOrder(c.Dates)); err != nil {
		return nil, nil, err
	}
	past, refused, err := c.readRows(file, rows)
	if err == nil && len(past) == 0 {
		err = surveys.Errorf(surveys.Invalid, "%s holds no answer that can be read", c.File)
	}
	return past, refused, err
}

func (c backtestCommand) readRows(file *csvFile, rows *rowReader) ([]signal.Past, []refusal, error) {
	var past []signal.Past
	var refused []refusal
	for {
		row, line, err := file.next()
		if errors.Is(err, io.EOF) {
			return past, refused, nil
		}
		var one signal.Past
		if err == nil {
			one, err = c.answer(rows, row)
		}
		var left rowError
		switch {
		case errors.As(err, &left):
			refused = append(refused, refusal{line, left.error})
		case err != nil:
			return nil, nil, ofFile(c.File, err)
		default:
			past = append(past, one)
		}
	}
}

// answer reads one row as an import would.
func (c backtestCommand) answer(rows *rowReader, row []string) (signal.Past, error) {
	r, err := rows.response(row)
	if err != nil {
		return signal.Past{}, rowError{err}
	}
	in := r.Interaction
	one := signal.Past{
		Stream:  string(in.Project.ID),
		Contact: in.Contact.Address + "\x1f" + in.Contact.Name,
		At:      time.UnixMilli(r.AnsweredAtMS),
		Scale:   r.Scale,
		Choice:  r.Choice,
	}
	if in.Contact.Address == "" && in.Contact.Name == "" {
		one.Contact = "" // nobody knows who: never the same as another
	}
	if c.By == "customer" {
		if one.Stream = string(in.Customer.ID); one.Stream == "" {
			one.Stream = in.Contact.Address
		}
	}
	return one, nil
}
