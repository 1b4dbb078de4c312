package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
)

// address is an address of a route in the full house, where it stands for
// something that is there.
func (h *fullHouse) address(path string) string {
	prefix := ""
	if after, ok := strings.CutPrefix(path, "/api/v1"); ok {
		prefix, path = "/api/v1", after
	}
	case_, hook := fmt.Sprint(int(h.opened)), string(h.hook)
	for _, example := range [][2]string{
		{"/agents/:id", "/agents/ada"}, {"/alarms/:id", "/alarms/" + string(h.alarm)}, {"/cases/:id", "/cases/" + case_},
		{"/customers/:id", "/customers/full%2F1"}, {"/projects/:id", "/projects/full"}, {"/contacts/:id", "/contacts/" + string(surveys.NewContactID("who@full.example"))},
		{"/invitations/:id", "/invitations/" + string(h.sent.ID)}, {"/outbox/:id", "/outbox/" + string(h.sent.ID)}, {"/outbox/mails/:id", "/outbox/mails/m1"},
		{"/surveys/:id/test/:test", "/surveys/csat5/test/" + string(h.trial)}, {"/surveys/:id", "/surveys/" + string(h.survey)},
		{"/settings/people/invited/:id", "/settings/people/invited/" + string(h.place)}, {"/settings/people/:id", "/settings/people/" + string(surveys.NewUserID("jonas@house.example"))},
		{"/webhooks/:id", "/webhooks/" + hook}, {"/settings/webhooks/:id", "/settings/webhooks/" + hook}, {"/views/:id", "/views/" + string(h.view)},
		{"/reports/:id", "/reports/" + string(h.report)}, {"/imports/:id", "/imports/full"}, {"/founders/:id", "/founders/" + surveys.CustomerID("northgate").Key()}, {"/advocates/:id", "/advocates/" + string(surveys.NewContactID(karl().Address))},
		{"/costs/:id", "/costs/c-stays-1-a"}, {"/revenue/:id", "/revenue/r-stays-1-a"}, {"/time-entries/:id", "/time-entries/t-stays-1-a"}, {"/worth/:id", "/worth/w-stays-1-a"},
	} {
		if after, ok := strings.CutPrefix(path, example[0]); ok {
			path = example[1] + after
			break
		}
	}
	return prefix + strings.NewReplacer(":contact", string(surveys.NewContactID("who@full.example")), ":day", h.day,
		":delivery", string(h.told), ":secret", "secret", ":file", "none.css", "*token", "none", "/surveys/preview", "/surveys/preview?scale=csat5", "/merge", "/merge?into=northgate").Replace(path)
}

// caller is somebody who asks: a person, by a browser, or a program, by a token.
type caller struct {
	name  string
	may   func(surveys.Right) bool
	send  func(route string) *httptest.ResponseRecorder
	token bool
}

// callers are all kinds of people and tokens, with and without each right.
func (h *fullHouse) callers() (people, programs []caller) {
	people = append(people, h.person("nobody", surveys.User{}))
	for _, role := range []surveys.Right{surveys.Viewer, surveys.Member, surveys.Admin} {
		for _, money := range []bool{false, true} {
			name := fmt.Sprintf("%s, money %t", role, money)
			user, err := h.store.AddUser(h.tb.Context(), surveys.User{Email: fmt.Sprintf("%s-%t@house.example", role, money), Name: name, Role: role, Money: money})
			h.do(err)
			people = append(people, h.person(name, user))
		}
	}
	for _, scope := range []surveys.Right{"", "unknown", surveys.Send, surveys.Read, surveys.Money, surveys.Admin} {
		programs = append(programs, h.program(scope))
	}
	return people, programs
}

func (h *fullHouse) person(name string, user surveys.User) caller {
	b := h.someone()
	if user.ID != "" {
		path, err := h.server.Welcome(h.tb.Context(), user.ID)
		h.do(err)
		leads(h.tb.(*testing.T), b.get(path), "/")
	}
	return caller{name: name, send: func(route string) *httptest.ResponseRecorder { return h.asks(b, route) },
		may: func(right surveys.Right) bool {
			switch right {
			case anybody:
				return true
			case moneyAdmin:
				return user.May(surveys.Money) && user.May(surveys.Admin)
			}
			return user.ID != "" && user.May(right)
		}}
}

// asks sends an empty form, or nothing, as a browser does.
func (h *fullHouse) asks(b *colleague, route string) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(route, " ")
	if path == "/live" { // which never ends by itself
		return b.tune(method, path)
	}
	if method == http.MethodGet {
		return b.get(h.address(path))
	}
	return b.post(h.address(path))
}

func (h *fullHouse) program(scope surveys.Right) caller {
	secret := "bmt_" + string(scope)
	if scope != "" && scope != "unknown" {
		h.do(h.store.AddToken(h.tb.Context(), secret, surveys.Token{Name: string(scope), Scope: scope, CreatedAt: h.clock.Now()}))
		_, err := h.store.TokenBySecret(h.tb.Context(), secret) // it is noted once an hour that a token is in use
		h.do(err)
	}
	return caller{name: "a token of " + string(scope), token: true,
		send: func(route string) *httptest.ResponseRecorder {
			method, path, _ := strings.Cut(route, " ")
			r := httptest.NewRequest(method, localOffice+h.address(path), strings.NewReader("{}"))
			r.Header.Set("Content-Type", "application/json")
			if scope != "" {
				r.Header.Set("Authorization", "Bearer "+secret)
			}
			w := httptest.NewRecorder()
			h.server.Handler().ServeHTTP(w, r)
			return w
		},
		may: func(right surveys.Right) bool {
			switch right {
			case adminToken:
				return scope == surveys.Admin
			case surveys.Money:
				return scope == surveys.Money
			case surveys.Read:
				return scope == surveys.Read || scope == surveys.Admin || scope == surveys.Money
			}
			return scope == right || scope == surveys.Admin && right == surveys.Send
		}}
}

// refusal is how somebody is refused who may not.
func refusal(who caller, route string) int {
	switch {
	case who.token && (strings.HasSuffix(who.name, " ") || strings.HasSuffix(who.name, "unknown")):
		return http.StatusUnauthorized
	case who.name != "nobody":
		return http.StatusForbidden
	case strings.HasPrefix(route, "GET "):
		return http.StatusSeeOther
	}
	return http.StatusUnauthorized
}

// everything is what the Redis holds, by key.
func (h *fullHouse) everything() map[string]string {
	h.tb.Helper()
	ctx, out := h.tb.Context(), map[string]string{}
	keys, err := h.rdb.Keys(ctx, "*").Result()
	h.do(err)
	for _, key := range keys {
		out[key] = h.rdb.Dump(ctx, key).Val()
	}
	return out
}

// unchanged fails the test where something was written since before.
func (h *fullHouse) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	after := h.everything()
	for key, value := range after {
		if before[key] != value {
			t.Errorf("%s was changed", key)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d keys became %d", len(before), len(after))
	}
}

// amounts are what nobody without the right to money may read: the full
// house's sums as pages, files and the API write them.
var amounts = regexp.MustCompile(`987[,.]?654|2[,.]?962[,.]?962|11[,.]?851[,.]?848|€`)

// lacksRight is how pages and API refuse somebody for the want of a right.
var lacksRight = regexp.MustCompile(`Your role does not include|scope does not include`)

// Every route of pages and API for everybody: who may is let in, who may not is
// refused and changes nothing, and money is shown to those who may see it.
func TestWhoMayWhat(t *testing.T) {
	t.Parallel()
	h := openFullHouse(t, plainly)
	right := rightOf(t, h.server.Routes())
	routes := slices.Sorted(func(yield func(string) bool) {
		for route := range right {
			if !yield(route) {
				return
			}
		}
	})
	people, programs := h.callers()
	asks := func(who caller, route string) bool {
		return who.token == strings.Contains(route, " /api/v1/") && right[route] != anybody
	}
	before := h.everything()
	for _, who := range append(people, programs...) {
		for _, route := range routes {
			if !asks(who, route) || who.may(right[route]) {
				continue
			}
			answer := who.send(route)
			if want := refusal(who, route); answer.Code != want || want == http.StatusForbidden && !lacksRight.MatchString(answer.Body.String()) {
				t.Errorf("%s asks to %s: %d, want %d\n%.200s", who.name, route, answer.Code, want, answer.Body)
			}
			if to := answer.Header().Get("Location"); answer.Code == http.StatusSeeOther && !strings.HasPrefix(to, "/login") {
				t.Errorf("%s asks to %s and is sent to %s", who.name, route, to)
			}
		}
	}
	h.unchanged(t, before)
	sums := 0
	for _, who := range append(people, programs...) {
		for _, route := range routes {
			if !asks(who, route) || !who.may(right[route]) || !strings.HasPrefix(route, "GET ") {
				continue
			}
			answer := who.send(route)
			if elsewhere := route == "GET /account/factor"; answer.Code != http.StatusOK && !elsewhere {
				t.Errorf("%s may %s: %d\n%.400s", who.name, route, answer.Code, answer.Body)
			}
			found := amounts.FindString(answer.Body.String())
			if found != "" && !who.may(surveys.Money) {
				t.Errorf("%s may not see money and reads %s at %s", who.name, found, route)
			}
			sums += len(found)
		}
	}
	if sums == 0 {
		t.Error("nobody sees money: the fixture shows none")
	}
	for _, who := range append(people, programs...) {
		for _, route := range append(routes, "POST /logout") { // which ends it
			if !asks(who, route) || !who.may(right[route]) || strings.HasPrefix(route, "GET ") || route == "POST /logout" {
				continue
			}
			// Founders write to customers, and who made a view changes it: no right, and not refused for the want of one.
			answer := who.send(route)
			if code := answer.Code; code == http.StatusUnauthorized || code >= 500 || code == http.StatusForbidden && lacksRight.MatchString(answer.Body.String()) {
				t.Errorf("%s may %s: %d", who.name, route, code)
			}
		}
	}
}

func plainly(usual string) string { return usual }

// A form that another site sends is refused by every page, whoever's browser
// sends it, and by every way in which browsers tell.
func TestNoFormOfAnotherSite(t *testing.T) {
	t.Parallel()
	h := openFullHouse(t, plainly)
	marta := h.someone()
	path, err := h.server.Welcome(t.Context(), h.marta.ID)
	h.do(err)
	leads(t, marta.get(path), "/")
	before, tried := h.everything(), 0
	for _, route := range h.server.Routes() {
		path, post := strings.CutPrefix(route, "POST ")
		if !post || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/hooks/") || strings.HasPrefix(path, "/r/") || strings.HasPrefix(path, "/report/") || strings.HasPrefix(path, "/u/") {
			continue // which know their callers by something that a browser does not send by itself
		}
		for _, told := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}} {
			marta.headers = told
			if answer := h.asks(marta, route); answer.Code != http.StatusForbidden {
				t.Errorf("%s with %v: %d", route, told, answer.Code)
			}
			tried++
		}
	}
	if tried < 200 {
		t.Errorf("tried %d forms only", tried)
	}
	h.unchanged(t, before)
}
