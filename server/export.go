package server

import (
	"bufio"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// exportPatience is how long one stretch of rows may take to reach the reader:
// a long file is bounded by its reader's silence, not by its length.
const exportPatience = 30 * time.Second

// exportStretch is how many rows are written before they are sent.
const exportStretch = 500

// exportTable answers with a table as a file that is named after what is in it:
// as CSV where the path of the request ends in .csv, else as a JSON array of
// objects. It streams: rows are asked for while the reader takes them, so a file
// may be of any length.
//
//	s.exportTable(c, "customers", []string{"id", "name", "satisfied"}, func(yield func([]any, error) bool) {
//		for _, st := range items {
//			if !yield([]any{st.ID, st.Name, percent(st.Level.Rate)}, nil) {
//				return
//			}
//		}
//	})
//
// A row has a value for every column, in their order: a string, a number, a
// bool, a surveys.Day, a time.Time (the zero one is empty), another named text,
// or nil for what is not known. Numbers are written as numbers, times by RFC
// 3339 in the zone of the house. Text that a spreadsheet would take for a
// formula gets an apostrophe before it in CSV; JSON holds it as it is.
//
// An error before the first row becomes a page; a later one cuts the connection,
// so that nobody takes half a file for a whole one.
func (s *Server) exportTable(c *gin.Context, name string, columns []string, rows iter.Seq2[[]any, error]) {
	out := &exportFile{s: s, c: c, name: name, columns: columns}
	for row, err := range rows {
		if err == nil {
			err = out.write(row)
		}
		if err != nil {
			out.fail(err)
			return
		}
	}
	if err := out.end(); err != nil {
		out.fail(err)
	}
}

// table is a form that rows are written in.
type table interface {
	kind() string // the content type
	begin(columns []string) error
	row(values []any) error
	end() error
}

// exportFile is a table on its way.
type exportFile struct {
	s       *Server
	c       *gin.Context
	name    string
	columns []string
	buffer  *bufio.Writer
	table   table // nil: nothing was written yet
	rows    int
}

// begin writes the headers, once the first row is there: until then an error
// can still be said.
func (f *exportFile) begin() error {
	f.buffer = bufio.NewWriterSize(f.c.Writer, 1<<15)
	ending := ".json"
	zone := f.s.Store.Zone()
	if strings.HasSuffix(f.c.Request.URL.Path, ".csv") {
		ending, f.table = ".csv", newCSVTable(f.buffer, zone)
	} else {
		f.table = &jsonTable{w: f.buffer, zone: zone}
	}
	h := f.c.Writer.Header()
	h.Set("Content-Type", f.table.kind())
	h.Set("Content-Disposition", `attachment; filename="`+f.name+"-"+f.s.Store.Today().String()+ending+`"`)
	f.c.Status(http.StatusOK)
	f.patience()
	return f.table.begin(f.columns)
}

func (f *exportFile) write(row []any) error {
	if f.table == nil {
		if err := f.begin(); err != nil {
			return err
		}
	}
	if f.rows++; f.rows%exportStretch == 0 {
		if err := f.buffer.Flush(); err != nil {
			return err
		}
		f.patience()
	}
	return f.table.row(row)
}

func (f *exportFile) end() error {
	if f.table == nil {
		if err := f.begin(); err != nil {
			return err
		}
	}
	if err := f.table.end(); err != nil {
		return err
	}
	return f.buffer.Flush()
}

// patience gives the reader time for the next stretch. A writer that knows no
// deadlines, as those of tests, needs none.
func (f *exportFile) patience() {
	_ = http.NewResponseController(f.c.Writer).SetWriteDeadline(time.Now().Add(exportPatience))
}

// fail says what went wrong while it still can, else it cuts the connection.
func (f *exportFile) fail(err error) {
	if f.table == nil {
		f.s.fail(f.c, err)
		return
	}
	f.c.Abort()
	f.s.Log.WarnContext(f.c.Request.Context(), "export cut off", "route", routeOf(f.c), "rows", f.rows, "error", err.Error())
	under := http.ResponseWriter(f.c.Writer)
	if w, ok := under.(interface{ Unwrap() http.ResponseWriter }); ok {
		under = w.Unwrap()
	}
	if conn, _, err := http.NewResponseController(under).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// exportsOf lead to the list of the request as files, with the same query; none
// where the page is no such list.
func exportsOf(c *gin.Context) []templates.Link {
	path := c.Request.URL.Path
	if c.Request.Method != http.MethodGet || !slices.Contains([]string{responsesPath, "/customers", "/projects", "/complaints", "/outbox", "/worth", "/retention", "/leavers", "/advocates"}, path) {
		return nil
	}
	q := c.Request.URL.Query()
	q.Del("before")
	q.Del("page")
	tail := ""
	if len(q) > 0 {
		tail = "?" + q.Encode()
	}
	return []templates.Link{{Text: "CSV", Address: path + ".csv" + tail}, {Text: "JSON", Address: path + ".json" + tail}}
}
