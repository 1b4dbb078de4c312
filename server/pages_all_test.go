package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// elsewhere says of routes with a page that no walk over all pages can reach
// which test looks at them: they come between two steps of a person.
func elsewhere() map[string]string {
	return map[string]string{
		"/login/code":     "TestSigningInWithASecondFactor",
		"/account/factor": "TestSigningInWithASecondFactor",
		"/setup/:secret":  "TestTheFirstPersonSetsUpOnce",
	}
}

// noPages are routes that show nobody a page: what goes on, leads on or is read
// by programs.
const noPages = " /live /healthz /readyz /static/:file /login/oidc /login/oidc/callback /welcome/:secret "

// A new page is among those that every test of pages walks over, or it says who
// looks at it.
func TestNoPageIsForgotten(t *testing.T) {
	t.Parallel()
	h := openFullHouse(t, plainly)
	walked := append(append(h.pages(t), h.doors()...), h.outside()...)
	routes := 0
	for _, route := range h.server.Routes() {
		path, get := strings.CutPrefix(route, "GET ")
		if !get || strings.HasPrefix(path, "/api/") || strings.Contains(noPages, " "+path+" ") || isFile(path) || isFrame(path) {
			continue
		}
		routes++
		if elsewhere()[path] == "" && !isAmong(path, walked) {
			t.Errorf("no test of pages looks at %s: put it among the pages, the doors or what is outside", path)
		}
	}
	if routes < 60 {
		t.Errorf("%d routes of pages only", routes)
	}
	marta := h.in(h.marta.ID)
	for _, path := range strings.Fields(noPages) {
		if path == "/live" {
			continue // which never ends by itself
		}
		if answer := marta.get(h.address(path)); answer.Code == http.StatusOK && strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s is a page", path)
		}
	}
}

// isAmong reports whether one of the addresses is one of the route.
func isAmong(route string, addresses []string) bool {
	for _, address := range addresses {
		address, _, _ = strings.Cut(address, "?")
		if matches(strings.Split(route, "/"), strings.Split(address, "/")) {
			return true
		}
	}
	return false
}

func matches(route, address []string) bool {
	for i, part := range route {
		switch {
		case i >= len(address):
			return false
		case strings.HasPrefix(part, "*"):
			return true
		case part != address[i] && !strings.HasPrefix(part, ":"):
			return false
		}
	}
	return len(route) == len(address)
}
