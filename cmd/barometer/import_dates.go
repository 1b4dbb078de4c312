package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"barometer/surveys"
)

// plainRows is after how many rows without a date with slashes none is looked
// for any more.
const plainRows = 1000

// datesOf is the order of dates with slashes: what was said, else what the file
// shows, for which it is read once more. A pipe cannot be; there it must be said.
func datesOf(path string, found columns, said surveys.DateOrder) (surveys.DateOrder, error) {
	info, err := os.Stat(path)
	if said != surveys.DatesUnsaid || err != nil || !info.Mode().IsRegular() {
		return said, err
	}
	file, err := openCSV(path)
	if err != nil {
		return said, err
	}
	defer file.close()
	return surveys.DatesIn(timesIn(file, found)), nil
}

// timesIn are the times of the rows that can be read.
func timesIn(file *csvFile, found columns) iter.Seq[string] {
	return func(yield func(string) bool) {
		for slashes, n := false, 0; slashes || n < plainRows; n++ {
			row, _, err := file.next()
			var wrong rowError
			if errors.As(err, &wrong) {
				continue
			}
			if err != nil {
				return // whoever reads the rows says it
			}
			for _, field := range []string{"responded_at", "sent_at"} {
				text := found.cell(row, field)
				slashes = slashes || surveys.IsSlashed(text)
				if !yield(text) {
					return
				}
			}
		}
	}
}

func tellDates(out io.Writer) {
	fmt.Fprintln(out, "say how dates with slashes are read: --dates dmy where 05/11/2026 is in November, --dates mdy where it is in May")
}
