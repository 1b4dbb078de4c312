package signal_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// vectorAlpha is the promise under which the vectors were made.
const vectorAlpha = 1

// vectors are the columns of a vector file, in the order of compared.
var vectors = []string{"portfolio_p", "portfolio_g", "p", "dt_days", "R", "alarm", "risk"}

// TestVectors replays a file of events through Portfolio and Step and compares
// what they say after each rating with a file of expected states. The committed
// files are synthetic (see naive_test.go); BAROMETER_TEST_DATA names a folder
// with public.csv.gz and reference_vectors.csv to check instead.
func TestVectors(t *testing.T) {
	events, expected := filepath.Join("testdata", "events.csv"), filepath.Join("testdata", "vectors.csv")
	if dir := os.Getenv("BAROMETER_TEST_DATA"); dir != "" {
		events, expected = filepath.Join(dir, "public.csv.gz"), filepath.Join(dir, "reference_vectors.csv")
	}
	want := readVectors(t, expected)
	worst, compared := 0.0, 0
	replayEvents(readEvents(t, events), func(e event, idx int, said []float64) {
		row, ok := want[vectorKey{e.project, idx}]
		if !ok {
			return
		}
		compared++
		for i, name := range vectors {
			diff := math.Abs(said[i] - row[i])
			worst = max(worst, diff)
			if diff > 1e-9 {
				t.Errorf("%s rating %d: %s is %v, want %v", e.project, idx, name, said[i], row[i])
			}
		}
	})
	if compared != len(want) || compared == 0 {
		t.Errorf("compared %d of %d vectors", compared, len(want))
	}
	t.Logf("%d vectors, largest difference %.2g", compared, worst)
}

// replayEvents feeds the events to the method, each rating with the portfolio
// as it was just before, and tells what it said in the order of vectors.
func replayEvents(events []event, tell func(e event, idx int, said []float64)) {
	var portfolio signal.Portfolio
	streams := map[string]signal.Stream{}
	for _, e := range events {
		p := portfolio.Priors()
		before := streams[e.project]
		after, said := signal.Step(before, e.rating, p, vectorAlpha)
		streams[e.project] = after
		portfolio.Add(e.rating)
		alarm := 0.0
		if said.Alarm {
			alarm = 1
		}
		tell(e, before.Seen, []float64{p.P, p.Recent, said.P, said.DT, said.R, alarm, said.Risk})
	}
}

type event struct {
	project string
	rating  signal.Rating
}

type vectorKey struct {
	project string
	idx     int
}

func readEvents(t *testing.T, path string) []event {
	t.Helper()
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	var out []event
	readTable(t, path, func(get func(string) string) {
		at, err := time.Parse(time.RFC3339, get("answered_at"))
		score, err2 := strconv.Atoi(get("score"))
		if err != nil || err2 != nil {
			t.Fatalf("%s: %v %v", path, err, err2)
		}
		out = append(out, event{get("project"), signal.NewRating(scale, score, at)})
	})
	return out
}

func readVectors(t *testing.T, path string) map[vectorKey][]float64 {
	t.Helper()
	out := map[vectorKey][]float64{}
	readTable(t, path, func(get func(string) string) {
		idx, err := strconv.Atoi(get("idx"))
		if err != nil {
			t.Fatal(err)
		}
		row := make([]float64, len(vectors))
		for i, name := range vectors {
			if row[i], err = strconv.ParseFloat(get(name), 64); err != nil {
				t.Fatal(err)
			}
		}
		out[vectorKey{get("project"), idx}] = row
	})
	return out
}

// readTable calls row for each line of a CSV file, plain or .gz, that has a
// line of column names.
func readTable(t *testing.T, path string, row func(get func(column string) string)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	for _, line := range lines[1:] {
		row(func(name string) string { return line[column[name]] })
	}
}
