package server

import (
	"context"
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// postSoon is how long a mail may take before the page says that none goes out.
const postSoon = time.Minute

// getPeople: GET /settings/people.
func (s *Server) getPeople(c *gin.Context) { s.showPeople(c, http.StatusOK, templates.People{}) }

// postPeople: POST /settings/people invites a colleague. The link is shown this
// once, for houses where no mail goes out.
func (s *Server) postPeople(c *gin.Context) {
	place, err := s.placeOfForm(c)
	page := templates.People{Form: templates.PlaceForm{Email: c.PostForm("email"), Money: place.Money, Roles: s.roles(place.Role)}}
	if err == nil {
		page.Link, err = s.invite(c, place)
	}
	switch surveys.CodeOf(err) {
	case "":
		page.Saved, page.Form = s.words.Text("people_invited", "Email", place.Email), templates.PlaceForm{}
		s.showPeople(c, http.StatusOK, page)
	case surveys.Conflict:
		page.Form.Errors = map[string]string{"email": s.words.Text("people_taken")}
		s.showPeople(c, http.StatusConflict, page)
	case surveys.Invalid:
		page.Form.Errors = s.fieldErrors(err)
		s.showPeople(c, http.StatusUnprocessableEntity, page)
	default:
		s.fail(c, err)
	}
}

// placeOfForm reads who is invited as what; all mistakes at once.
func (s *Server) placeOfForm(c *gin.Context) (surveys.Place, error) {
	var wrong surveys.Problems
	address, problem := NormaliseAddress(c.PostForm("email"))
	if address == "" && problem == "" {
		problem = "is missing"
	}
	if problem != "" {
		wrong.Add("email", "%s", problem)
	}
	role := surveys.Right(c.PostForm("role"))
	if !isRole(role) {
		wrong.Add("role", "must be viewer, member or admin")
	}
	return surveys.Place{Email: address, Role: role, Money: c.PostForm("money") == "1"}, wrong.Err()
}

// isRole reports whether the right is one that a person has as a role.
func isRole(role surveys.Right) bool {
	return role == surveys.Viewer || role == surveys.Member || role == surveys.Admin
}

// invite holds a place, and mails and returns the link to it.
func (s *Server) invite(c *gin.Context, place surveys.Place) (link string, err error) {
	ctx, secret := c.Request.Context(), newSecret()
	me, _ := userOf(c)
	place.ByName, place.Post = nameOf(me), newPostID()
	if place, err = s.Store.OfferPlace(ctx, place, secret); err != nil {
		return "", err
	}
	s.record(c, "person.invited", personSubject(place.Email), rightsTelling(place.Role, place.Money))
	text := surveys.OwnLink(place.ID, secret)
	err = s.postLink(ctx, surveys.Post{ID: place.Post, Kind: surveys.PostJoin, To: place.Email, By: place.ByName}, text, true)
	if err != nil {
		s.Log.ErrorContext(ctx, "the mail of an invitation cannot be posted", "error", err.Error())
	}
	return s.PublicURL.JoinPath("join", text).String(), nil
}

// personSubject is a person as the record names them.
func personSubject(email string) string { return "person " + email }

// rightsTelling says rights for the record.
func rightsTelling(role surveys.Right, money bool) surveys.Telling {
	told := surveys.TellCode("role_", role)
	if money {
		return surveys.Tell("changes_and_money", "Role", told)
	}
	return told
}

// postInvited: POST /settings/people/invited/:id sends an invitation again,
// with another link, or takes it back.
func (s *Server) postInvited(c *gin.Context) {
	place, err := s.Store.Place(c.Request.Context(), surveys.UserID(c.Param("id")))
	var page templates.People
	switch {
	case err != nil:
	case c.PostForm("do") == "again":
		page.Saved = s.words.Text("people_invited", "Email", place.Email)
		page.Link, err = s.invite(c, place)
	case c.PostForm("do") == "revoke":
		if err = s.Store.DropPlace(c.Request.Context(), place.ID); err == nil {
			s.record(c, "person.uninvited", personSubject(place.Email), surveys.Telling{})
		}
		page.Saved = s.words.Text("people_revoked", "Email", place.Email)
	default:
		err = surveys.InvalidField("do", "must be again or revoke")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showPeople(c, http.StatusOK, page)
}

func (s *Server) showPeople(c *gin.Context, status int, page templates.People) {
	ctx, clock := c.Request.Context(), s.clock()
	team, err := s.Store.Users(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	for _, u := range team {
		page.Team = append(page.Team, s.personRow(u, me, clock))
	}
	if page.Places, err = s.placeRows(ctx, clock); err != nil {
		s.fail(c, err)
		return
	}
	if page.Form.Roles == nil {
		page.Form.Roles = s.roles(surveys.Member)
	}
	page.Layout = s.layout(c, templates.SettingsSection(), clock.Words.Text("people_title"))
	s.show(c, status, page)
}

func (s *Server) personRow(u, me surveys.User, clock templates.Clock) templates.PersonRow {
	return templates.PersonRow{Name: nameOf(u), Email: u.Email, Role: s.roleName(u.Role), Seen: clock.Ago(u.SeenAt),
		Money: u.Money, Factor: u.Factor, Me: u.ID == me.ID, Address: personAddress(u.ID)}
}

func personAddress(id surveys.UserID) string { return "/settings/people/" + string(id) }

func (s *Server) placeRows(ctx context.Context, clock templates.Clock) ([]templates.PlaceRow, error) {
	places, err := s.Store.Places(ctx)
	if err != nil {
		return nil, err
	}
	var out []templates.PlaceRow
	for _, p := range places {
		row := templates.PlaceRow{ID: string(p.ID), Email: p.Email, Role: s.roleName(p.Role), By: p.ByName, Money: p.Money, Over: p.Over(clock.Now)}
		row.Until = clock.Words.Text("people_until", "Until", clock.At(p.Until))
		if row.Over {
			row.Until = clock.Words.Text("people_until_over", "Until", clock.At(p.Until))
		}
		if row.Mail, row.Trouble, err = s.postText(ctx, p.Post, clock); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// roles are what a person may be, with the present one.
func (s *Server) roles(now surveys.Right) []templates.RoleOption {
	var out []templates.RoleOption
	for _, role := range []surveys.Right{surveys.Viewer, surveys.Member, surveys.Admin} {
		out = append(out, templates.RoleOption{ID: string(role), Name: s.roleName(role),
			May: s.words.Text("role_" + string(role) + "_may"), Current: role == now})
	}
	return out
}

func (s *Server) roleName(role surveys.Right) string { return s.words.Text("role_" + string(role)) }
