package surveys

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bounds of a table that somebody brings in.
const (
	MaxSheet     = 20 << 20 // bytes
	MaxSheetRows = 100_000
	maxSheetWide = 200    // columns
	maxSheetCell = 10_000 // bytes
)

// Sheet is a table as another program exported it.
type Sheet struct {
	Header []string
	Rows   []SheetRow
	Year   int  // of days that say none, where the file tells; 0: it does not
	Comma  rune // what separates its cells
}

// SheetRow is one row with the line that it begins in. Wrong says why it could
// not be read, nil where it could.
type SheetRow struct {
	Line  int
	Cells []string
	Wrong *Phrase
}

// ReadSheet reads a CSV file with a header: UTF-8, with or without a byte order
// mark, UTF-16 with one, as spreadsheets save "Unicode text", or else
// Windows-1252, as bookkeeping programs of the West write; cells
// apart by the comma, semicolon or tab that its first lines hold most. Lines
// before the header that say one thing only, such as the title of a report, are
// passed over, unless all do: then it is a table of one column. Errors are for
// a person.
func ReadSheet(r io.Reader) (Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSheet+1))
	if err != nil {
		return Sheet{}, fmt.Errorf("read the file: %w", err)
	}
	if len(raw) > MaxSheet {
		return Sheet{}, Errorf(Invalid, "the file is larger than %d MB", MaxSheet>>20)
	}
	raw = fromUTF16(raw)
	if problem := notText(raw); problem != "" {
		return Sheet{}, Errorf(Invalid, "%s", problem)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		raw = fromWestern(raw)
	}
	return readSheet(raw)
}

// notText says what a file is that is no table in text.
func notText(raw []byte) (problem string) {
	start := raw[:min(len(raw), 512)]
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return "the file is empty"
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return "this is a zip file or a spreadsheet: save it as CSV first"
	case bytes.HasPrefix(start, []byte{0x1f, 0x8b}):
		return "this is packed: unpack it first"
	case bytes.IndexByte(raw, 0) >= 0:
		return "this is UTF-16 or no text: save it as UTF-8 first"
	}
	return ""
}

func readSheet(raw []byte) (Sheet, error) {
	s := Sheet{Comma: commaOf(raw)}
	skipped := 0
	if first, rest, _ := bytes.Cut(raw, []byte("\n")); isPreamble(first) {
		s.Year, raw, skipped = preambleYear(first), rest, 1
	}
	var alone []SheetRow // lines of one cell: titles, or a table of one column
	rows := NewRecords(bytes.NewReader(raw), s.Comma)
	for {
		cells, line, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		row, err := sheetRow(cells, line+skipped, err)
		switch {
		case err != nil:
			return s, err
		case s.Header == nil && filled(row.Cells) < 2:
			if filled(row.Cells) > 0 || row.Wrong != nil && len(alone) > 0 {
				alone = append(alone, row)
			}
		case s.Header == nil:
			s.Header = row.Cells
		case filled(row.Cells) > 0 || row.Wrong != nil:
			s.Rows = append(s.Rows, row)
		}
		if len(s.Rows) > MaxSheetRows || len(alone) > MaxSheetRows+1 {
			return s, Errorf(Invalid, "the file has more than %d rows: split it", MaxSheetRows)
		}
	}
	if s.Header == nil && len(alone) > 1 {
		s.Header, s.Rows = alone[0].Cells, alone[1:]
	}
	if s.Header == nil {
		return s, Errorf(Invalid, "the file has no line with the names of columns")
	}
	return s, nil
}

// sheetRow is a row as it was read, or why it could not be.
func sheetRow(cells []string, line int, err error) (SheetRow, error) {
	var wrong *Error
	if errors.As(err, &wrong) {
		return SheetRow{Line: line, Wrong: wrong.Phrase}, nil
	}
	if err != nil {
		return SheetRow{}, err
	}
	if len(cells) > maxSheetWide {
		return SheetRow{}, Errorf(Invalid, "line %d has %d columns; %d are the most", line, len(cells), maxSheetWide)
	}
	row := SheetRow{Line: line, Cells: slices.Clone(cells)}
	for i, cell := range row.Cells {
		if row.Cells[i] = uncovered(strings.TrimSpace(cell)); len(cell) > maxSheetCell {
			row.Wrong = Phrasef("column %d holds more than %d bytes", i+1, maxSheetCell)
		}
	}
	return row, nil
}

// uncovered takes away the apostrophe that our own exports put before what a
// spreadsheet would take for a formula.
func uncovered(cell string) string {
	lines := strings.Split(cell, "\n")
	for i, line := range lines {
		if rest, covered := strings.CutPrefix(line, "'"); covered && strings.IndexAny(strings.TrimLeft(rest, " \u00a0\u3000\ufeff"), "=+-@\uff1d\uff0b\uff0d\uff20") == 0 {
			lines[i] = rest
		}
	}
	return strings.Join(lines, "\n")
}

func filled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// commaOf is the one of , ; and tab that one of the first lines holds most.
func commaOf(raw []byte) rune {
	best, most := ',', 0
	lines := bytes.SplitN(raw[:min(len(raw), 16<<10)], []byte("\n"), 6)
	for _, line := range lines[:min(len(lines), 5)] {
		for _, d := range ",;\t" {
			if n := bytes.Count(line, []byte(string(d))); n > most {
				best, most = d, n
			}
		}
	}
	return best
}

// isPreamble reports the line that DATEV puts before the names of columns, and
// the one by which spreadsheets are told the separator.
func isPreamble(line []byte) bool {
	line = bytes.TrimLeft(line, `"`)
	return bytes.HasPrefix(line, []byte("EXTF")) || bytes.HasPrefix(line, []byte("DTVF")) || bytes.HasPrefix(line, []byte("sep="))
}

// preambleYear is the year of the books by DATEV's line: its 13th cell is the
// day on which the business year begins.
func preambleYear(line []byte) int {
	const yearBegins, digits = 12, 4
	cells := strings.Split(string(line), ";")
	if len(cells) <= yearBegins {
		return 0
	}
	text := strings.Trim(cells[yearBegins], `" `)
	if len(text) < digits || !isDigits(text[:digits]) {
		return 0
	}
	year := 0
	for _, d := range text[:digits] {
		year = 10*year + int(d-'0')
	}
	return year
}

// fromUTF16 reads a file that begins with a mark of UTF-16 and leaves others as
// they are.
func fromUTF16(raw []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return raw
	}
	units := make([]uint16, 0, len(raw)/2)
	for at := 2; at+1 < len(raw); at += 2 {
		units = append(units, order.Uint16(raw[at:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// fromWestern reads Windows-1252; bytes that it does not know become U+FFFD.
func fromWestern(raw []byte) []byte {
	high := []rune("€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ")
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for _, b := range raw {
		switch {
		case b < 0x80:
			out = append(out, b)
		case b < 0xa0:
			out = utf8.AppendRune(out, high[b-0x80])
		default:
			out = utf8.AppendRune(out, rune(b))
		}
	}
	return out
}
