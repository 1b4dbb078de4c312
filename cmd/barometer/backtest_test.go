package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// typeBacktest runs the command as it is typed.
func typeBacktest(args ...string) (code int, said, complained string) {
	var out, errs bytes.Buffer
	code = start(append([]string{"backtest"}, args...), nil, &out, &errs)
	return code, out.String(), errs.String()
}

// decline is a file of one project that is good for half a year and bad for a
// month, in the columns of another program.
func decline(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\ufeffseller,when,stars,note\n")
	at := time.Date(2025, 1, 1, 10, 0, 0, 0, time.UTC)
	for i := range 105 {
		stars := 5
		if i >= 90 && i%3 > 0 {
			stars = 1
		}
		fmt.Fprintf(&b, "\"Smith, Sons\",%s,%d,\"two\nlines\"\n", at.AddDate(0, 0, 2*i).Format(time.DateTime), stars)
	}
	b.WriteString("\"Smith, Sons\",yesterday,5,\nx,2025-08-01,6,\nx\n")
	return write(t, "past.csv", b.String())
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBacktestTellsADecline(t *testing.T) {
	out := filepath.Join(t.TempDir(), "days.csv")
	code, said, complained := typeBacktest(decline(t), "--map", "project=seller;responded_at=when;choice=stars", "--out", out)
	if code != 0 || complained != "" {
		t.Fatalf("%d: %s", code, complained)
	}
	for _, want := range []string{
		"105 answers of 1 project from 2025-01-01 to 2025-07-28.",
		"1 decline in 1 project", "Smith, Sons: ", "worse since about 2025-0",
		"Left out: 3 rows.", "line 212: responded_at must be a time", "line 213: choice must be a whole number from 1 to 5",
		"30-day average",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	checkRows(t, out)
}

// checkRows wants a row for each of the 209 days, with one alarm or more in the
// bad month and a risk that rises there.
func checkRows(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 210 || strings.Join(rows[0], ",") != "day,project,risk,alarm,stat" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	alarms := 0
	for i, row := range rows[1:] {
		if want := time.Date(2025, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly); row[0] != want || row[1] != "Smith, Sons" {
			t.Fatalf("row %d is %v, want %s", i, row, want)
		}
		if row[3] == "1" {
			alarms++
		}
	}
	if alarms == 0 || rows[180][2] >= rows[209][2] {
		t.Errorf("%d alarms, risk %s before and %s after", alarms, rows[180][2], rows[209][2])
	}
}

func TestBacktestReadsCompressedFilesByCustomer(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, "project,customer,answered_at,score\na,=acme,2026-01-01T10:00:00+01:00,10\nb,=acme,2026-01-09,0\n")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "days.csv")
	code, said, complained := typeBacktest(write(t, "past.csv.gz", b.String()), "--by", "customer", "--scale", "nps11", "--every", "100", "--out", out)
	if code != 0 || !strings.Contains(said, "2 answers of 1 customer") {
		t.Fatalf("%d: %s%s", code, said, complained)
	}
	content, err := os.ReadFile(out)
	if err != nil || !strings.HasPrefix(string(content), "day,customer,risk,alarm,stat\n2026-01-01,'=acme,0.") || strings.Count(string(content), "\n") != 3 {
		t.Errorf("%s, %v", content, err)
	}
}

// TestBacktestNamesEveryMistake: nothing is written, and what is wrong is said.
func TestBacktestNamesEveryMistake(t *testing.T) {
	good := write(t, "good.csv", "project,answered_at,score\na,2026-01-01,5\n")
	for _, c := range []struct {
		story string
		args  []string
		code  int
		want  []string
	}{
		{"several at once", []string{good, "--alpha", "0", "--every", "0", "--timezone", "Mars/Base", "--episodes=-1"}, 2, []string{"--alpha", "--every", "--timezone", "--episodes"}},
		{"a promise of nothing", []string{good, "--alpha", "1e9"}, 2, []string{"--alpha"}},
		{"columns are missing", []string{write(t, "x.csv", "a,b\n1,2\n")}, 2, []string{"choice", "--map responded_at=COLUMN"}},
		{"a mapped column is missing", []string{good, "--map", "choice=stars"}, 2, []string{"\"stars\""}},
		{"no answer in it", []string{write(t, "x.csv", "project,answered_at,score\n")}, 2, []string{"no answer"}},
		{"an empty file", []string{write(t, "x.csv", "")}, 1, []string{"empty"}},
		{"no file", []string{good + "x"}, 1, []string{"good.csvx"}},
		{"a scale nobody knows", []string{good, "--scale", "stars"}, 2, []string{"--scale"}},
	} {
		out := filepath.Join(t.TempDir(), "days.csv")
		code, _, complained := typeBacktest(append(c.args, "--out", out)...)
		if code != c.code {
			t.Errorf("%s: exit code %d", c.story, code)
		}
		for _, want := range c.want {
			if !strings.Contains(complained, want) {
				t.Errorf("%s: does not name %s: %s", c.story, want, complained)
			}
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: rows were written", c.story)
		}
	}
}

// TestBacktestNeedsNoServer: nor a Redis, nor anything else that could be asked.
func TestBacktestNeedsNoServer(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, errs bytes.Buffer
	file := write(t, "good.csv", "project,answered_at,score\na,2026-01-01,5\n")
	if err := run(ctx, []string{"backtest", file}, []string{"BAROMETER_TIMEZONE=Asia/Tokyo"}, &out, &errs); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "0 declines in 0 projects") {
		t.Error(out.String())
	}
}
