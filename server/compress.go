package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// wantsGzip reports whether the browser takes compressed answers.
func wantsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.TrimSpace(quality) != "q=0"
		}
	}
	return false
}

// squeezers are compressors in waiting: each holds some hundred kilobytes.
type squeezers struct{ pool sync.Pool }

// squeezed returns a writer that compresses where the browser wants that, and
// the end of it. Pages hold no secret beside what a visitor has said, so that
// their length tells nothing (BREACH, 2013).
func (q *squeezers) squeezed(c *gin.Context) (w io.Writer, done func() error) {
	c.Header("Vary", "Accept-Encoding")
	if !wantsGzip(c.Request) || c.Request.Method == http.MethodHead {
		return c.Writer, func() error { return nil }
	}
	c.Header("Content-Encoding", "gzip")
	z, ok := q.pool.Get().(*gzip.Writer)
	if !ok {
		z, _ = gzip.NewWriterLevel(io.Discard, gzip.BestSpeed+1) // fails on other levels only
	}
	z.Reset(c.Writer)
	return z, func() error {
		err := z.Close()
		q.pool.Put(z)
		return err
	}
}
