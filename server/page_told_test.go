package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
)

// toldInGerman are the texts of what the house keeps that the team of this test
// has in its language.
const toldInGerman = `
act_customer_paused = "Kunde wird nicht gefragt"
changes_everybody = "alle dort"
changes_until = "{{.Who}} bis {{.Day}}"
changes_case_take = "übernommen"
changes_became = "{{.Was}} wird {{.Is}}"
role_viewer = "Leser"
role_member = "Mitglied"
days_renewal = "Verlängerung"
days_what = "{{.Kind}} ({{.Note}})"
days_noted = "{{.What}} am {{.Day}} notiert, {{.Before}} Tage vorher"
customer_arrived = "Eine Mail, die zurückgekommen sein sollte, wurde beantwortet"
imports_failure = "Abgebrochen: {{.Why}}."
"the file is empty" = "die Datei ist leer"
team_date_year = "{{.Day}}. {{.Month}} {{.Year}}"
month_short_12 = "Dez"
[changes_addresses]
one = "1 Adresse"
other = "{{.Count}} Adressen"
`

// What the house keeps of what was done is said as the team speaks: the record
// of changes, the lines of a timeline, why an import ended. Programs are told it
// in English, and what was kept as a sentence stays one.
func TestWhatWasKeptIsSaidAsTheTeamSpeaks(t *testing.T) {
	files := fstest.MapFS{"locales/team_told.de.toml": {Data: []byte(toldInGerman)}}
	german := libraryBeside(t, files, func(raw []byte) []byte { return raw }, "de")
	o := openOffice(t, localOffice, func(o *server.Options) { o.Templates = german })
	o.openFirm()
	ctx, b := t.Context(), o.signedIn(martaEmail)
	vera := o.hire("vera@house.example", "Vera", surveys.Viewer)
	opened, _, err := o.store.OpenCase(ctx, store.NewCase{Project: "portal", Customer: "northgate", Text: "They called.", By: o.marta.ID})
	must(t, err)
	for _, step := range [][]string{
		{"/customers/northgate/pause", "do", "pause", "contact", "", "until", "2026-12-24"},
		{fmt.Sprintf("/cases/%d", opened.ID), "do", "take"},
		{"/settings/people/" + string(vera.ID), "do", "rights", "role", "member"},
		{"/settings/suppression", "addresses", "a@house.example, b@house.example", "why", "They moved."},
		{"/customers/northgate/days", "do", "add", "kind", "renewal", "date", "2026-12-31", "before", "14", "note", "Support"},
	} {
		if answer := b.post(step[0], step[1:]...); answer.Code >= http.StatusBadRequest {
			t.Fatalf("%v: %d\n%s", step, answer.Code, answer.Body)
		}
	}
	must(t, o.store.Record(ctx, surveys.AuditEntry{By: o.marta.ID, Act: "case.changed", Subject: "case 1", Detail: surveys.Plain("everybody there until 2025-12-24")}))
	says(t, b.get("/settings/changes"), "Kunde wird nicht gefragt alle dort bis 24. Dez 2026", "übernommen", "Leser wird Mitglied", "2 Adressen", "They moved.",
		"Verlängerung 31. Dez 2026", "everybody there until 2025-12-24")

	must(t, o.store.NoteCustomer(ctx, surveys.CustomerNote{ID: "new", Customer: "northgate", Kind: surveys.NoteAsking}.Told(surveys.Arrived())))
	must(t, o.store.NoteCustomer(ctx, surveys.CustomerNote{ID: "old", Customer: "northgate", Kind: surveys.NoteDay, Text: "Renewal on 1 Oct 2025 was noted"}))
	says(t, b.get("/customers/northgate"), "Eine Mail, die zurückgekommen sein sollte, wurde beantwortet", "Verlängerung (Support) am 31. Dez 2026 notiert, 14 Tage vorher",
		"Renewal on 1 Oct 2025 was noted")
	o.saysToPrograms(t, "/customers/northgate/timeline", surveys.Arrived().Plain, "Renewal: Support on 31 Dec 2026 was noted; reminder 14 days before")

	for id, why := range map[string]surveys.Telling{"new": surveys.TellPhrase(surveys.Phrasef("the file is empty")), "old": surveys.Plain("it broke")} {
		must(t, o.store.KeepImport(ctx, surveys.ImportJob{ID: id, File: "x.csv", At: o.store.Now(), State: surveys.ImportFailed, Plan: surveys.ImportPlan{Kind: surveys.ImportCustomers}, Failure: why}, []byte("id\n")))
	}
	says(t, b.get("/imports/new"), "Abgebrochen: die Datei ist leer.")
	says(t, b.get("/imports/old"), "Abgebrochen: it broke.")
}

// saysToPrograms reads an address of the API as a program that may read all.
func (o *office) saysToPrograms(t *testing.T, path string, want ...string) {
	t.Helper()
	must(t, o.store.AddToken(t.Context(), "bmt_told", surveys.Token{Name: "told", Scope: surveys.Read, CreatedAt: o.store.Now()}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, o.public+"/api/v1"+path, nil)
	r.TLS = nil
	r.Header.Set("Authorization", "Bearer bmt_told")
	w := httptest.NewRecorder()
	o.server.Handler().ServeHTTP(w, r)
	answer := w.Body.String()
	for _, text := range want {
		if !strings.Contains(answer, text) {
			t.Errorf("%s does not say %q:\n%s", path, text, answer)
		}
	}
}
