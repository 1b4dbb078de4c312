package server_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/hostiletest"
)

// sheet is a CSV file as a program reads it.
func sheet(t *testing.T, body string) []map[string]string {
	t.Helper()
	text, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		t.Error("no mark of UTF-8")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, name := range rows[0] {
			line[name] = row[i]
		}
		out = append(out, line)
	}
	return out
}

// More than a page of a list holds, and each once.
func TestAFileHoldsAllThatTheFilterGives(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	answer := b.get("/responses.csv?days=all")
	if answer.Header().Get("Content-Type") != "text/csv; charset=utf-8" || answer.Header().Get("Content-Disposition") != `attachment; filename="responses-2026-03-02.csv"` {
		t.Errorf("headers %v", answer.Header())
	}
	seen := map[string]bool{}
	for _, row := range sheet(t, answer.Body.String()) {
		seen[row["invitation"]] = true
		if _, err := time.Parse(time.RFC3339, row["responded_at"]); err != nil {
			t.Error(err)
		}
		if _, err := strconv.Atoi(row["choice"]); err != nil || row["satisfied"] != strconv.FormatBool(row["choice"] >= "4") {
			t.Errorf("row %v", row)
		}
	}
	if len(seen) != 2*157 {
		t.Errorf("%d responses, want %d", len(seen), 2*157)
	}
	var list []map[string]any
	answer = b.get("/responses.json?project=portal&choice=complaints&days=all")
	if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, row := range list {
		if row["project"] != "portal" || row["complaint"] != true || row["choice"].(float64) > 2 {
			t.Errorf("row %v", row)
		}
	}
	if len(list) == 0 || list[0]["sent_at"] != nil {
		t.Errorf("%d rows, the first %v", len(list), list)
	}
}

func TestEveryListAsAFile(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	o.hire("kim@house.example", "Kim", surveys.Viewer)
	b := o.signedIn("kim@house.example")
	for path, want := range map[string]struct {
		rows  int
		field string
		value string
	}{
		"/customers":           {2, "name", "Northgate Logistics"},
		"/customers?days=all":  {2, "answers_ever", "105"},
		"/projects?order=name": {2, "id", "helpdesk"},
		"/complaints":          {1, "comment", "The portal was down again on our busiest morning."},
		"/outbox":              {3, "contact_address", "priya@northgate.example"},
		"/outbox?show=skipped": {1, "mail", "skipped"},
		"/responses?days=all":  {157, "contact", "Priya Nair"},
	} {
		address, query, _ := strings.Cut(path, "?")
		answer := b.get(address + ".csv?" + query)
		rows := sheet(t, answer.Body.String())
		found := false
		for _, row := range rows {
			found = found || row[want.field] == want.value
		}
		var list []map[string]any
		if err := json.Unmarshal(b.get(address+".json?"+query).Body.Bytes(), &list); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if len(rows) != want.rows || len(list) != want.rows || !found {
			t.Errorf("%s: %d and %d rows, want %d; %s %q there: %t", path, len(rows), len(list), want.rows, want.field, want.value, found)
		}
		if page := b.get(path); !strings.Contains(page.Body.String(), address+".csv") {
			t.Errorf("%s does not lead to its file", path)
		}
	}
	for _, path := range []string{"/responses.csv?choice=x", "/customers.json?order=best", "/complaints.csv?state=closed", "/complaints.csv?owner=me", "/outbox.csv?reason=x"} {
		if answer := b.get(path); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if answer := o.someone().get("/responses.csv"); answer.Code != http.StatusSeeOther && answer.Code != http.StatusUnauthorized {
		t.Errorf("nobody gets %d", answer.Code)
	}
}

// What customers, or their names, say is text in a spreadsheet, whatever it is.
func TestNoCellIsAFormula(t *testing.T) {
	texts := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x", " =1+1", "a\n=1+1", "a\r\n@x", "plain", "a\"b,c;d"}
	for _, field := range []string{"comment", "recipient.name"} {
		for _, c := range hostiletest.Inputs(t, field) {
			if text := c.Text(t); len(text) < 4000 {
				texts = append(texts, text)
			}
		}
	}
	o := openOffice(t, localOffice)
	var answers []answered
	for i, text := range texts {
		who := surveys.Contact{Address: "x" + strconv.Itoa(i) + "@house.example", Name: text}
		answers = append(answers, answered{surveys.ProjectRef{ID: "p", Name: text}, surveys.CustomerRef{ID: surveys.CustomerID("x" + strconv.Itoa(i)), Name: text}, who, 1, 1, surveys.Words{Comment: text}})
	}
	o.fill(answers)
	b := o.signedIn(martaEmail)
	for _, path := range []string{"/responses.csv", "/customers.csv", "/projects.csv", "/complaints.csv"} {
		rows := sheet(t, b.get(path).Body.String())
		for _, row := range rows {
			for name, cell := range row {
				for line := range strings.Lines(cell) {
					if _, err := strconv.ParseFloat(strings.TrimSpace(line), 64); err != nil && isFormula(line) {
						t.Errorf("%s %s: %q", path, name, cell)
					}
				}
			}
		}
		if len(rows) < len(texts) && path != "/projects.csv" {
			t.Errorf("%s has %d rows, want %d", path, len(rows), len(texts))
		}
	}
}

func isFormula(line string) bool {
	line = strings.TrimLeft(line, " \u00a0\u3000\ufeff")
	return line != "" && strings.ContainsAny(string([]rune(line)[0]), "=+-@\t\r\uff1d\uff0b\uff0d\uff20")
}
