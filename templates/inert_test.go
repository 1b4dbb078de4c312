package templates_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"

	"golang.org/x/net/html"
)

// allPages are pages with nothing in them.
func allPages() []templates.Page {
	return []templates.Page{
		templates.Overview{}, templates.FirstRun{}, templates.Complaints{}, templates.CasePage{}, templates.List{},
		templates.CustomerPage{}, templates.ProjectPage{}, templates.Outbox{}, templates.InvitationPage{}, templates.Unconfirmed{}, templates.Ledger{},
		templates.MailPage{}, templates.Settings{}, templates.Login{}, templates.SetUp{}, templates.Problem{},
		templates.Responses{}, templates.Search{}, templates.Views{},
		templates.LoginCode{}, templates.Forgot{}, templates.Reset{}, templates.Join{}, templates.Account{}, templates.Factor{}, templates.People{}, templates.PersonPage{},
		templates.Worth{}, templates.MoneyPage{},
	}
}

// filled returns the page with text in every field that takes any, and two of
// everything there can be several of.
func filled(page templates.Page, text string) templates.Page {
	v := reflect.New(reflect.TypeOf(page)).Elem()
	fill(v, text)
	return v.Interface().(templates.Page)
}

func fill(v reflect.Value, text string) {
	switch v.Interface().(type) {
	case surveys.Forecast:
		v.Set(reflect.ValueOf(surveys.Storm))
		return
	case surveys.Level:
		v.Set(reflect.ValueOf(surveys.NewLevel(30, 40)))
		return
	case templates.Clock:
		v.Set(reflect.ValueOf(fixtureClock()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(42.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), text)
		fill(v.Index(1), text)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"now": text, "new": text, "name": text, "email": text, "password": text}))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), text)
			}
		}
	}
}

// shape lists the elements of a page with the names of their attributes: text
// may change it in nothing.
func shape(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			b.WriteString(n.Data)
			for _, a := range n.Attr {
				b.WriteString(" " + a.Key)
				leads := a.Key == "href" || a.Key == "src" || a.Key == "action"
				if leads && strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
					b.WriteString(" runs a script")
				}
			}
			b.WriteByte('\n')
		}
		if n.Type == html.CommentNode {
			b.WriteString("comment\n")
		}
	}
	return b.String()
}

func render(t *testing.T, pages *templates.Pages, page templates.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := pages.Render(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNoTextChangesThePageAroundIt(t *testing.T) {
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	hostile := []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'onmouseover='alert(1)`, `javascript:alert(1)`,
		`</textarea></title></style><svg onload=alert(1)>`, `{{.}}{{7*7}}`, `<!--`, "\u202egnp.exe\u0000", `&lt;b&gt;`, "a\nb",
	}
	for _, page := range allPages() {
		t.Run(reflect.TypeOf(page).Name(), func(t *testing.T) {
			plain := shape(t, render(t, pages, filled(page, "plain")))
			for _, text := range hostile {
				if got := shape(t, render(t, pages, filled(page, text))); got != plain {
					t.Errorf("%q changes the page", text)
				}
			}
		})
	}
}

func TestEveryPageRendersEmptyAndFull(t *testing.T) {
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range allPages() {
		name := reflect.TypeOf(page).Name()
		for _, p := range []templates.Page{page, filled(page, "words")} {
			out := render(t, pages, p)
			if strings.Count(out, "<h1") != 1 || !strings.Contains(out, `<main class="page" id="main"`) || !strings.Contains(out, `<html lang="en" dir="ltr">`) {
				t.Errorf("%s lacks its heading or its main part", name)
			}
		}
		if out := render(t, pages, page); len(out) > 60_000 {
			t.Errorf("%s is %d bytes with nothing in it", name, len(out))
		}
	}
}

func TestTheOverviewOfAFirm(t *testing.T) {
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	out := render(t, pages, fixtureOverview(""))
	for _, want := range []string{
		`<b class="big">86` + "\u00a0" + `%</b> satisfied`, "Fair, and slipping towards change", `aria-current="page">Overview`,
		`<circle class="on" cx="100.0%"`, `<section class="plate who"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(out, "style=") || strings.Contains(out, "<style") || strings.Contains(out, "onclick") {
		t.Error("the page holds style or script of its own, which its policy forbids")
	}
}

func TestStaticFilesAreNamedByTheirContent(t *testing.T) {
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]string{"pico.min.css": "text/css", "barometer.css": "text/css", "barometer.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		address, err := pages.Assets().Address(name)
		if err != nil {
			t.Fatal(err)
		}
		asset, ok := pages.Assets().Get(strings.TrimPrefix(address, "/static/"))
		if !ok || !strings.HasPrefix(asset.Type, kind) || len(asset.Body) == 0 {
			t.Errorf("%s at %s: %v %s", name, address, ok, asset.Type)
		}
	}
	if _, err := pages.Assets().Address("nothing.css"); err == nil {
		t.Error("a file that is not there has an address")
	}
}
