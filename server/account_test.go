package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
)

func TestOnesOwnName(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	says(t, b.post("/account", "name", "  Marta L. "), "From now on you are called Marta L..")
	if team, err := o.store.Users(t.Context()); err != nil || team[0].Name != "Marta L." {
		t.Errorf("called %+v, %v", team, err)
	}
	for _, name := range []string{"", " ", strings.Repeat("x", 101), "Mar\nta"} {
		if answer := b.post("/account", "name", name); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", name, answer.Code)
		}
	}
	o.recorded("person.renamed")
}

// Sessions are listed where they are, and an ended one is dead at once.
func TestSessionsAreListedAndEnded(t *testing.T) {
	o := openOffice(t, localOffice)
	desk := o.someone()
	desk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	leads(t, desk.post("/login", "email", martaEmail, "password", martaPassword), "/")
	phone := o.someone()
	phone.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1"
	leads(t, phone.post("/login", "email", martaEmail, "password", martaPassword), "/")
	o.clock.Advance(time.Hour)
	says(t, desk.get("/account"), "Firefox on Linux here", "Safari on iOS", "last used just now", "last used 1 h ago", "Sign out everywhere else")

	session := regexp.MustCompile(`name="session" value="([^"]+)"`).FindStringSubmatch(desk.get("/account").Body.String())
	if len(session) != 2 {
		t.Fatal("no session to end")
	}
	o.hire(alfEmail, "Alf Berg", surveys.Admin)
	says(t, o.signedIn(alfEmail).post("/account/sessions", "session", session[1]), "That session has ended.") // none of his
	says(t, phone.get("/account"), "Safari on iOS here")
	says(t, desk.post("/account/sessions", "session", session[1]), "That session has ended.")
	leads(t, phone.get("/account"), "/login?next=%2Faccount")

	third := o.signedIn(martaEmail)
	says(t, desk.post("/account/sessions"), "1 other session has ended.")
	leads(t, third.get("/"), "/login")
	says(t, desk.get("/account"), "Firefox on Linux here")
}

// Waits hold in all processes that share the Redis, and keep an owner out
// nowhere else.
func TestBruteForceIsSlowedAcrossReplicas(t *testing.T) {
	behind := func(options *server.Options) { options.Proxies = []string{"192.0.2.0/24"} } // where httptest's requests come from
	o := openOffice(t, localOffice, behind)
	replica := *o
	var err error
	if replica.server, err = server.New(o.options); err != nil {
		t.Fatal(err)
	}
	from := func(at *office, address, password string) int {
		b := at.someone()
		b.headers["X-Forwarded-For"] = address
		return b.post("/login", "email", martaEmail, "password", password).Code
	}
	for i := range 5 {
		if code := from([]*office{o, &replica}[i%2], "203.0.113.7", "not this one"); code != http.StatusUnauthorized {
			t.Fatalf("guess %d: %d", i+1, code)
		}
	}
	for _, c := range []struct {
		name string
		at   *office
	}{{"here", o}, {"there", &replica}} {
		if code := from(c.at, "203.0.113.7", martaPassword); code != http.StatusTooManyRequests {
			t.Errorf("the sixth %s: %d, want 429", c.name, code)
		}
	}
	if code := from(o, "198.51.100.4", martaPassword); code != http.StatusSeeOther {
		t.Errorf("the owner elsewhere: %d", code)
	}
	o.clock.Advance(31 * time.Second)
	if code := from(o, "203.0.113.7", "not this one"); code != http.StatusUnauthorized {
		t.Errorf("after half a minute: %d", code)
	}
	o.clock.Advance(31 * time.Second)
	if code := from(o, "203.0.113.7", "not this one"); code != http.StatusTooManyRequests {
		t.Errorf("the wait does not grow: %d", code)
	}
	if one, other := from(o, "2001:db8::1", "not this one"), 0; one == http.StatusUnauthorized {
		for range 5 {
			other = from(o, "2001:db8::2:3", "not this one")
		}
		if other != http.StatusTooManyRequests {
			t.Errorf("one network is many places: %d", other)
		}
	}
}
