package server

import (
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// askStop answers GET /u/<token>: a page with a button, because scanners follow
// links.
func (t *taps) askStop(c *gin.Context) {
	t.guard(c)
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		return
	}
	inv, ok := t.stopLink(c)
	if !ok {
		return
	}
	t.renderStop(c, inv, templates.Stop{URL: "/u/" + t.signer.Unsubscribe(inv.ID)})
}

// stop answers POST /u/<token>: from the button, or from a mail program with
// one click (RFC 8058), which sends no cookie and no origin.
func (t *taps) stop(c *gin.Context) {
	inv, ok := t.stopLink(c)
	if !ok {
		return
	}
	if err := t.Store.OptOut(c.Request.Context(), inv.Contact); err != nil {
		t.fail(c, err)
		return
	}
	t.renderStop(c, inv, templates.Stop{Done: true})
}

func (t *taps) renderStop(c *gin.Context, inv surveys.Invitation, page templates.Stop) {
	survey, err := t.askedOf(c.Request.Context(), inv)
	if err != nil {
		t.fail(c, err)
		return
	}
	page.Frame, page.Asked = t.framed(c, survey), surveys.MaskAddress(survey.contact.Address)
	t.render(c, http.StatusOK, page)
}

// stopLink finds the invitation behind an opt-out link; false: it was answered
// already.
func (t *taps) stopLink(c *gin.Context) (surveys.Invitation, bool) {
	id, ok := t.signer.ParseUnsubscribe(trimSlash(c.Param("token")))
	if !ok {
		if !t.stopTrial(c) {
			t.unknown(c)
		}
		return surveys.Invitation{}, false
	}
	if !t.clients.allowStop(c, t.Store.Now(), id) {
		t.busy(c)
		return surveys.Invitation{}, false
	}
	inv, err := t.Store.Invitation(c.Request.Context(), id)
	if err != nil {
		t.fail(c, err)
		return surveys.Invitation{}, false
	}
	return inv, true
}
