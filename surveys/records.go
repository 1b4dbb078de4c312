package surveys

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
)

// Records reads the records of a CSV file (RFC 4180), one after the other. A
// quotation mark that is not closed would swallow all that follows it up to the
// next one; here it costs its own line only.
type Records struct {
	csv   *csv.Reader
	lines recordLines
}

// NewRecords reads from in, where comma stands between the cells.
func NewRecords(in io.Reader, comma rune) *Records {
	r := &Records{lines: recordLines{in: bufio.NewReader(in)}}
	r.csv = csv.NewReader(&r.lines)
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = comma, -1, true
	return r
}

// Read returns the cells of the next record, which hold until the next call,
// and the line that it begins in, from 1. Invalid is a record that cannot be
// read, with words for a person: the next one can be. io.EOF is the end.
func (r *Records) Read() (cells []string, line int, err error) {
	r.lines.begin()
	cells, err = r.csv.Read()
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return cells, r.lines.first, err
	}
	r.lines.giveBack()
	if errors.Is(parse.Err, csv.ErrBareQuote) {
		return nil, r.lines.first, Errorf(Invalid, "has a quotation mark in the middle of a cell")
	}
	return nil, r.lines.first, Errorf(Invalid, "has a quotation mark that is not closed, or not doubled within its cell")
}

// recordLines hands out a file line by line, never more than is asked for, so
// that the lines of a record that cannot be read can be read again.
type recordLines struct {
	in     *bufio.Reader
	before int      // lines that earlier records have used up
	given  [][]byte // to the present record
	back   [][]byte // to be given again
	rest   []byte   // of the line that is being handed out
	size   int      // bytes of the present record
	first  int      // line that it begins in
}

// recordSize bounds a record of several lines.
const recordSize = 1 << 18

func (l *recordLines) begin() {
	l.before += len(l.given)
	l.given, l.size, l.first = nil, 0, 0
}

// giveBack keeps the first line of the present record and those above it.
func (l *recordLines) giveBack() {
	used := l.first - l.before
	l.back = append(l.given[used:len(l.given):len(l.given)], l.back...)
	l.given = l.given[:used]
}

func (l *recordLines) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		line, err := l.next()
		if err != nil {
			return 0, err
		}
		l.given, l.rest, l.size = append(l.given, line), line, l.size+len(line)
		if l.first == 0 && len(line) > 0 && line[0] != '\n' && string(line) != "\r\n" {
			l.first = l.before + len(l.given)
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func (l *recordLines) next() ([]byte, error) {
	if l.size > recordSize {
		return nil, io.EOF // no record is so large: a quotation mark is not closed
	}
	if len(l.back) > 0 {
		line := l.back[0]
		l.back = l.back[1:]
		return line, nil
	}
	line, err := l.in.ReadBytes('\n')
	if len(line) > 0 && errors.Is(err, io.EOF) {
		return line, nil
	}
	return line, err
}
