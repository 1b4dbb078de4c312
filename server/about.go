package server

import (
	"net/http"
	"strings"

	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// about answers GET /about, the first link of every mail: it shows a page and
// does nothing, whoever opens it.
func (t *taps) about(c *gin.Context) {
	t.guard(c)
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		return
	}
	t.render(c, http.StatusOK, templates.AboutPage{Frame: t.frame(c, t.speaking(c))})
}

// trimSlash takes the slash off that a parameter with a star begins with.
func trimSlash(s string) string { return strings.TrimPrefix(s, "/") }
