package server

import (
	"time"

	"github.com/gin-gonic/gin"
)

// access logs one line a request: the route's pattern, status and duration.
// Never the path, the query or a header, which may hold tokens and addresses.
func (s *Server) access(c *gin.Context) {
	start := time.Now()
	c.Next()
	s.Log.InfoContext(c.Request.Context(), "request",
		"method", methodOf(c), "route", routeOf(c), "status", c.Writer.Status(),
		"ms", float64(time.Since(start).Microseconds())/1000)
}

// routeOf returns the pattern that matched, such as /r/:token.
func routeOf(c *gin.Context) string {
	if route := c.FullPath(); route != "" {
		return route
	}
	return "none"
}

// methodOf keeps made-up methods out of the log.
func methodOf(c *gin.Context) string {
	switch c.Request.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return c.Request.Method
	}
	return "other"
}
