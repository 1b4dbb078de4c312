package server

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// viewsPath is where saved views are listed.
const viewsPath = "/views"

// getViews: GET /views.
func (s *Server) getViews(c *gin.Context) {
	me, _ := userOf(c)
	views, err := s.Store.Views(c.Request.Context(), me.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	team, err := s.Store.Users(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	names := map[surveys.UserID]string{}
	for _, u := range team {
		names[u.ID] = u.Called()
	}
	page := templates.Views{Layout: s.layout(c, templates.Section{}, s.words.Text("views_title"))}
	for _, v := range views {
		row := templates.ViewRow{ID: string(v.ID), Name: v.Name, Address: v.Address, Shown: shownAddress(v.Address), Shared: v.Shared, MayChange: mayChangeView(me, v)}
		if v.Owner != me.ID {
			row.Owner = names[v.Owner]
		}
		page.Rows = append(page.Rows, row)
	}
	s.show(c, http.StatusOK, page)
}

// mayChangeView: who made it, and who keeps order for everybody.
func mayChangeView(me surveys.User, v surveys.View) bool {
	return v.Owner == me.ID || v.Shared && me.May(surveys.Admin)
}

// postView: POST /views with name, address and shared.
func (s *Server) postView(c *gin.Context) {
	me, _ := userOf(c)
	id := surveys.ViewID(strings.ToLower(rand.Text()[:16]))
	v, err := surveys.NewView(id, c.PostForm("name"), c.PostForm("address"), me.ID, c.PostForm("shared") != "")
	if err == nil {
		err = s.Store.SaveView(c.Request.Context(), v)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "view.saved", "view "+string(v.ID), surveys.Plain(v.Name))
	c.Redirect(http.StatusSeeOther, v.Address)
}

// postViewChange: POST /views/:id with do=change and name and shared, or
// do=remove.
func (s *Server) postViewChange(c *gin.Context) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	v, err := s.Store.View(ctx, surveys.ViewID(c.Param("id")))
	if err == nil && !v.VisibleTo(me.ID) {
		err = surveys.Errorf(surveys.NotFound, "there is no such view")
	}
	if err == nil && !mayChangeView(me, v) {
		err = surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("problem_view"))
	}
	if err == nil {
		err = s.changeView(c, v)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, viewsPath)
}

func (s *Server) changeView(c *gin.Context, v surveys.View) error {
	ctx := c.Request.Context()
	switch c.PostForm("do") {
	case "remove":
		if err := s.Store.RemoveView(ctx, v.ID); err != nil {
			return err
		}
		s.record(c, "view.removed", "view "+string(v.ID), surveys.Plain(v.Name))
		return nil
	case "change":
		changed, err := surveys.NewView(v.ID, c.PostForm("name"), v.Address, v.Owner, c.PostForm("shared") != "")
		if err != nil {
			return err
		}
		if err := s.Store.SaveView(ctx, changed); err != nil {
			return err
		}
		s.record(c, "view.changed", "view "+string(v.ID), surveys.Plain(changed.Name))
		return nil
	}
	return surveys.InvalidField("do", "must be change or remove")
}

// viewChips are saved views as links; the one that is looked at is marked.
func viewChips(views []surveys.View, here string) []templates.Link {
	if u, err := url.Parse(here); err == nil { // as NewView writes it
		u.RawQuery = u.Query().Encode()
		here = u.String()
	}
	var out []templates.Link
	for _, v := range views {
		out = append(out, templates.Link{Text: v.Name, Address: v.Address, Current: v.Address == here})
	}
	return out
}
