package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// importing runs the import of a file and returns what it says.
func importing(t *testing.T, redis, path string, args ...string) (out, errs string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(context.Background(), append([]string{"import", "responses", path, "--redis", redis}, args...), nil, &o, &e)
	return o.String(), e.String(), err
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const shopCSV = `interaction_id,project,customer,contact,sent_at,answered_at,score,comment
1,p1,SP/toys,order:1,2026-01-01T00:00:00Z,2026-01-02T10:00:00Z,5,"two
lines"
2,p1,SP/toys,ana@acme.example,,2026-01-03,1,
3,p2,RJ/toys,,,2026-01-04 10:00:00,4,=1+1
`

func TestEqualRowsWithoutAnIdAreSeveralAnswers(t *testing.T) {
	redis := emptyRedis(t)
	path := writeFile(t, "plain.csv", "day,score\n2026-01-02,5\n2026-01-02,5\n2026-01-02,4\n2026-01-02,5\n")
	for _, want := range []string{"4 responses added, 0 already there, 0 rows refused", "0 responses added, 4 already there, 0 rows refused"} {
		out, errs, err := importing(t, redis, path, "--map", "responded_at=day")
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%v %s %s, want %s", err, out, errs, want)
		}
	}
}

func TestAnImportRunTwiceAddsNothing(t *testing.T) {
	redis := emptyRedis(t)
	for _, c := range []struct{ name, content string }{{"plain.csv", shopCSV}, {"again.csv.gz", zipped(t, shopCSV)}} {
		path := writeFile(t, c.name, c.content)
		out, errs, err := importing(t, redis, path)
		if err != nil || errs != "" || !strings.Contains(out, "0 rows refused") || !strings.Contains(out, "figures have followed") {
			t.Fatalf("%s: %v\n%s%s", c.name, err, out, errs)
		}
	}
	out, _, err := importing(t, redis, writeFile(t, "third.csv", shopCSV+"4,p2,RJ/toys,,,2026-01-05,3,\n"))
	if err != nil || !strings.Contains(out, "1 response added, 3 already there") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestRefusedRowsAreToldWithLineAndReason(t *testing.T) {
	redis := emptyRedis(t)
	content := "\ufeffTicket ID;Rating;Date;E-Mail;Text\n" +
		"1;5;2026-01-02;ana@acme.example;fine\n" +
		"2;9;2026-01-02;;\n" +
		"3;4.5;2026-01-02;;\n" +
		"4;4;2026-02-30;;\n" +
		"5;4;2099-01-01;;\n" +
		"6;4;2026-01-02;bob@localhost;\n" +
		"7;4;2026-01-02;;bad\x00byte\n" +
		"8;4;2026-01-02;;bad\xffbyte\n" +
		"9;4;2026-01-02;;\"open\nquote\" after\n" +
		"10;4;2026-01-02;;" + strings.Repeat("x", 10_001) + "\n" +
		"11;4;2026-01-02;;last\n"
	out, errs, err := importing(t, redis, writeFile(t, "rows.csv", content), "--project", "shop")
	if err != nil || !strings.Contains(out, "2 responses added, 0 already there, 10 rows refused") {
		t.Fatalf("%v\n%s%s", err, out, errs)
	}
	for _, line := range []string{
		"line 3 refused: choice must be a whole number from 1 to 5", "line 4 refused: choice", "line 5 refused: responded_at must be a time",
		"line 6 refused: responded_at lies in the future", "line 7 refused: email needs a full domain", "line 8 refused: comment holds control",
		"line 9 refused: comment is not valid UTF-8", "line 10 refused: has a quotation mark that is not closed",
		"line 11 refused: has a quotation mark in the middle of a cell", "line 12 refused: column 5 holds more",
	} {
		if !strings.Contains(errs, line) {
			t.Errorf("not told: %s\n%.900s", line, errs)
		}
	}
	if strings.Contains(errs, "bob@") {
		t.Error("an address is told")
	}
}

func TestColumnsAreMapped(t *testing.T) {
	redis := emptyRedis(t)
	path := writeFile(t, "own.csv", "when\twho\tstars\n2026-01-02\tAcme\t10\n2026-01-03\tAcme\t0\n")
	out, errs, err := importing(t, redis, path, "--scale", "nps11", "--map", "choice=stars", "--map", "responded_at=when", "--map", "customer=who")
	if err != nil || !strings.Contains(out, "2 responses added") {
		t.Fatalf("%v\n%s%s", err, out, errs)
	}
	_, _, err = importing(t, redis, path, "--map", "choice=points", "--map", "colour=who")
	var told bytes.Buffer
	tell(&told, err)
	for _, want := range []string{`"points"`, `"colour"`, "no column for responded_at", "found: when, who, stars"} {
		if err == nil || !strings.Contains(told.String(), want) {
			t.Errorf("not told: %s in %s", want, told.String())
		}
	}
}

// badFile is one of the corpus' files.
type badFile struct {
	ID, Field, Expected, Why string
	Value                    string
	Gen                      struct {
		Repeat string
		Gzip   string `json:"gzip_of_repeat"`
		Times  int
	} `json:"value_gen"`
	Base64 string `json:"value_base64"`
}

// write makes the file, and streams the big ones.
func (b badFile) write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), b.ID+".csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	raw, err := base64.StdEncoding.DecodeString(b.Base64)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, b.Value, string(raw))
	const chunk = 1 << 20
	part := strings.Repeat(b.Gen.Repeat+b.Gen.Gzip, min(chunk, b.Gen.Times))
	if b.Gen.Gzip != "" {
		part = zipped(t, part) // a gzip file may have many members
	}
	for range b.Gen.Times / chunk {
		if _, err := io.WriteString(f, part); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// The corpus' files are lists of people, not responses: none may bring
// anything in, each is refused with words that say why.
func TestBadFilesAreRefused(t *testing.T) {
	content, err := os.ReadFile("../../surveys/hostiletest/bad_input.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []badFile }
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	redis := emptyRedis(t)
	reasons := map[string]string{
		"CIF02": "no column for choice", "CIF03": "no column for choice", "CIF04": "no column for choice", "CIF10": "no column for choice",
		"CIF08": "spreadsheet", "CIF11": "longer than", "CIF12": "longer than", "CIF13": "UTF-16",
	}
	for _, c := range all.Cases {
		if c.Field != "csv_import.file" {
			continue
		}
		_, _, err := importing(t, redis, c.write(t))
		if err == nil || reasons[c.ID] == "" || !strings.Contains(err.Error(), reasons[c.ID]) {
			t.Errorf("%s (%s): %v", c.ID, c.Why, err)
		}
		delete(reasons, c.ID)
	}
	if len(reasons) > 0 {
		t.Errorf("not in the corpus: %v", reasons)
	}
}

func TestMoreBadFiles(t *testing.T) {
	redis := emptyRedis(t)
	head := "id,choice,date\n"
	for _, tt := range []struct {
		name          string
		content, want string
	}{
		{"empty", "", "empty"},
		{"header only", head, ""},
		{"many columns", head + strings.Repeat(",", 300) + "\n", "columns"},
		{"an open quote", head + "1,5,\"2026\n" + strings.Repeat("x", 2<<20), "quote left open"},
		{"a ratio of a bomb", zipped(t, head+strings.Repeat(strings.Repeat("x", 9000)+",5,2026-01-01\n", 4<<10)), "grows more"},
		{"cut gzip", zipped(t, shopCSV)[:60], "unexpected EOF"},
		{"nothing usable", head + "1,9,never\n", "no row could be used"},
	} {
		_, _, err := importing(t, redis, writeFile(t, "x.csv", tt.content))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, _, err := importing(t, redis, "/nowhere.csv"); err == nil {
		t.Error("a file that is not there was imported")
	}
}
