package server

import (
	"net/http"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getTokens: GET /settings/tokens.
func (s *Server) getTokens(c *gin.Context) {
	s.showTokens(c, http.StatusOK, func(*templates.Tokens) {})
}

func (s *Server) showTokens(c *gin.Context, status int, change func(*templates.Tokens)) {
	all, err := s.Store.Tokens(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Tokens{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("tokens_title")),
		Form: templates.TokenForm{Scopes: s.scopeOptions(surveys.Send)}}
	for _, t := range all {
		row := templates.TokenRow{Name: t.Name, Scope: string(t.Scope), Since: since(page.Clock, t.CreatedAt), Used: s.words.Text("tokens_never")}
		if !t.UsedAt.IsZero() {
			row.Used = onDay(page.Clock, surveys.DayOf(t.UsedAt, page.Clock.Zone))
		}
		page.Rows = append(page.Rows, row)
	}
	change(&page)
	s.show(c, status, page)
}

// scopeOptions are the scopes with what each lets a program do.
func (s *Server) scopeOptions(chosen surveys.Right) []templates.Option {
	texts := map[surveys.Right]string{surveys.Send: s.words.Text("tokens_send"), surveys.Read: s.words.Text("tokens_read"),
		surveys.Money: s.words.Text("tokens_money"), surveys.Admin: s.words.Text("tokens_admin")}
	var out []templates.Option
	for _, scope := range surveys.TokenScopes() {
		out = append(out, templates.Option{Value: string(scope), Text: texts[scope], Chosen: scope == chosen})
	}
	return out
}

// postTokens: POST /settings/tokens makes a token, or ends one.
func (s *Server) postTokens(c *gin.Context) {
	name := strings.TrimSpace(normaliseText(c.PostForm("name")))
	switch c.PostForm("do") {
	case "make":
		s.postNewToken(c, name, surveys.Right(c.PostForm("scope")))
	case "revoke":
		if err := s.Store.RevokeToken(c.Request.Context(), name); err != nil {
			s.fail(c, err)
			return
		}
		s.record(c, "token.revoked", "token "+name, surveys.Telling{})
		s.showTokens(c, http.StatusOK, func(p *templates.Tokens) { p.Saved = s.words.Text("tokens_ended", "Name", name) })
	default:
		s.fail(c, surveys.InvalidField("do", "must be make or revoke"))
	}
}

// postNewToken makes a token and shows it this once.
func (s *Server) postNewToken(c *gin.Context, name string, scope surveys.Right) {
	wrong := map[string]string{}
	if problem := surveys.CheckTokenName(name); problem != "" {
		wrong["name"] = s.words.Text("tokens_name_wrong", "Problem", problem)
	}
	if !slices.Contains(surveys.TokenScopes(), scope) {
		wrong["scope"] = s.words.Text("tokens_scope_wrong")
	}
	var secret string
	if len(wrong) == 0 {
		var err error
		secret, err = s.makeToken(c, name, scope)
		if surveys.CodeOf(err) == surveys.Conflict {
			wrong["name"] = s.words.Text("tokens_taken")
		} else if err != nil {
			s.fail(c, err)
			return
		}
	}
	if len(wrong) > 0 {
		s.showTokens(c, http.StatusUnprocessableEntity, func(p *templates.Tokens) {
			p.Form = templates.TokenForm{Name: name, Scopes: s.scopeOptions(scope), Errors: wrong}
		})
		return
	}
	me, _ := userOf(c)
	s.showTokens(c, http.StatusCreated, func(p *templates.Tokens) { p.Secret, p.Curl = secret, s.tryOf(scope, secret, me.Email) })
}

// tryOf is a call that a token of the scope may make.
func (s *Server) tryOf(scope surveys.Right, secret, email string) string {
	if scope == surveys.Send || scope == surveys.Admin {
		return s.curl(secret, email)
	}
	return `curl -H "Authorization: Bearer ` + secret + `" ` + s.PublicURL.JoinPath(apiPrefix, "customers").String()
}
