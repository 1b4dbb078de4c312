package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// getStatic: GET /static/:file. The address carries a hash of the content, so
// that it never changes.
func (s *Server) getStatic(c *gin.Context) {
	asset, ok := s.pages.Assets().Get(c.Param("file"))
	if !ok {
		s.refuse(c, http.StatusNotFound)
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Vary", "Accept-Encoding")
	body := asset.Body
	if asset.Small != nil && wantsGzip(c.Request) {
		c.Header("Content-Encoding", "gzip")
		body = asset.Small
	}
	c.Data(http.StatusOK, asset.Type, body)
}
