package server_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/redis/go-redis/v9"
)

// dies lets nothing through from the first command on that is about the record
// of changes: the process was killed between a change and its line.
type dies struct{ armed, dead atomic.Bool }

var errDied = errors.New("killed")

func (d *dies) DialHook(next redis.DialHook) redis.DialHook { return next }
func (d *dies) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if d.armed.Load() && strings.Contains(fmt.Sprint(cmd.Args()), "x:{settings}:changes x:{settings}:changes:acts") {
			d.dead.Store(true)
		}
		if d.dead.Load() {
			cmd.SetErr(errDied)
			return errDied
		}
		return next(ctx, cmd)
	}
}
func (d *dies) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if d.dead.Load() {
			return errDied
		}
		return next(ctx, cmds)
	}
}

// changesSince returns who did what to what, as the record says, oldest first,
// once all that was begun long ago was looked after.
func (o *office) changesSince(at time.Time) (out []string) {
	o.tb.Helper()
	o.clock.Advance(61 * time.Minute)
	if err := o.store.Tend(o.tb.Context()); err != nil {
		o.tb.Fatal(err)
	}
	found, _, err := o.store.Audit(o.tb.Context(), surveys.AuditFilter{}, "", 100)
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, line := range slices.Backward(found) {
		if !line.At.Before(at) {
			out = append(out, strings.Join([]string{string(line.By) + line.ByToken, line.Act, line.Subject}, " "))
		}
	}
	return out
}

// A change has its line also where the process dies in between, whoever made it
// by whatever way; one that was refused has none.
func TestAChangeHasItsLineWhereverTheProcessDies(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill([]answered{{portal(), northgate(), priya(), 2, 0, surveys.Words{}}})
	must(t, o.store.AddToken(t.Context(), "bmt_helpdesk", surveys.Token{Name: "helpdesk", Scope: surveys.Admin, CreatedAt: o.clock.Now()}))
	d := &dies{}
	o.rdb.AddHook(d)
	marta := o.signedIn(martaEmail)
	call := func(method, path, body string) int {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer bmt_helpdesk")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		o.server.Handler().ServeHTTP(w, r)
		return w.Code
	}
	me := string(o.marta.ID)
	for _, tt := range []struct {
		name      string
		do        func() int
		want, cut []string // with a process that lives, and one that dies
	}{
		{"a note", func() int {
			return marta.post("/customers/northgate/notes", "text", "They called.", "form", rand.Text()).Code
		},
			[]string{me + " customer.noted customer northgate"}, []string{me + " " + store.ActBegun + " POST /customers/northgate/notes"}},
		{"by a token", func() int { return call("PUT", "/customers/northgate", `{"stage":"active"}`) },
			[]string{"helpdesk customer.changed customer northgate"}, []string{"helpdesk " + store.ActBegun + " PUT /api/v1/customers/northgate"}},
		{"about an address", func() int { return call("PATCH", "/contacts/priya@northgate.example", `{"role":"champion"}`) },
			nil, []string{"helpdesk " + store.ActBegun + " PATCH /api/v1/contacts/{id}"}},
		{"refused", func() int { return marta.post("/customers/northgate/notes", "text", "").Code }, []string{}, []string{}},
		{"an interaction", func() int {
			return call("POST", "/interactions", fmt.Sprintf(`{"id":"I-%d","type":"ticket","contact":{"email":"a@b.example"},"project":{"id":"portal"}}`, o.clock.Now().Unix()))
		}, []string{}, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := o.clock.Now()
			if code := tt.do(); code >= 500 {
				t.Fatalf("answered %d", code)
			}
			if got := o.changesSince(at); tt.want != nil && !slices.Equal(got, tt.want) {
				t.Errorf("alive: %q, want %q", got, tt.want)
			}
			at = o.clock.Now()
			d.armed.Store(true)
			tt.do()
			d.armed.Store(false)
			d.dead.Store(false)
			if got := o.changesSince(at); !slices.Equal(got, tt.cut) {
				t.Errorf("killed: %q, want %q", got, tt.cut)
			}
		})
	}
	if w := marta.get("/settings/changes"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "whether it was done is not known") {
		t.Error("the page does not say what was begun only")
	}
}
