package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"os"
)

//go:embed tap/*.html
var tapFiles embed.FS

// TapPages renders what customers see behind the links of a mail. Each page is
// one small document without anything from outside. Safe for concurrent use.
type TapPages struct {
	files  fs.FS
	dev    bool
	parsed *template.Template
}

// NewTapPages parses the pages, so that a broken one stops the program at its
// start. With dev, files are read from disk again for each page shown.
func NewTapPages(dev bool) (*TapPages, error) {
	p := &TapPages{files: tapFiles, dev: dev}
	if dev {
		p.files = os.DirFS(sourceDir)
	}
	var err error
	p.parsed, err = p.parse()
	return p, err
}

func (p *TapPages) parse() (*template.Template, error) {
	t, err := template.ParseFS(p.files, "tap/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return t, nil
}

// Render returns a page: a Rating, Notice, Stop or AboutPage.
func (p *TapPages) Render(page TapPage) ([]byte, error) {
	t := p.parsed
	if p.dev {
		again, err := p.parse()
		if err != nil {
			return nil, err
		}
		t = again
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, page.file(), page); err != nil {
		return nil, fmt.Errorf("templates: %s: %w", page.file(), err)
	}
	return b.Bytes(), nil
}

// TapPage is a page for customers.
type TapPage interface{ file() string }

// Frame is what every page for customers has around it.
type Frame struct {
	House string // who asks
	CSP   string // nonce of the one style and the one script
}

// RatingMode is how far a rating page may go by itself.
type RatingMode string

// The modes of a rating page.
const (
	RatingLive  RatingMode = "live"  // its script confirms; without script it asks for a press
	RatingPress RatingMode = "press" // only a pressed button counts
	RatingDone  RatingMode = "done"  // a button was pressed: says what counts
)

// Rating is the page behind a choice of the mail.
type Rating struct {
	Frame
	Mode     RatingMode
	About    string // what the question is about; may be empty
	Heading  string // as it is without script
	Status   string
	Thanks   string // heading with script, of RatingLive
	Question string
	Choices  []RatingChoice
	Chosen   int    // that Send keeps
	Decline  string // what the button says that rates nothing; empty: the usual
	Reasons  []RatingReason
	Words    bool // whether words are asked for
	Comment  string
	Contact  bool
	Seal     string // sealed nonce
	Step     int    // of the next confirmation
	Showed   bool   // the words above are those that are kept
	Asked    string // masked address; may be empty
	StopURL  string
}

// RatingChoice is one button.
type RatingChoice struct {
	Value   int
	Label   string // may be empty
	Tapped  bool   // it is the one of the link
	Pressed bool   // it is the one that counts
}

// RatingReason is a cause that can be ticked.
type RatingReason struct {
	ID, Label string
	Ticked    bool
}

// Compact reports whether the choices are too many for words in their buttons.
func (r Rating) Compact() bool { return len(r.Choices) > 7 }

// Live reports whether the page has a script.
func (r Rating) Live() bool { return r.Mode == RatingLive }

// Done reports whether a button was pressed.
func (r Rating) Done() bool { return r.Mode == RatingDone }

// Columns is the number of buttons side by side.
func (r Rating) Columns() int { return min(len(r.Choices), 6+boolInt(!r.Compact())) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (Rating) file() string { return "rating.html" }

// Notice is a page that only says something.
type Notice struct {
	Frame
	Heading string
	Text    []string // paragraphs
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

// AboutPage says what the house asks and keeps. The first link of every mail
// leads to it.
type AboutPage struct{ Frame }

func (AboutPage) file() string { return "about.html" }
