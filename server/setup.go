package server

import (
	"errors"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// errSetUpGone is the answer to a set-up link that was used or has expired.
func (s *Server) errSetUpGone() error {
	return surveys.Errorf(surveys.Expired, "%s", s.words.Text("setup_gone"))
}

// getSetUp: GET /setup/:secret. Looking does not use the link up.
func (s *Server) getSetUp(c *gin.Context) {
	if s.setUpOpen(c) {
		s.showSetUp(c, http.StatusOK, templates.SetUp{})
	}
}

// setUpOpen reports whether the link is the one that is open; where it is not,
// it answers.
func (s *Server) setUpOpen(c *gin.Context) bool {
	ok, err := s.Store.SetUpValid(c.Request.Context(), c.Param("secret"))
	if err == nil && !ok {
		err = s.errSetUpGone()
	}
	if err != nil {
		s.fail(c, err)
	}
	return err == nil
}

// postSetUp: POST /setup/:secret makes the first person and signs them in. No
// password is hashed for a link that is none: anybody can send those.
func (s *Server) postSetUp(c *gin.Context) {
	if !s.setUpOpen(c) {
		return
	}
	page := templates.SetUp{Name: strings.TrimSpace(c.PostForm("name")), Email: c.PostForm("email")}
	user, err := s.firstUser(page.Name, page.Email, c.PostForm("password"))
	if err == nil {
		user, err = s.Store.UseSetUp(c.Request.Context(), c.Param("secret"), user)
	}
	switch surveys.CodeOf(err) {
	case "":
		s.recordAs(c, user.ID, "person.made", personSubject(user.Email), surveys.Tell("changes_first_person"))
		s.enter(c, user, "/start")
	case surveys.Invalid:
		page.Errors = s.fieldErrors(err)
		s.showSetUp(c, http.StatusUnprocessableEntity, page)
	case surveys.Unauthorized:
		s.fail(c, s.errSetUpGone())
	default:
		s.fail(c, err)
	}
}

// firstUser checks what the first person wrote; all mistakes at once.
func (s *Server) firstUser(name, email, password string) (surveys.User, error) {
	var problems surveys.Problems
	if n := len([]rune(name)); n == 0 || n > 100 {
		problems.Add("name", "must have 1 to 100 letters")
	}
	address, problem := NormaliseAddress(email)
	if address == "" && problem == "" {
		problem = "is missing"
	}
	if problem != "" {
		problems.Add("email", "%s", problem)
	}
	hash, err := s.door.hash(password)
	return surveys.User{Name: name, Email: address, Role: surveys.Admin, Money: true, Hash: hash}, surveys.JoinProblems(problems.Err(), err)
}

// fieldErrors are the wrong fields of an error, by name.
func (s *Server) fieldErrors(err error) map[string]string {
	out := map[string]string{}
	var e *surveys.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			out[f.Field] = s.words.MistakeIn(f.Field, s.words.Mistake(f))
		}
	}
	return out
}

func (s *Server) showSetUp(c *gin.Context, status int, page templates.SetUp) {
	page.Layout = s.layout(c, templates.Section{}, s.words.Text("setup_title"))
	page.Address = c.Request.URL.Path
	page.Plain = !s.isSecure(c.Request)
	page.Least = minPassword
	s.show(c, status, page)
}
