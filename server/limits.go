package server

import (
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/netutil"
)

// maxBody is the largest body that any route takes. The API refuses from 1 MB
// on by itself with 413; the rest is for everything else.
const maxBody = 1<<20 + 1

// maxConnections is how many connections may be open at once, so that what is
// left of memory and of file descriptors serves Redis and the mails. Far more
// than a storm of scanners makes; those beyond wait to be accepted.
const maxConnections = 10_000

// Bound limits the connections that are open at once.
func (s *Server) Bound(l net.Listener) net.Listener {
	most := s.Connections
	if most <= 0 {
		most = maxConnections
	}
	return netutil.LimitListener(l, most)
}

// HTTP returns the http.Server with its deadlines and limits, so that slow or
// huge requests hold nothing for long.
func (s *Server) HTTP() *http.Server {
	web := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
	web.RegisterOnShutdown(s.streams.end)
	return web
}

// limitBody stops reading a body that is too large.
func limitBody(c *gin.Context) {
	if c.Request.Body != nil {
		most := int64(maxBody)
		if c.FullPath() == importsPath {
			most = maxUpload
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
	}
}
