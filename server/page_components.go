package server

import (
	"net/http"

	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getComponents: GET /dev/components, every component with made-up data; only
// where templates are read from disk.
func (s *Server) getComponents(c *gin.Context) {
	s.show(c, http.StatusOK, templates.NewComponents(s.layout(c, templates.Section{}, s.words.Text("components_title"))))
}
