package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"

	"barometer/surveys"
)

//go:embed tap/*.html
var tapFiles embed.FS

// TapPages renders what customers see behind the links of a mail. Each page is
// one small document without anything from outside. Safe for concurrent use.
type TapPages struct {
	files  fs.FS
	dev    bool
	parsed map[string]*template.Template // by language
}

// NewTapPages parses the pages in every language, so that a broken one stops
// the program at its start. With dev, files are read from disk again for each
// page shown.
func NewTapPages(locales *Locales, dev bool) (*TapPages, error) {
	p := &TapPages{files: tapFiles, dev: dev, parsed: map[string]*template.Template{}}
	if dev {
		p.files = os.DirFS(sourceDir)
	}
	for _, tag := range surveys.Languages() {
		var err error
		if p.parsed[tag], err = p.parse(locales.In(tag)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// parse reads the pages with the words of one language in their places.
func (p *TapPages) parse(l *Locale) (*template.Template, error) {
	names, err := fs.Glob(p.files, "tap/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	t := template.New("tap").Funcs(template.FuncMap{"markup": markup})
	for _, name := range names {
		source, err := fs.ReadFile(p.files, name)
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		said, err := l.inWords(string(source))
		if err == nil {
			_, err = t.New(path.Base(name)).Parse(said)
		}
		if err != nil {
			return nil, fmt.Errorf("templates: %s in %s: %w", name, l.Tag, err)
		}
	}
	return t, nil
}

// inWords replaces each [[id]] of a page by the text of that id, once, when
// the page is parsed: most of a page is words that never change. [[lang]] and
// [[dir]] are the language's own. A text may name the link that ends all
// questions as {{.Stop}}; one that holds more is for the page's fields.
func (l *Locale) inWords(source string) (string, error) {
	fixed := map[string]pieces{"lang": {l.Tag}, "dir": {l.Dir}}
	stop := l.Text("stop_link")
	wrong := ""
	source = regexp.MustCompile(`\[\[\w+\]\]`).ReplaceAllStringFunc(source, func(mark string) string {
		id := strings.Trim(mark, "[]")
		text, ok := l.text(id)
		if own := fixed[id]; own != nil {
			text, ok = own, true
		}
		if !ok || len(text) > 1 && !(len(text) == 3 && text[1] == "Stop") {
			wrong = id
		}
		return html.EscapeString(text.fill([]string{"Stop", stop}))
	})
	if wrong != "" {
		return "", fmt.Errorf("there is no plain text %s", wrong)
	}
	return source, nil
}

// Render returns a page: a Rating, Notice, Stop or AboutPage.
func (p *TapPages) Render(page TapPage) ([]byte, error) {
	t := p.parsed[page.language().Tag]
	if p.dev {
		again, err := p.parse(page.language())
		if err != nil {
			return nil, err
		}
		t = again
	}
	var b bytes.Buffer
	b.Grow(usualPage)
	if err := t.ExecuteTemplate(&b, page.file(), page); err != nil {
		return nil, fmt.Errorf("templates: %s: %w", page.file(), err)
	}
	return b.Bytes(), nil
}

// usualPage is what a page takes in the languages with the longest letters.
const usualPage = 8 << 10

// TapPage is a page for customers.
type TapPage interface {
	file() string
	language() *Locale
}

// Frame is what every page for customers has around it.
type Frame struct {
	Locale  *Locale // the language of the page
	House   string  // who asks
	Ink     string  // colour of that name, #rrggbb; empty: as the text around it
	InkDark string  // the same for the dark
	CSP     string  // nonce of the one style and the one script
}

func (f Frame) language() *Locale { return f.Locale }

// Notice is a page that only says something.
type Notice struct {
	Frame
	Heading, Text string
}

func (Notice) file() string { return "notice.html" }

// Stop is the page behind "Do not ask me again".
type Stop struct {
	Frame
	Asked string // masked address; may be empty
	Done  bool
	URL   string // where the button posts to
}

func (Stop) file() string { return "stop.html" }

// Text says what ends, naming the address where it is known.
func (s Stop) Text() string {
	id := "page_stop_soon"
	if s.Done {
		id = "page_stopped_now"
	}
	if s.Asked == "" {
		return s.Locale.Text(id + "_unnamed")
	}
	return s.Locale.Text(id, "Address", s.Locale.isolated(s.Asked))
}

// AboutPage says what the house asks and keeps. The first link of every mail
// leads to it.
type AboutPage struct{ Frame }

func (AboutPage) file() string { return "about.html" }
