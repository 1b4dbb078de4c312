package server

import (
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getJoin: GET /join/:secret. Looking does not use the link up.
func (s *Server) getJoin(c *gin.Context) {
	place, err := s.placeOfLink(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showJoin(c, http.StatusOK, place, templates.Join{})
}

// placeOfLink finds the place that waits behind the link.
func (s *Server) placeOfLink(c *gin.Context) (surveys.Place, error) {
	id, secret := surveys.ParseOwnLink(c.Param("secret"))
	place, err := s.Store.PlaceOf(c.Request.Context(), id, secret)
	if surveys.CodeOf(err) == surveys.Unauthorized {
		return place, surveys.Errorf(surveys.Expired, "%s", s.words.Text("join_gone"))
	}
	return place, err
}

// postJoin: POST /join/:secret makes the person, and signs them in.
func (s *Server) postJoin(c *gin.Context) {
	place, err := s.placeOfLink(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Join{Name: strings.TrimSpace(c.PostForm("name"))}
	hash, err := s.checkNewcomer(page.Name, c.PostForm("password"))
	var newcomer surveys.User
	if err == nil {
		_, secret := surveys.ParseOwnLink(c.Param("secret"))
		newcomer, err = s.Store.TakePlace(c.Request.Context(), place.ID, secret, page.Name, hash)
	}
	switch surveys.CodeOf(err) {
	case "":
		s.recordAs(c, newcomer.ID, "person.joined", personSubject(newcomer.Email), rightsTelling(newcomer.Role, newcomer.Money))
		s.enter(c, newcomer, "/")
	case surveys.Invalid:
		page.Errors = s.fieldErrors(err)
		s.showJoin(c, http.StatusUnprocessableEntity, place, page)
	case surveys.Unauthorized:
		s.fail(c, surveys.Errorf(surveys.Expired, "%s", s.words.Text("join_gone")))
	case surveys.Conflict:
		s.fail(c, surveys.Errorf(surveys.Conflict, "%s", s.words.Text("join_there")))
	default:
		s.fail(c, err)
	}
}

// checkNewcomer checks name and password, all mistakes at once, and returns the
// hash of the password.
func (s *Server) checkNewcomer(name, password string) (hash string, err error) {
	hash, err = s.door.hash(password)
	return hash, surveys.JoinProblems(checkName(name), err)
}

// checkName checks what a person wants to be called.
func checkName(name string) error {
	if surveys.CheckText(name, maxOwnName) != nil || name == "" {
		return surveys.InvalidField("name", "must have 1 to %d letters", maxOwnName)
	}
	return nil
}

// maxOwnName is how long the name of a person of the team may be, in letters.
const maxOwnName = 100

func (s *Server) showJoin(c *gin.Context, status int, place surveys.Place, page templates.Join) {
	page.Layout = s.layout(c, templates.Section{}, s.words.Text("join_title"))
	page.Address, page.House, page.Plain, page.Least = c.Request.URL.Path, s.house(c.Request.Context()), !s.isSecure(c.Request), minPassword
	page.By, page.Email, page.Role, page.Money = place.ByName, place.Email, s.roleName(place.Role), place.Money
	page.Until = page.Clock.At(place.Until)
	s.show(c, status, page)
}
