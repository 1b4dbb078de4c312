package templates

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"io/fs"
	"strings"
	text "text/template"
)

//go:embed mail/*.html mail/*.txt
var mailFiles embed.FS

// Twins are the two forms of one mail; each is complete without the other.
type Twins struct{ Text, HTML string }

// Mails renders mails. Safe for concurrent use.
type Mails struct {
	text *text.Template
	html *html.Template
}

// NewMails parses every mail, so that a broken one stops the program at its
// start.
func NewMails() (*Mails, error) {
	files, err := fs.Sub(mailFiles, "mail")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	m := &Mails{}
	if m.text, err = text.ParseFS(files, "*.txt"); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	if m.html, err = html.New("").Funcs(html.FuncMap{"show": markup, "mso": mso}).ParseFS(files, "*.html"); err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return m, nil
}

func (m *Mails) render(name string, data any) (Twins, error) {
	var t, h bytes.Buffer
	if err := m.text.ExecuteTemplate(&t, name+".txt", data); err != nil {
		return Twins{}, fmt.Errorf("templates: mail %s: %w", name, err)
	}
	if err := m.html.ExecuteTemplate(&h, name+".html", data); err != nil {
		return Twins{}, fmt.Errorf("templates: mail %s: %w", name, err)
	}
	return Twins{Text: t.String(), HTML: h.String()}, nil
}

// AlertMail tells the team that a customer needs somebody.
type AlertMail struct {
	Say      *Locale // of what the team reads
	Finding  string  // one line: who, and what happened
	Rating   string  // such as "2 of 5, bad"; empty where none is given
	Project  string
	About    string // what the question was about; may be empty
	Comment  string // may be empty, may have several lines
	Reasons  []string
	Contact  bool // "please contact me"
	CaseURL  string
	Question string
	Reply    string // what an answer to the mail does; may be empty
}

// CorrectionMail tells those who were alerted that the answer changed since.
type CorrectionMail struct {
	Say     *Locale // of what the team reads
	Finding string  // what changed, one sentence
	Reason  string  // why, in the words of who changed it; may be empty
	State   string  // what that means for the case
	CaseURL string
}

// Title is what the mail is called.
func (m CorrectionMail) Title() string { return m.Say.Text("tell_correction_title") }

// Render returns both twins.
func (m CorrectionMail) Render(mails *Mails) (Twins, error) { return mails.render("correction", m) }

// Lines are the comment's, for a twin that has to mark each as the customer's.
func (m AlertMail) Lines() []string {
	if m.Comment == "" {
		return nil
	}
	return strings.Split(m.Comment, "\n")
}

// Title is what the mail is called.
func (m AlertMail) Title() string { return m.Say.Text("tell_alert_title") }

// Render returns both twins.
func (m AlertMail) Render(mails *Mails) (Twins, error) { return mails.render("alert", m) }
