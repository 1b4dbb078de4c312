package server

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"barometer/surveys"
)

// csvTable writes RFC 4180: CRLF, quotes where they are needed, and a mark of
// UTF-8 at the beginning, without which spreadsheets guess another encoding.
type csvTable struct {
	buffer *bufio.Writer
	w      *csv.Writer
	zone   *time.Location
	cells  []string
}

func newCSVTable(w *bufio.Writer, zone *time.Location) *csvTable {
	out := &csvTable{buffer: w, w: csv.NewWriter(w), zone: zone}
	out.w.UseCRLF = true
	return out
}

func (*csvTable) kind() string { return "text/csv; charset=utf-8" }

func (t *csvTable) begin(columns []string) error {
	if _, err := t.buffer.WriteString("\ufeff"); err != nil {
		return err
	}
	return t.w.Write(columns)
}

func (t *csvTable) row(values []any) error {
	t.cells = t.cells[:0]
	for _, v := range values {
		t.cells = append(t.cells, t.cell(v))
	}
	return t.w.Write(t.cells)
}

func (t *csvTable) end() error {
	t.w.Flush()
	return t.w.Error()
}

// cell writes a value. Only text can be a formula: a number that we wrote is one.
func (t *csvTable) cell(value any) string {
	switch v := plainValue(value, t.zone).(type) {
	case nil:
		return ""
	case string:
		return inertCell(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// inertCell puts an apostrophe before what a spreadsheet would take for a
// formula (OWASP, "CSV injection"): at the beginning of the cell and, because
// some programs split cells there, of each line in it.
func inertCell(text string) string {
	if !strings.ContainsAny(text, "\n\x00") && utf8.ValidString(text) && !beginsFormula(text) {
		return text // nearly every one
	}
	text = strings.ToValidUTF8(text, "\ufffd")
	lines := strings.Split(strings.ReplaceAll(text, "\x00", ""), "\n")
	for i, line := range lines {
		if beginsFormula(line) {
			lines[i] = "'" + line
		}
	}
	return strings.Join(lines, "\n")
}

// beginsFormula looks behind blanks, which some programs skip: = + - @, their
// full-width forms, tab and carriage return.
func beginsFormula(line string) bool {
	if first, _ := utf8.DecodeRuneInString(line); first == '\t' || first == '\r' {
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " \u00a0\u3000\ufeff"))
	return strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", first)
}

// plainValue is a value as both forms write it: nil, bool, string, a whole
// number or a float64.
func plainValue(value any, zone *time.Location) any {
	switch v := value.(type) {
	case nil, bool, string, int, int64, float64:
		return v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.In(zone).Format(time.RFC3339)
	case surveys.Day:
		if v == 0 {
			return nil
		}
		return v.String()
	}
	switch v := reflect.ValueOf(value); {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return v.Int()
	}
	return fmt.Sprint(value)
}
