package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// pageHeaders guards every page of the team. The referrer stays inside the
// house: with no-referrer, browsers would send Origin: null with our own forms.
func pageHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// sameOrigin refuses forms that another site has sent.
func (s *Server) sameOrigin(c *gin.Context) {
	if err := s.guard.Check(c.Request); err != nil {
		s.fail(c, surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("problem_from_elsewhere")))
	}
}

// newGuard takes forms of our own pages only, also behind a proxy that changes
// the host.
func newGuard(public string) (*http.CrossOriginProtection, error) {
	guard := http.NewCrossOriginProtection()
	return guard, guard.AddTrustedOrigin(public)
}

// layout is what every page has around it.
func (s *Server) layout(c *gin.Context, section templates.Section, title string) templates.Layout {
	l := templates.Layout{Title: title, Section: section, Notices: s.Notices, Clock: s.clock(), Here: here(c), Exports: exportsOf(c)}
	if user, ok := userOf(c); ok {
		l.User, l.Money = nameOf(user), user.May(surveys.Money)
		if l.Here != "" {
			l.Paper = strings.TrimSuffix(s.PublicURL.String(), "/") + l.Here
		}
		l.Mute = s.isMute(c.Request.Context(), section)
	}
	return l
}

// here is the address of the page, where it can be come back to.
func here(c *gin.Context) string {
	if c.Request.Method != http.MethodGet {
		return ""
	}
	return c.Request.URL.RequestURI()
}

// clock is the store's, in words.
func (s *Server) clock() templates.Clock {
	return templates.Clock{Now: s.Store.Now(), Zone: s.Store.Zone(), Words: s.words}
}

// nameOf is how a person of the team is called.
func nameOf(user surveys.User) string {
	if user.Name != "" {
		return user.Name
	}
	return user.Email
}

// show answers with a page.
func (s *Server) show(c *gin.Context, status int, page templates.Page) {
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(status)
	w, done := s.squeezers.squeezed(c)
	err := s.pages.Render(w, page)
	if err == nil {
		err = done()
	}
	if err != nil {
		c.Writer.Header().Del("Content-Encoding")
		s.Log.ErrorContext(c.Request.Context(), "page failed", "route", routeOf(c), "error", err.Error())
		if !c.Writer.Written() {
			c.String(http.StatusInternalServerError, problemText(http.StatusInternalServerError))
		}
	}
}

// fail answers with a page that says what went wrong, and ends the request.
func (s *Server) fail(c *gin.Context, err error) {
	c.Abort()
	code := status(err)
	if code >= http.StatusInternalServerError && c.Request.Context().Err() == nil { // nobody waits for the page any more
		s.Log.ErrorContext(c.Request.Context(), "page failed", "route", routeOf(c), "error", err.Error())
	}
	pageHeaders(c)
	s.show(c, code, s.problemPage(c, code, err))
}

// problemText is what a page says of an error that says nothing itself.
func (s *Server) problemText(code int) string {
	if code == http.StatusNotFound {
		return s.words.Text("problem_404_text")
	}
	return whoOr(s.words.Text("problem_says_"+strconv.Itoa(code)), s.words.Text("problem_cannot"))
}

func (s *Server) problemPage(c *gin.Context, code int, err error) templates.Problem {
	page := templates.Problem{Status: code, Heading: s.problemHeading(code), Text: s.problemText(code),
		Back: templates.Link{Text: s.words.Text("problem_home"), Address: "/"}}
	page.Layout = s.layout(c, templates.Section{}, page.Heading)
	page.Exports, page.Here = nil, "" // there is nothing to keep
	if page.User == "" {
		page.Back = templates.Link{Text: s.words.Text("problem_sign_in"), Address: "/login"}
	}
	var e *surveys.Error
	if errors.As(err, &e) && e.Code != surveys.Internal {
		page.Text = templates.Sentence(strings.TrimSuffix(s.words.Refusal(e), ".")) + "."
		if len(e.Fields) > 0 {
			page.Text = s.words.Count("problem_fields", len(e.Fields))
		}
		for _, f := range e.Fields {
			page.Fields = append(page.Fields, templates.Fact{Term: s.fieldName(c, f.Field), Text: s.words.Mistake(f)})
		}
	}
	return page
}

// fieldName is what a field of a form is called; what stands in an address is
// called as it is there.
func (s *Server) fieldName(c *gin.Context, field string) string {
	if c.Request.Method == http.MethodGet {
		return field
	}
	return whoOr(s.words.Text("field_"+strings.ReplaceAll(field, ".", "_")), field)
}

// problemHeading is a refusal in a few words.
func (s *Server) problemHeading(code int) string {
	switch code {
	case http.StatusNotFound:
		return s.words.Text("problem_404")
	case http.StatusGone:
		return s.words.Text("problem_410")
	case http.StatusUnauthorized:
		return s.words.Text("problem_401")
	case http.StatusForbidden:
		return s.words.Text("problem_403")
	case http.StatusConflict:
		return s.words.Text("problem_409")
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return s.words.Text("problem_422")
	case http.StatusServiceUnavailable:
		return s.words.Text("problem_503")
	}
	return s.words.Text("problem_other")
}
