package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getPerson: GET /settings/people/:id.
func (s *Server) getPerson(c *gin.Context) {
	user, err := s.Store.User(c.Request.Context(), surveys.UserID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showPerson(c, http.StatusOK, user, templates.PersonPage{})
}

// postPerson: POST /settings/people/:id changes what a colleague may do, helps
// them to sign in, or takes them off the team.
func (s *Server) postPerson(c *gin.Context) {
	user, err := s.Store.User(c.Request.Context(), surveys.UserID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	acts := map[string]func(*gin.Context, surveys.User) (templates.PersonPage, error){
		"rights": s.changeRights, "password": s.mailReset, "factor": s.turnFactorOff, "account": s.freeAccount, "sessions": s.endAll, "remove": s.removePerson,
	}
	act := acts[c.PostForm("do")]
	if act == nil {
		s.fail(c, surveys.InvalidField("do", "must be rights, password, factor, account, sessions or remove"))
		return
	}
	if me, _ := userOf(c); me.ID == user.ID && (c.PostForm("do") != "rights" || c.PostForm("role") != string(surveys.Admin)) {
		s.showPerson(c, http.StatusConflict, user, templates.PersonPage{Problem: s.words.Text("person_not_me")})
		return
	}
	page, err := act(c, user)
	switch {
	case surveys.CodeOf(err) == surveys.Conflict:
		s.showPerson(c, http.StatusConflict, user, templates.PersonPage{Problem: s.words.Text("person_last")})
	case err != nil:
		s.fail(c, err)
	case c.PostForm("do") == "remove":
		s.showPeople(c, http.StatusOK, templates.People{Saved: page.Saved})
	default:
		s.showPersonNow(c, user.ID, page)
	}
}

// changeRights changes role and money.
func (s *Server) changeRights(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	role, money := surveys.Right(c.PostForm("role")), c.PostForm("money") == "1"
	if !isRole(role) {
		return page, surveys.InvalidField("role", "must be viewer, member or admin")
	}
	if err := s.Store.ChangeUser(c.Request.Context(), user.ID, role, money); err != nil {
		return page, err
	}
	s.record(c, "person.changed", personSubject(user.Email), surveys.Tell("changes_became", "Was", rightsTelling(user.Role, user.Money), "Is", rightsTelling(role, money)))
	page.Saved = s.words.Text("person_rights_saved", "Name", nameOf(user), "Role", s.roleName(role))
	return page, nil
}

// mailReset sends a colleague a link to a password, also to their first one.
func (s *Server) mailReset(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	ctx, me := c.Request.Context(), nameOfUser(c)
	secret, post := newSecret(), newPostID()
	if _, err := s.Store.ResetLink(ctx, user.ID, secret, surveys.ResetKept, true); err != nil {
		return page, err
	}
	err = s.postLink(ctx, surveys.Post{ID: post, Kind: surveys.PostReset, To: user.Email, Name: user.Name, By: me}, surveys.OwnLink(user.ID, secret), true)
	if err != nil {
		return page, err
	}
	s.record(c, "person.reset_sent", personSubject(user.Email), surveys.Telling{})
	page.Post, _, err = s.postText(ctx, post, s.clock())
	return page, err
}

// turnFactorOff helps a colleague who has lost app and recovery codes.
func (s *Server) turnFactorOff(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	if !user.Factor {
		return page, nil
	}
	err = s.Store.TurnFactorOff(c.Request.Context(), user.ID)
	if err != nil && surveys.CodeOf(err) != surveys.Conflict { // they were quicker
		return page, err
	}
	s.record(c, "person.factor_off", personSubject(user.Email), surveys.Telling{})
	s.tell(c.Request.Context(), surveys.PostNoFactor, user, nameOfUser(c))
	page.Saved = s.words.Text("person_factor_saved", "Name", nameOf(user))
	return page, nil
}

// freeAccount lets a colleague in who got another account at the provider.
func (s *Server) freeAccount(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	if err := s.Store.FreeAccount(c.Request.Context(), user.ID); err != nil {
		return page, err
	}
	s.record(c, "person.account_freed", personSubject(user.Email), surveys.Telling{})
	page.Saved = s.words.Text("person_account_saved", "Name", nameOf(user))
	return page, nil
}

func (s *Server) endAll(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	if _, err := s.Store.EndSessions(c.Request.Context(), user.ID, ""); err != nil {
		return page, err
	}
	s.record(c, "person.signed_out", personSubject(user.Email), surveys.Telling{})
	page.Saved = s.words.Text("person_sessions_saved", "Name", nameOf(user))
	return page, nil
}

func (s *Server) removePerson(c *gin.Context, user surveys.User) (page templates.PersonPage, err error) {
	if err := s.Store.RemoveUser(c.Request.Context(), user.ID); err != nil {
		return page, err
	}
	s.record(c, "person.removed", personSubject(user.Email), rightsTelling(user.Role, user.Money))
	page.Saved = s.words.Text("people_removed", "Name", nameOf(user))
	return page, nil
}

// nameOfUser is what the person who is signed in is called.
func nameOfUser(c *gin.Context) string {
	me, _ := userOf(c)
	return nameOf(me)
}

// showPersonNow shows somebody as they stand after a change.
func (s *Server) showPersonNow(c *gin.Context, id surveys.UserID, page templates.PersonPage) {
	user, err := s.Store.User(c.Request.Context(), id)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showPerson(c, http.StatusOK, user, page)
}

func (s *Server) showPerson(c *gin.Context, status int, user surveys.User, page templates.PersonPage) {
	sessions, err := s.Store.UserSessions(c.Request.Context(), user.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	page.Person = s.personRow(user, me, s.clock())
	page.Since, page.Password, page.Sessions = since(s.clock(), user.CreatedAt), user.Hash != "", len(sessions)
	page.Roles = s.roles(user.Role)
	if user.Provider.Valid() {
		page.Provider = s.providerName(user.Provider)
	}
	page.Layout = s.layout(c, templates.SettingsSection(), page.Person.Name)
	s.show(c, status, page)
}
