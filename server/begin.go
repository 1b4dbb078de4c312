package server

import (
	"net/http"
	"strings"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// A line in the record of changes is written when the change is made (audit.go).
// Here is what keeps it where the process dies in between: every request that may
// change something is noted before its first write, see store.Begin.

// begins notes what somebody begins to change. Before the sign-in it is nobody;
// the line that follows says who.
func (s *Server) begins(c *gin.Context) {
	if isLook(c.Request.Method) && c.FullPath() != oidcCallback {
		return
	}
	me, _ := userOf(c)
	line := surveys.AuditEntry{By: me.ID, Subject: begunSubject(c.Request.Method, c.FullPath(), c.Param("id"))}
	if me.ID == "" {
		line.Detail = surveys.Tell("changes_outside")
	}
	ctx, end := s.Store.Begin(c.Request.Context(), line)
	known := false // what becomes of it, where a handler panics
	defer func() { end(known) }()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	known = c.Writer.Status() < http.StatusInternalServerError
}

// beginsCall is begins for the API. Interactions have no line: each stands in
// the outbox.
func (s *Server) beginsCall(c huma.Context, next func(huma.Context)) {
	op := c.Operation()
	if isLook(op.Method) || op.Path == "/interactions" {
		next(c)
		return
	}
	ctx, end := s.Store.Begin(c.Context(), surveys.AuditEntry{ByToken: tokenName(c.Context()), Subject: begunSubject(op.Method, apiPrefix+op.Path, c.Param("id"))})
	known := false
	defer func() { end(known) }()
	next(huma.WithContext(c, ctx))
	known = c.Status() < http.StatusInternalServerError
}

func isLook(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// begunSubject is the route with the id of what it is about: no address, and
// nothing that a link holds to let somebody in.
func begunSubject(method, route, id string) string {
	if id != "" && !strings.Contains(id, "@") {
		route = strings.NewReplacer(":id", id, "{id}", id).Replace(route)
	}
	return method + " " + route
}
