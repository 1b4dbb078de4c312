package main

import (
	"bufio"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"barometer/surveys/signal"
)

// backtestRows writes the rows of a replay to a file, or nowhere.
type backtestRows struct {
	file  *os.File
	out   *bufio.Writer
	every int
	line  []byte
	names map[string]string // streams as cells
}

// createRows makes the file with its header; without a path nothing is kept.
// Streams without an answer are written every so many days.
func createRows(path, by string, every int) (*backtestRows, error) {
	r := &backtestRows{every: every, names: map[string]string{}}
	if path == "" {
		return r, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r.file, r.out = file, bufio.NewWriterSize(file, 1<<16)
	_, err = r.out.WriteString("day," + by + ",risk,alarm,stat\n")
	return r, err
}

// write appends to one line that is used again: a year of a thousand projects
// is a third of a million rows.
func (r *backtestRows) write(row signal.Row) error {
	if r.out == nil || !row.Rated && int(row.Day)%r.every != 0 {
		return nil
	}
	b := row.Day.Time().AppendFormat(r.line[:0], time.DateOnly)
	b = append(append(b, ','), r.cell(row.Stream)...)
	b = strconv.AppendFloat(append(b, ','), row.Risk, 'f', 6, 64)
	if row.Alarm {
		b = append(b, ",1,"...)
	} else {
		b = append(b, ",0,"...)
	}
	if row.Stat > 0 {
		b = strconv.AppendFloat(b, row.Stat, 'f', 6, 64)
	}
	r.line = append(b, '\n')
	_, err := r.out.Write(r.line)
	return err
}

// cell quotes a name where CSV needs it, and keeps it from being read as a
// formula by a spreadsheet.
func (r *backtestRows) cell(name string) string {
	if cell, ok := r.names[name]; ok {
		return cell
	}
	cell := name
	if first, _ := utf8.DecodeRuneInString(name); strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
		cell = "'" + name
	}
	if strings.ContainsAny(cell, ",;\"\r\n\t ") {
		cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	r.names[name] = cell
	return cell
}

func (r *backtestRows) close() error {
	if r.file == nil {
		return nil
	}
	return errors.Join(r.out.Flush(), r.file.Close())
}
