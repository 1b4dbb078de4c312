package server_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// uploads brings up a file of a kind, and returns the answer.
func (c *colleague) uploads(t *testing.T, kind, name string, file []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(t, form.WriteField("kind", kind))
	part, err := form.CreateFormFile("file", name)
	must(t, err)
	_, err = part.Write(file)
	must(t, err)
	must(t, form.Close())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, c.o.public+"/imports", &body)
	r.TLS = nil
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range c.cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	c.o.server.Handler().ServeHTTP(w, r)
	return w
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../surveys/testdata/imports/" + name)
	must(t, err)
	return raw
}

// lastYears is a file of the year before, which is no future to any clock here.
func lastYears(t *testing.T, name string) []byte {
	t.Helper()
	return bytes.ReplaceAll(sample(t, name), []byte("2026"), []byte("2025"))
}

// endsAs follows an import until it has ended.
func (c *colleague) endsAs(t *testing.T, at, want string) string {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for {
		page := readable(c.get(at).Body.String())
		if strings.Contains(page, want) {
			return page
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("it does not end:\n%s", page)
		}
	}
}

// From a file of a time tracker to the customers' hours: what is wrong is told
// before anything is written, and the same file again changes nothing.
func TestAFileIsBroughtInStepByStep(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	must(t, o.store.ChangeUser(ctx, o.marta.ID, surveys.Admin, true))
	b := o.signedIn(martaEmail)
	says(t, b.get("/imports"), "Bring in a file", "Worked examples", "Toggl")
	answer := b.uploads(t, "time", `C:\files\clockify.csv`, lastYears(t, "clockify_detailed.csv"))
	at := answer.Header().Get("Location")
	if !strings.HasPrefix(at, "/imports/") {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	page := b.get(at)
	says(t, page, "clockify.csv: what its columns mean", "Duration (h)", "Review of texts", "There are dates with slashes")
	// Two columns cannot be the same, and a needed one cannot be left out.
	if wrong := b.post(at, "do", "check", "c0", "project", "c1", "project"); wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), "is in two columns") {
		t.Errorf("columns that cannot be meant: %d", wrong.Code)
	}
	mapping := []string{"do", "check", "c0", "project", "c1", "customer", "c2", "note", "c4", "person", "c9", "day", "c13", "duration"}
	leads(t, b.post(at, mapping...), at)
	says(t, b.get(at), "0 rows can be written", "could be two days")
	leads(t, b.post(at, "do", "map"), at)
	leads(t, b.post(at, append(mapping, "dates", "mdy")...), at)
	says(t, b.get(at), "3 rows can be written", "2 customers are new: Lakeside Hotels, Northwind Clinics", "Every row can be read")
	if spent, err := o.store.TimeSpent(ctx, surveys.Last(365, o.store.Today()), "", ""); err != nil || len(spent) != 0 {
		t.Errorf("checking has written %v %v", spent, err)
	}
	leads(t, b.post(at, "do", "run"), at)
	done := b.endsAs(t, at, "what became of it")
	if !strings.Contains(done, "3 of 3") {
		t.Errorf("the end says\n%s", done)
	}
	says(t, b.get("/imports"), "3 new, 0 changed, 0 as they were, 0 refused")
	if conflict := b.post(at, "do", "dance"); conflict.Code != http.StatusUnprocessableEntity {
		t.Errorf("a step that is none: %d", conflict.Code)
	}
	leads(t, b.post(at, "do", "run"), at)
	b.endsAs(t, at, "what became of it")
	says(t, b.get("/imports"), "0 new, 0 changed, 3 as they were, 0 refused")
	says(t, b.get("/settings/changes"), "import run")
}

// Rows that are refused can be had as a file, with what is wrong with each, and
// a cell that a spreadsheet would run is none there.
func TestRefusedRowsComeBackAsAFile(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	file := append(sample(t, "hubspot_contacts.csv"), "\"505\",\"=1+1\",\"X\",\"nobody\",\"\",\"\",\"\",\"\",\"\"\n"...)
	at := b.uploads(t, "contacts", "people.csv", file).Header().Get("Location")
	mapping := []string{"do", "check", "c1", "first_name", "c2", "last_name", "c3", "email", "c5", "tie", "c6", "customer", "c7", "role"}
	leads(t, b.post(at, mapping...), at)
	says(t, b.get(at), "3 rows can be written", "2 rows are refused", "has no @", "Brought in without it", "is nobody on the team")
	leads(t, b.post(at, "do", "run"), at)
	b.endsAs(t, at, "Rows that were refused, as CSV")
	refused := b.get(at + "/refused.csv").Body.String()
	if !strings.Contains(refused, "email has no @") || !strings.Contains(refused, "'=1+1") || strings.Contains(refused, "Anna") {
		t.Errorf("refused rows:\n%s", refused)
	}
	anna, err := o.store.Contact(context.Background(), surveys.NewContactID("anna.keller@lakeside.example"))
	if err != nil || anna.Name != "Anna Keller" || anna.Role != surveys.DecisionMaker || anna.Customer != "Lakeside Hotels" {
		t.Errorf("anna is %+v %v", anna, err)
	}
	says(t, b.get("/customers/"+"Lakeside%20Hotels"), "Anna Keller")
}

// A run whose process was killed says how far it came, and nothing of the rows
// that nobody has looked at; run again, it writes what is missing.
func TestAnImportThatWasKilledSaysHowFarItCame(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	must(t, o.store.ChangeUser(ctx, o.marta.ID, surveys.Admin, true))
	b := o.signedIn(martaEmail)
	at := b.uploads(t, "time", "t.csv", lastYears(t, "toggl_detailed.csv")).Header().Get("Location")
	leads(t, b.post(at, "do", "check", "c0", "person", "c2", "customer", "c7", "day", "c11", "duration"), at)
	says(t, b.get(at), "Mistakes", "is needed")
	beat := o.store.Now()
	for range 2 {
		_, err := o.store.ChangeImport(ctx, strings.TrimPrefix(at, "/imports/"), func(j surveys.ImportJob) (surveys.ImportJob, error) {
			j.State, j.Run, j.Beat, j.Done, j.New = surveys.ImportRunning, "killed", beat, 1, 1
			return j, nil
		})
		must(t, err)
		page := b.get(at)
		says(t, page, "1 of 4")
		if strings.Contains(page.Body.String(), "Every row can be read") {
			t.Error("it says that rows can be read that nobody has looked at")
		}
		if stopped := strings.Contains(page.Body.String(), "nothing for half a minute"); stopped != beat.Before(o.store.Now()) {
			t.Errorf("stopped: %v, its last word was at %v", stopped, beat)
		}
		beat = beat.Add(-2 * surveys.ImportSilence)
	}
	leads(t, b.post(at, "do", "run"), at)
	b.endsAs(t, at, "4 of 4")
	says(t, b.get("/imports"), "3 new, 0 changed, 0 as they were, 1 refused")
}

func TestWhoMayBringIn(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("eve@house.example", "Eve", surveys.Member)
	o.hire("ada@house.example", "Ada", surveys.Admin)
	must(t, o.store.ChangeUser(context.Background(), o.marta.ID, surveys.Admin, true))
	b := o.signedIn(martaEmail)
	at := b.uploads(t, "time", "t.csv", lastYears(t, "toggl_detailed.csv")).Header().Get("Location")
	for _, tt := range []struct {
		who, kind string
		want      int
	}{{"eve@house.example", "customers", 403}, {"ada@house.example", "customers", 303}, {"ada@house.example", "revenue", 403}, {martaEmail, "spells", 422}} {
		c := o.signedIn(tt.who)
		if got := c.uploads(t, tt.kind, "x.csv", sample(t, "hubspot_companies.csv")); got.Code != tt.want {
			t.Errorf("%s brings in %s: %d, want %d", tt.who, tt.kind, got.Code, tt.want)
		}
	}
	ada := o.signedIn("ada@house.example")
	if got := ada.get(at); got.Code != http.StatusForbidden {
		t.Errorf("time of others without the right to money: %d", got.Code)
	}
	if page := ada.get("/imports").Body.String(); strings.Contains(page, "t.csv") || strings.Contains(page, `value="revenue"`) {
		t.Error("the list shows what needs the right to money")
	}
	for _, c := range []struct{ name, file string }{{"a spreadsheet", "PK\x03\x04"}, {"nothing", ""}, {"no table", "a title\n"}} {
		if got := ada.uploads(t, "customers", "x.csv", []byte(c.file)); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, got.Code)
		}
	}
	if got := ada.uploads(t, "customers", "x.csv", bytes.Repeat([]byte("a,b\n"), 6<<20)); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "20 MB") {
		t.Errorf("a file that is too large: %d", got.Code)
	}
}

// A column of another alphabet, and those of our own exports, can be said to be
// attributes on the page.
func TestColumnsAreOfferedAsAttributes(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("ada@house.example", "Ada", surveys.Admin)
	b := o.signedIn("ada@house.example")
	at := b.uploads(t, "customers", "x.csv", []byte("id,Länge,attribute.seat.count,Размер\n1,12,3,4\n")).Header().Get("Location")
	page := b.get(at).Body.String()
	for _, want := range []string{`value="attribute.laenge"`, `value="attribute.seat.count" selected`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not offered", want)
		}
	}
	leads(t, b.post(at, "do", "check", "c0", "id", "c1", "attribute.laenge", "c2", "attribute.seat.count"), at)
	says(t, b.get(at), "1 row can be written")
}
