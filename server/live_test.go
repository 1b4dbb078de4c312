package server_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// lines are those of a stream. One that is waited for in vain ends it.
type lines struct {
	*bufio.Scanner
	late *time.Timer
}

// listening opens the stream of changes as a browser does and returns its lines.
func listening(t *testing.T, web *httptest.Server, b *colleague) lines {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	late := time.AfterFunc(patience, cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	answer, err := web.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("the stream is %d of %s", answer.StatusCode, kind)
	}
	return lines{bufio.NewScanner(answer.Body), late}
}

// await reads on until a line begins with something.
func await(t *testing.T, said lines, begin string) string {
	t.Helper()
	said.late.Reset(patience)
	for said.Scan() {
		if strings.HasPrefix(said.Text(), begin) {
			return said.Text()
		}
	}
	t.Fatalf("the stream ended before %q: %v", begin, said.Err())
	return ""
}

// another returns a second server on the same Redis, on a port of its own.
func (o *office) another(t *testing.T) *httptest.Server {
	t.Helper()
	options := o.options
	options.Store, _ = storetest.OpenAt(t, o.store.Redis())
	other, err := server.New(options)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(other.Handler())
	t.Cleanup(web.Close)
	return web
}

func TestAnAnswerAtOneServerIsHeardAtAnother(t *testing.T) {
	o := openOffice(t, localOffice)
	web := o.another(t)
	heard := listening(t, web, o.signedIn(martaEmail))
	await(t, heard, "event: ready")
	o.fill([]answered{{portal(), northgate(), priya(), 2, 0, surveys.Words{}}})
	await(t, heard, "event: moved")
	if said := await(t, heard, "data: "); !strings.Contains(said, `"northgate"`) || !strings.Contains(said, `"portal"`) {
		t.Errorf("it says %s", said)
	}
}

func TestNobodyHoldsAllStreams(t *testing.T) {
	o := openOffice(t, localOffice)
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	marta := o.signedIn(martaEmail)
	for range 8 {
		await(t, listening(t, web, marta), "event: ready")
	}
	if answer := marta.get("/live"); answer.Code != http.StatusTooManyRequests {
		t.Errorf("the ninth stream is %d, want %d", answer.Code, http.StatusTooManyRequests)
	}
	if answer := o.someone().get("/live"); answer.Code != http.StatusSeeOther {
		t.Errorf("nobody's stream is %d, want to be led to the door", answer.Code)
	}
}

func TestPagesAndFilesAreCompressedWhereAsked(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	marta := o.signedIn(martaEmail)
	plain := marta.get("/")
	marta.headers["Accept-Encoding"] = "br, gzip;q=0.8"
	small := marta.get("/")
	if small.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" || small.Body.Len()*3 > plain.Body.Len() {
		t.Errorf("plain %d bytes, compressed %d", plain.Body.Len(), small.Body.Len())
	}
	t.Logf("overview %d bytes, compressed %d", plain.Body.Len(), small.Body.Len())
	marta.headers["Accept-Encoding"] = "gzip;q=0"
	if refused := marta.get("/"); refused.Header().Get("Content-Encoding") != "" {
		t.Error("compressed although refused")
	}
}

// Whoever is signed out hears nothing more, wherever that was done; the streams
// of others, and of their other browsers, go on.
func TestAStreamEndsWithItsSession(t *testing.T) {
	o := openOffice(t, localOffice)
	web := o.another(t)
	stays := listening(t, web, o.signedIn(martaEmail))
	await(t, stays, "event: ready")
	for _, tt := range []struct {
		name string
		end  func(alf surveys.User, b *colleague) error
	}{
		{"signed out", func(_ surveys.User, b *colleague) error { b.post("/logout"); return nil }},
		{"signed out everywhere", func(alf surveys.User, _ *colleague) error {
			_, err := o.store.EndSessions(t.Context(), alf.ID, "")
			return err
		}},
		{"another password", func(alf surveys.User, _ *colleague) error {
			return o.store.SetPassword(t.Context(), alf.ID, alf.Hash, "")
		}},
		{"off the team", func(alf surveys.User, _ *colleague) error { return o.store.RemoveUser(t.Context(), alf.ID) }},
	} {
		alf, err := o.store.UserByEmail(t.Context(), alfEmail)
		if surveys.CodeOf(err) == surveys.NotFound {
			alf = o.hire(alfEmail, "Alf Berg", surveys.Viewer)
		}
		b := o.signedIn(alfEmail)
		heard := listening(t, web, b)
		await(t, heard, "event: ready")
		if err := tt.end(alf, b); err != nil {
			t.Fatal(err)
		}
		for heard.Scan() {
		}
		if heard.Err() != nil {
			t.Errorf("%s, and the stream goes on: %v", tt.name, heard.Err())
		}
	}
	o.fill([]answered{{portal(), northgate(), priya(), 2, 0, surveys.Words{}}})
	await(t, stays, "event: moved")
}
