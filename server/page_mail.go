package server

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

func mailAddress(id string) string { return "/outbox/mails/" + url.PathEscape(id) }

// caughtMail finds a mail that the demo caught.
func (s *Server) caughtMail(c *gin.Context) (CaughtMail, bool) {
	if s.Caught != nil {
		if m, ok := s.Caught.Mail(c.Param("id")); ok {
			return m, true
		}
	}
	s.fail(c, surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_mail")))
	return CaughtMail{}, false
}

// getMail: GET /outbox/mails/:id shows a caught mail as it would be read.
func (s *Server) getMail(c *gin.Context) {
	m, ok := s.caughtMail(c)
	if !ok {
		return
	}
	page := templates.MailPage{
		Layout: s.layout(c, templates.OutboxSection(), s.words.Text("mail_title_page")), Subject: whoOr(m.Subject, s.words.Text("outbox_no_subject")),
		From: m.From, To: m.To, When: s.clock().At(m.At), Text: pieces(m.Text, ""),
	}
	if m.HTML != "" {
		page.Frame = mailAddress(m.ID) + "/html"
	}
	s.show(c, http.StatusOK, page)
}

// getMailHTML: GET /outbox/mails/:id/html is the mail alone, for the frame: no
// script, nothing from outside, and its links open in a tab of their own.
func (s *Server) getMailHTML(c *gin.Context) {
	m, ok := s.caughtMail(c)
	if !ok {
		return
	}
	showMail(c, m.HTML)
}

// showMail answers with the HTML of a mail, for a frame: it runs nothing and
// loads nothing.
func showMail(c *gin.Context, html string) {
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox")
	c.Header("X-Frame-Options", "SAMEORIGIN")
	c.Header("Referrer-Policy", "no-referrer")
	c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(withBase(html)))
}

// withBase lets every link of the mail open in a new tab.
func withBase(html string) string {
	const base = `<base target="_blank">`
	if i := strings.Index(strings.ToLower(html), "<head"); i >= 0 {
		if end := strings.IndexByte(html[i:], '>'); end >= 0 {
			return html[:i+end+1] + base + html[i+end+1:]
		}
	}
	return base + html
}

// pieces cuts plain text at its links that lead under an address; empty: at all.
// What a customer has written is none of ours, and leads nowhere.
func pieces(text, under string) []templates.Piece {
	link := regexp.MustCompile(regexp.QuoteMeta(under) + `[^\s<>"]+[^\s<>".,;:!?)\]]`)
	if under == "" {
		link = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)\]]`)
	}
	var out []templates.Piece
	for text != "" {
		at := link.FindStringIndex(text)
		if at == nil {
			return append(out, templates.Piece{Text: text})
		}
		if at[0] > 0 {
			out = append(out, templates.Piece{Text: text[:at[0]]})
		}
		out = append(out, templates.Piece{Text: text[at[0]:at[1]], Address: text[at[0]:at[1]]})
		text = text[at[1]:]
	}
	return out
}
