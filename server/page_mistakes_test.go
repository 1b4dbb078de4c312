package server_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"barometer/server"
	"barometer/templates"
)

// germanLibrary is the library of a team whose language has a few mistakes only.
func germanLibrary(t *testing.T) *templates.Library {
	t.Helper()
	files := fstest.MapFS{"locales/team_mistakes.de.toml": {Data: []byte(`
"must have 1 to %d letters" = "muss 1 bis %d Buchstaben haben"
"must have %d to %d characters" = "muss höchstens %[2]d und wenigstens %[1]d Zeichen haben"
"there is no such view" = "diese Ansicht gibt es nicht"
mistake_sentence = "{{.Field}}: {{.Problem}}."
mistake_field_name = "Der Name"
`)}}
	return libraryBeside(t, files, func(raw []byte) []byte { return raw }, "de")
}

// What the team's language has is said in it, with its numbers; the rest, and
// all that the API says, in English.
func TestAPageSaysMistakesInItsLanguage(t *testing.T) {
	german := germanLibrary(t)
	o := openOffice(t, localOffice, func(o *server.Options) { o.Templates = german })
	b := o.signedIn(martaEmail)
	for _, c := range []struct {
		path   string
		form   []string
		status int
		want   string
	}{
		{"/account", []string{"name", ""}, http.StatusUnprocessableEntity, "Der Name: muss 1 bis 100 Buchstaben haben."},
		{"/account/password", []string{"now", martaPassword, "new", "short"}, http.StatusUnprocessableEntity, "Password: muss höchstens 200 und wenigstens 10 Zeichen haben."},
		{"/views/none", []string{"do", "remove"}, http.StatusNotFound, "Diese Ansicht gibt es nicht."},
		{"/settings/webhooks", []string{"url", "ftp://x"}, http.StatusUnprocessableEntity, "Url: must be an https address of a host on the internet"},
	} {
		answer := b.post(c.path, c.form...)
		if page := readable(answer.Body.String()); answer.Code != c.status || !strings.Contains(page, c.want) {
			t.Errorf("%s is answered with %d, want %d and %q:\n%s", c.path, answer.Code, c.status, c.want, page)
		}
	}
}
