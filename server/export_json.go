package server

import (
	"bufio"
	"encoding/json"
	"time"
)

// jsonTable writes an array of objects, the fields in the order of the columns.
type jsonTable struct {
	w       *bufio.Writer
	zone    *time.Location
	columns [][]byte // as JSON
	open    bool     // a row was written
}

func (*jsonTable) kind() string { return "application/json" }

func (t *jsonTable) begin(columns []string) error {
	for _, name := range columns {
		text, err := json.Marshal(name)
		if err != nil {
			return err
		}
		t.columns = append(t.columns, text)
	}
	return t.w.WriteByte('[')
}

func (t *jsonTable) row(values []any) error {
	line := []byte("\n{")
	if t.open {
		line = []byte(",\n{")
	}
	t.open = true
	for i, name := range t.columns {
		text, err := json.Marshal(plainValue(values[i], t.zone))
		if err != nil {
			return err
		}
		if i > 0 {
			line = append(line, ',')
		}
		line = append(append(append(line, name...), ':'), text...)
	}
	_, err := t.w.Write(append(line, '}'))
	return err
}

func (t *jsonTable) end() error {
	_, err := t.w.WriteString("\n]\n")
	return err
}
