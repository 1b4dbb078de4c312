package server

import (
	"net/http"
	"strings"
)

// headAsGet answers HEAD like GET where no route of its own does; net/http
// leaves the body out. Links that work once are not spent by a look at them.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && !headIsOwn(r.URL.Path) {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		next.ServeHTTP(w, r)
	})
}

// headIsOwn reports whether the router knows by itself what HEAD means: for
// customers' links, for health, and for links that work once, which refuse it.
func headIsOwn(path string) bool {
	for _, start := range [...]string{"/r/", "/u/", "/about", "/healthz", "/readyz", "/setup/", "/welcome/"} {
		if strings.HasPrefix(path, start) {
			return true
		}
	}
	return false
}
