package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// statusOf turns a code of the domain into a status: the one place that does.
func statusOf(code surveys.Code) int {
	switch code {
	case surveys.Invalid:
		return http.StatusUnprocessableEntity
	case surveys.NotFound:
		return http.StatusNotFound
	case surveys.Conflict:
		return http.StatusConflict
	case surveys.Unauthorized:
		return http.StatusUnauthorized
	case surveys.Forbidden:
		return http.StatusForbidden
	case surveys.Expired:
		return http.StatusGone
	case surveys.TooMany:
		return http.StatusTooManyRequests
	case surveys.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// status returns the status of an error. A database out of reach is worth a
// second try of the caller's, so it is 503 and not 500.
func status(err error) int {
	var network *net.OpError
	if surveys.CodeOf(err) == surveys.Internal &&
		(errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, context.DeadlineExceeded)) {
		return http.StatusServiceUnavailable
	}
	return statusOf(surveys.CodeOf(err))
}

// problem is the error as the API shows it (RFC 9457): each wrong field with
// what would be right, never the value, never internal text, which is logged.
func (s *Server) problem(ctx context.Context, op *huma.Operation, err error) *huma.ErrorModel {
	code := status(err)
	if code >= http.StatusInternalServerError {
		s.Log.ErrorContext(ctx, "request failed", "route", op.Method+" "+apiPrefix+op.Path, "error", err.Error())
	}
	out, place := newProblem(code, ""), "body."
	if op.Method == http.MethodGet {
		place = "query."
	}
	var e *surveys.Error
	if errors.As(err, &e) && e.Code != surveys.Internal {
		out.Detail = e.Message
		for _, f := range e.Fields {
			out.Errors = append(out.Errors, &huma.ErrorDetail{Message: f.Message, Location: place + f.Field})
		}
	}
	return out
}

func newProblem(status int, detail string) *huma.ErrorModel {
	if detail == "" {
		detail = problemText(status)
	}
	return &huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: detail}
}

func problemText(status int) string {
	switch status {
	case http.StatusNotFound:
		return "there is nothing here"
	case http.StatusMethodNotAllowed:
		return "this address does not take this method"
	case http.StatusServiceUnavailable:
		return "the service cannot do this now; please try again in a moment"
	case http.StatusInternalServerError:
		return "something went wrong on our side; it is in the log"
	}
	return ""
}

// blankValues takes the values out of the problems that huma makes: they may
// be addresses.
func blankValues(_ huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*huma.ErrorModel); ok {
		for _, e := range p.Errors {
			if e != nil {
				e.Value = nil
			}
		}
	}
	return v, nil
}

// refuse answers where no handler does: problem+json to programs, a page
// elsewhere.
func (s *Server) refuse(c *gin.Context, status int) {
	path := c.Request.URL.Path + "/"
	if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/hooks/") {
		s.refusePage(c, status)
		return
	}
	body, err := json.Marshal(newProblem(status, ""))
	if err != nil {
		body = nil
	}
	c.Data(status, "application/problem+json", body)
	c.Abort()
}

// recovered answers a panic and logs where it came from, without the request.
func (s *Server) recovered(c *gin.Context, cause any) {
	s.Log.ErrorContext(c.Request.Context(), "panic", "route", routeOf(c), "cause", panicText(cause))
	if !c.Writer.Written() {
		s.refuse(c, http.StatusInternalServerError)
	}
}

// panicText names the cause by its kind only where it is no runtime error:
// other values may hold what a request said.
func panicText(cause any) string {
	if err, ok := cause.(interface{ RuntimeError() }); ok {
		if e, ok := err.(error); ok {
			return e.Error()
		}
	}
	return "not a runtime error"
}
