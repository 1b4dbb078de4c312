package server

import (
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// digestOf reads the digest of a week: the one that holds the day asked for,
// else the last whole one.
func (s *Server) digestOf(c *gin.Context) (templates.DigestMail, bool) {
	week := surveys.WeekBefore(s.Store.Today())
	if text := c.Query("week"); text != "" {
		day, err := surveys.ParseDay(text)
		if err != nil {
			s.fail(c, err)
			return templates.DigestMail{}, false
		}
		week = surveys.WeekBefore(day + 7)
	}
	d, err := s.Store.Digest(c.Request.Context(), week)
	if err != nil {
		s.fail(c, err)
		return templates.DigestMail{}, false
	}
	return templates.NewDigestMail(d, strings.TrimSuffix(s.PublicURL.String(), "/"), s.clock()), true
}

// getDigest: GET /digest shows what the team is told on Monday.
func (s *Server) getDigest(c *gin.Context) {
	d, ok := s.digestOf(c)
	if !ok {
		return
	}
	twins, err := d.Render(s.mails)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.MailPage{Layout: s.layout(c, templates.OverviewSection(), s.words.Text("digest_title")), Subject: d.Subject,
		To: s.words.Text("digest_to"), When: d.Week, Frame: "/digest/html", Text: pieces(twins.Text, s.PublicURL.JoinPath("/").String())}
	if week := c.Query("week"); week != "" {
		page.Frame += "?week=" + week
	}
	s.show(c, http.StatusOK, page)
}

// getDigestHTML: GET /digest/html is the mail alone, for the frame.
func (s *Server) getDigestHTML(c *gin.Context) {
	d, ok := s.digestOf(c)
	if !ok {
		return
	}
	twins, err := d.Render(s.mails)
	if err != nil {
		s.fail(c, err)
		return
	}
	showMail(c, twins.HTML)
}
