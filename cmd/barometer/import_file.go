package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"barometer/surveys"
)

// Bounds of an import: a million rows fit well, a bomb does not.
const (
	maxRecord   = 1 << 20 // bytes of one row
	maxCell     = 10_000  // bytes
	maxColumns  = 200
	maxRows     = 10_000_000
	maxInflated = 8 << 30 // bytes
	maxRatio    = 200     // inflated to packed; text reaches 20
	ratioFrom   = 16 << 20
)

// csvFile reads the rows of a CSV file, packed with gzip or not.
type csvFile struct {
	file    *os.File
	size    int64        // bytes on disk
	read    atomic.Int64 // of them read
	guard   *guard
	rows    *surveys.Records
	header  []string
	counted int
}

// openCSV opens the file, finds out its delimiter and reads the header. Errors
// say what the file is instead, where that can be told.
func openCSV(path string) (*csvFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c := &csvFile{file: f}
	if err := c.open(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return c, nil
}

func (c *csvFile) open() error {
	info, err := c.file.Stat()
	if err != nil {
		return err
	}
	c.size = info.Size()
	packed := bufio.NewReader(&countingReader{c.file, &c.read})
	var plain io.Reader = packed
	if magic, _ := packed.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		if plain, err = gzip.NewReader(packed); err != nil {
			return fmt.Errorf("the file is broken gzip: %w", err)
		}
	}
	c.guard = &guard{from: plain, packed: &c.read}
	text := bufio.NewReaderSize(c.guard, 64<<10)
	if err := checkBeginning(text); err != nil {
		return err
	}
	c.rows = surveys.NewRecords(text, delimiter(text))
	first, _, err := c.next()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	c.header = slices.Clone(first)
	return err
}

// checkBeginning skips a byte order mark and refuses what is no UTF-8 text.
func checkBeginning(r *bufio.Reader) error {
	start, _ := r.Peek(512)
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return errors.New("this is a zip file or a spreadsheet: save it as CSV first")
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}), bytes.Count(start, []byte{0}) > len(start)/8:
		return errors.New("this is UTF-16 or no text: save it as UTF-8 first")
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := r.Discard(3)
		return err
	}
	return nil
}

// delimiter is the one of , ; and tab that the first line holds most.
func delimiter(r *bufio.Reader) rune {
	start, _ := r.Peek(4096)
	line, _, _ := bytes.Cut(start, []byte("\n"))
	best, most := ',', 0
	for _, d := range ",;\t" {
		if n := strings.Count(string(line), string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// rowError says that one row cannot be read; the next ones can.
type rowError struct{ error }

// next returns a row and its line. io.EOF at the end; a rowError for a row
// that can be left out; any other error ends the import.
func (c *csvFile) next() (row []string, line int, err error) {
	c.guard.record = 0
	row, line, err = c.rows.Read()
	var wrong *surveys.Error
	if errors.As(err, &wrong) {
		return nil, line, rowError{errors.New(wrong.Message)}
	}
	if err != nil {
		return nil, 0, err
	}
	if c.counted++; c.counted > maxRows+1 {
		return nil, 0, fmt.Errorf("the file has more than %d rows: split it", maxRows)
	}
	if len(row) > maxColumns {
		return nil, line, fmt.Errorf("line %d has %d columns; %d are the most", line, len(row), maxColumns)
	}
	for i, cell := range row {
		if len(cell) > maxCell {
			return nil, line, rowError{fmt.Errorf("column %d holds more than %d bytes", i+1, maxCell)}
		}
	}
	return row, line, nil
}

func (c *csvFile) close() { _ = c.file.Close() }

// guard stops a bomb: a row, a file or a ratio that no honest file has.
type guard struct {
	from   io.Reader
	packed *atomic.Int64
	total  int64
	record int64 // bytes since the last row
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	g.total += int64(n)
	g.record += int64(n)
	switch {
	case g.record > maxRecord:
		return n, fmt.Errorf("a row is longer than %d bytes; is a quote left open, or is this no CSV file?", maxRecord)
	case g.total > maxInflated:
		return n, fmt.Errorf("the file holds more than %d GB", maxInflated>>30)
	case g.total > ratioFrom && g.total > maxRatio*g.packed.Load():
		return n, errors.New("the file grows more than any text when unpacked")
	}
	return n, err
}

type countingReader struct {
	from io.Reader
	n    *atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n.Add(int64(n))
	return n, err
}
