package server

import (
	"net/http"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// eraseAddress leads to the page on which somebody is erased.
func eraseAddress(id surveys.ContactID) string {
	return "/contacts/" + url.PathEscape(string(id)) + "/erase"
}

// getErase: GET /contacts/:id/erase says what erasing a person does.
func (s *Server) getErase(c *gin.Context) { s.showErase(c, http.StatusOK, "") }

func (s *Server) showErase(c *gin.Context, status int, wrong string) {
	contact, err := s.Store.Contact(c.Request.Context(), surveys.ContactID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.ErasePage{Layout: s.layout(c, templates.CustomersSection(), s.words.Text("erase_title")),
		Name: contactName(contact), Email: contact.Address, Action: eraseAddress(contact.ID), Error: wrong}
	if contact.Customer != "" {
		page.Back = customerAddress(contact.Customer)
	}
	s.show(c, status, page)
}

// postErase: POST /contacts/:id/erase, for somebody who typed the address.
func (s *Server) postErase(c *gin.Context) {
	ctx := c.Request.Context()
	contact, err := s.Store.Contact(ctx, surveys.ContactID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	if typed, _ := NormaliseAddress(c.PostForm("address")); !strings.EqualFold(typed, contact.Address) {
		s.showErase(c, http.StatusUnprocessableEntity, s.words.Text("erase_typed_wrong"))
		return
	}
	found, err := s.erase(ctx, contact.ID, c.PostForm("notes") == "1")
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, eraseAct, "contact "+string(contact.ID), eraseDetail(found))
	page := templates.ErasePage{Layout: s.layout(c, templates.CustomersSection(), s.words.Text("erase_title")), Erased: true}
	page.Facts = []templates.Fact{{Term: s.words.Text("erase_invitations"), Text: templates.Count(found.Invitations)},
		{Term: s.words.Text("erase_texts"), Text: templates.Count(found.Texts)}}
	if page.Lasts = !found.Done; contact.Customer != "" {
		page.Back = customerAddress(contact.Customer)
	}
	s.show(c, http.StatusOK, page)
}
