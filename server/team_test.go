package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
	"barometer/templates"

	"github.com/redis/go-redis/v9"
)

// The person who signs in during the tests.
const (
	martaEmail    = "marta@house.example"
	martaPassword = "seven tin soldiers"
)

// office is a server with its store, and Marta who may sign in.
type office struct {
	tb      testing.TB
	rdb     redis.UniversalClient
	store   *store.Store
	clock   *storetest.Clock
	server  *server.Server
	options server.Options
	public  string
	marta   surveys.User
	filled  int // answers brought in
}

// openOffice starts an office that is reached under the public address and
// where Marta works.
func openOffice(tb testing.TB, public string, more ...func(*server.Options)) *office {
	tb.Helper()
	o := emptyOffice(tb, public, more...)
	o.marta = o.hire(martaEmail, "Marta Lindqvist", surveys.Admin)
	return o
}

var opened = sync.OnceValues(func() (*templates.Library, error) { return templates.Open(false) })

// library returns words, pages and mails, opened once for all tests.
func library(tb testing.TB) *templates.Library {
	tb.Helper()
	l, err := opened()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// emptyOffice starts an office where nobody works yet.
func emptyOffice(tb testing.TB, public string, more ...func(*server.Options)) *office {
	tb.Helper()
	rdb := storetest.Redis(tb)
	st, clock := storetest.OpenAt(tb, rdb)
	u, err := url.Parse(public)
	if err != nil {
		tb.Fatal(err)
	}
	options := server.Options{Store: st, PublicURL: u, Secret: make([]byte, 32), Version: "test", Templates: library(tb),
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil))}
	for _, change := range more {
		change(&options)
	}
	srv, err := server.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	return &office{tb: tb, rdb: rdb, store: st, clock: clock, server: srv, options: options, public: public}
}

// hashed is Marta's password, hashed once: it takes long, as it should.
var hashed = sync.OnceValues(func() (string, error) { return server.HashPassword(martaPassword) })

// hire adds a person to the team, with Marta's password.
func (o *office) hire(email, name string, role surveys.Right) surveys.User {
	o.tb.Helper()
	hash, err := hashed()
	if err != nil {
		o.tb.Fatal(err)
	}
	u, err := o.store.AddUser(context.Background(), surveys.User{Email: email, Name: name, Role: role, Hash: hash})
	if err != nil {
		o.tb.Fatal(err)
	}
	return u
}

// colleague sends requests as the browser of one person does, with a cookie jar of
// its own: the jar of net/http keeps no secure cookies of plain addresses.
type colleague struct {
	o       *office
	cookies map[string]*http.Cookie
	headers map[string]string // sent with every request
}

func (o *office) someone() *colleague {
	return &colleague{o: o, cookies: map[string]*http.Cookie{}, headers: map[string]string{"Sec-Fetch-Site": "same-origin"}}
}

// signedIn is a browser in which somebody has signed in.
func (o *office) signedIn(email string) *colleague {
	o.tb.Helper()
	// Not by the password: comparing it takes long, as it should.
	path, err := o.server.Welcome(context.Background(), surveys.NewUserID(email))
	if err != nil {
		o.tb.Fatal(err)
	}
	b := o.someone()
	if answer := b.get(path); answer.Code != http.StatusSeeOther {
		o.tb.Fatalf("signing in: %d\n%s", answer.Code, answer.Body)
	}
	return b
}

func (b *colleague) get(path string) *httptest.ResponseRecorder {
	return b.send(http.MethodGet, path, nil)
}

// post sends a form of names and values.
func (b *colleague) post(path string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *colleague) send(method, path string, form url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.sendTo(b.o.tb.Context(), w, method, path, form)
	return b.keep(w)
}

// firstWords hangs up when an answer begins to come in parts: one that never ends
// by itself.
type firstWords struct {
	*httptest.ResponseRecorder
	hangUp func()
}

// Flush ends the request.
func (f firstWords) Flush() {
	f.ResponseRecorder.Flush()
	f.hangUp()
}

// tune asks for a stream and listens until it begins, or is refused.
func (b *colleague) tune(method, path string) *httptest.ResponseRecorder {
	ctx, hangUp := context.WithCancel(b.o.tb.Context())
	defer hangUp()
	w := httptest.NewRecorder()
	b.sendTo(ctx, firstWords{w, hangUp}, method, path, nil)
	return b.keep(w)
}

func (b *colleague) sendTo(ctx context.Context, w http.ResponseWriter, method, path string, form url.Values) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(ctx, method, b.o.public+path, body)
	r.TLS = nil
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.headers {
		r.Header.Set(name, value)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	b.o.server.Handler().ServeHTTP(w, r)
}

// keep stores the cookies of an answer as a browser does.
func (b *colleague) keep(w *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

// follow moves all figures to the end of every outbox, as the relay does.
func (o *office) follow() {
	o.tb.Helper()
	ctx := context.Background()
	for shard := range surveys.Shards {
		for {
			batch, err := o.store.Outbox(ctx, shard, "", 256, 0)
			if err != nil {
				o.tb.Fatal(err)
			}
			if batch.Len() == 0 {
				break
			}
			if _, err := o.store.Advance(ctx, batch); err != nil {
				o.tb.Fatal(err)
			}
		}
		if _, err := o.store.RebuildDirty(ctx, shard); err != nil {
			o.tb.Fatal(err)
		}
	}
}
