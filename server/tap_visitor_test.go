package server_test

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// tapHouse is a server with its store and clock, as customers reach it.
type tapHouse struct {
	tb     testing.TB
	store  *store.Store
	clock  *storetest.Clock
	signer *surveys.Signer
	http.Handler
}

// tapSecret is the master secret of the tests.
func tapSecret() []byte { return []byte("0123456789abcdef0123456789abcdef") }

// newHouse builds the real handlers over a store. Options that are left out
// are those of a house at https://ask.example with a window of 10 minutes.
func newHouse(tb testing.TB, s *store.Store, clock *storetest.Clock, change func(*server.Options)) *tapHouse {
	tb.Helper()
	public, err := url.Parse("https://ask.example")
	if err != nil {
		tb.Fatal(err)
	}
	o := server.Options{
		Store: s, PublicURL: public, Secret: tapSecret(), ScanWindow: window, House: "Lindqvist & Rao", Templates: library(tb),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	if change != nil {
		change(&o)
	}
	srv, err := server.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return &tapHouse{tb: tb, store: s, clock: clock, signer: surveys.NewSigner(tapSecret()), Handler: srv.Handler()}
}

// reply is what a tapper got.
type reply struct {
	status int
	header http.Header
	body   string
}

// tapper is a visitor with an address, a user agent and headers of its own.
type tapper struct {
	house   *tapHouse
	addr    string
	agent   string
	headers map[string]string
	cookies []*http.Cookie
	keeps   bool // sends the cookies it got
}

func (b *tapper) do(method, target string, form url.Values, headers map[string]string) reply {
	b.house.tb.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	r.Host, r.RemoteAddr = "ask.example", b.addr+":40000"
	r.Header.Set("User-Agent", b.agent)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	if b.keeps {
		for _, c := range b.cookies {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	b.house.ServeHTTP(w, r)
	b.cookies = append(b.cookies, w.Result().Cookies()...)
	return reply{w.Code, w.Header(), w.Body.String()}
}

// get opens an address.
func (b *tapper) get(target string) reply { return b.do("GET", target, nil, b.headers) }

// open opens the rating link of a choice.
func (b *tapper) open(id surveys.InvitationID, choice int) page {
	return page{b, b.get("/r/" + b.house.signer.Rate(id, choice)), 1}
}

// page is a rating page that was served; step is its next one.
type page struct {
	*tapper
	reply
	step int
}

// live reports whether the page has a script that confirms.
func (p *page) live() bool { return p.seal() != "" && strings.Contains(p.body, "<script") }

// seal returns the sealed nonce of the page's form.
func (p *page) seal() string { return firstGroup(p.body, `name="nonce" value="([^"]*)"`) }

// buttons returns the values of the visible buttons, in their order. A browser
// that runs the page's script does not see the one that the script hides.
func (p *page) buttons(script bool) []string {
	var out []string
	for _, m := range regexp.MustCompile(`<button([^>]*)>`).FindAllStringSubmatch(p.body, -1) {
		hidden := strings.Contains(m[1], " hidden ") || script && p.live() && strings.Contains(m[1], `id="n"`)
		if value := firstGroup(m[1], `value="([^"]*)"`); value != "" && !hidden {
			out = append(out, value)
		}
	}
	return out
}

// script sends what the page's script would.
func (p *page) script(ev string) reply {
	p.house.tb.Helper()
	a := p.send(url.Values{"ev": {ev}})
	p.step++
	return a
}

// press presses a button; the page stays what it was, as for a scanner that
// presses one after the other.
func (p *page) press(choice string, words url.Values) page {
	p.house.tb.Helper()
	form := url.Values{"choice": {choice}}
	for k, v := range words {
		form[k] = v
	}
	next := page{p.tapper, p.send(form), 0}
	_, _ = fmt.Sscan(firstGroup(next.body, `name="step" value="([^"]*)"`), &next.step)
	return next
}

func (p *page) send(form url.Values) reply {
	form.Set("nonce", p.seal())
	form.Set("step", fmt.Sprint(p.step))
	headers := map[string]string{"Origin": "https://ask.example"}
	if p.headers["Sec-Fetch-Mode"] != "" {
		headers["Sec-Fetch-Site"] = "same-origin"
	}
	return p.do("POST", cmp.Or(firstGroup(p.body, `action="([^"]*)"`), "/r/confirm"), form, headers)
}

func firstGroup(s, pattern string) string {
	m := regexp.MustCompile(pattern).FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
