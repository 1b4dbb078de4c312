// Package templates turns typed structs into mails and pages. It knows the
// words, the pictures and the markup; it asks nobody for data.
package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"os"

	"barometer/surveys"
)

//go:embed pages/*.html static
var pageFiles embed.FS

// sourceDir is where the files lie when they are read from disk, seen from the
// root of the module.
const sourceDir = "templates"

// Page is a typed page: its name is the file in pages/ without its ending.
type Page interface {
	name() string
}

// Pages renders the team's pages. Safe for concurrent use.
type Pages struct {
	files  fs.FS
	dev    bool
	parsed *template.Template
	assets *Assets
	words  *Locale
}

// NewPages parses every page, so that a broken one stops the program at its
// start. words are what pages say; with dev, files are read from disk again for
// each page shown.
func NewPages(dev bool, words *Locale) (*Pages, error) {
	p := &Pages{files: pageFiles, dev: dev, words: words}
	if dev {
		p.files = os.DirFS(sourceDir)
	}
	var err error
	if p.assets, err = newAssets(p.files); err != nil {
		return nil, err
	}
	p.parsed, err = p.parseAll()
	return p, err
}

// Assets returns the static files that pages refer to; with dev, as they are on
// disk now.
func (p *Pages) Assets() *Assets {
	if p.dev {
		if fresh, err := newAssets(p.files); err == nil {
			return fresh
		}
	}
	return p.assets
}

// RenderPart writes one part of a page, such as a chart, as the pages have it.
func (p *Pages) RenderPart(w io.Writer, part string, data any) error {
	return p.parsed.ExecuteTemplate(w, part, data)
}

// Render writes a page. It renders into memory first, so that an error never
// leaves half a page at the reader.
func (p *Pages) Render(w io.Writer, page Page) error {
	t := p.parsed
	if p.dev {
		again, err := NewPages(true, p.words)
		if err != nil {
			return err
		}
		t = again.parsed
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "page "+page.name(), page); err != nil {
		return fmt.Errorf("templates: page %s: %w", page.name(), err)
	}
	_, err := b.WriteTo(w)
	return err
}

// parseAll reads the shared parts (their names begin with an underscore) and
// all pages into one set: a copy of the parts for each page took 20 MB. Where a
// page does not define "page NAME", it is its "main NAME" between the top and
// the bottom of the layout.
func (p *Pages) parseAll() (*template.Template, error) {
	all, err := template.New("").Funcs(p.funcs()).ParseFS(p.files, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, page := range allPages() {
		name := page.name()
		if all.Lookup("page "+name) != nil {
			continue
		}
		if all.Lookup("main "+name) == nil {
			return nil, fmt.Errorf("templates: pages/%s.html defines no %q", name, "main "+name)
		}
		whole := `{{template "top" .}}{{template "main ` + name + `" .}}{{template "bottom" .}}`
		if _, err := all.New("page " + name).Parse(whole); err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
	}
	return all, nil
}

// allPages lists one of each page.
func allPages() []Page {
	return []Page{
		Components{}, Overview{}, Attention{}, FirstRun{}, Complaints{}, CasePage{}, Lessons{}, Owners{}, List{}, CustomerPage{}, ProjectPage{}, AgentPage{}, SuppressionPage{}, AlarmPage{},
		Outbox{}, Unconfirmed{}, Ledger{}, Asked{}, InvitationPage{}, MailPage{}, Settings{}, Doctor{}, Webhooks{}, WebhookPage{}, Login{}, SetUp{}, Problem{},
		SurveyList{}, SurveyPage{}, SurveyPreview{},
		RetentionPage{}, LeaversPage{}, MergePage{},
		Worth{}, Entries{}, MoneyPage{},
		Responses{}, Search{}, Views{},
		Relations{}, Founders{}, Advocates{}, Reports{}, ReportEdit{},
		ImportsPage{}, ImportPage{}, ErasePage{},
		SenderPage{}, Tokens{}, Changes{}, AlertsPage{}, KeptPage{},
		LoginCode{}, Forgot{}, Reset{}, Join{}, Account{}, Factor{}, People{}, PersonPage{},
	}
}

// funcs are the words and figures that every page may use.
func (p *Pages) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   p.assets.Address,
		"lang":    func() string { return p.words.Tag },
		"dir":     func() string { return p.words.Dir },
		"t":       p.words.Say,
		"tn":      p.words.SayCount,
		"h":       p.words.Markup,
		"percent": Percent,
		"spread":  Spread,
		"count":   Count,
		"class":   StateClass,
		"said":    p.words.Forecast,
		"past":    past,
		"word":    func(s string) surveys.Forecast { return surveys.Forecast(s) },
	}
}
