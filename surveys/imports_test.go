package surveys_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// module is the name that go.mod gives us.
const module = "barometer/"

// arrows says for each package of ours which others of ours it may import. A
// package that is missing here has no place in the house yet.
func arrows() map[string][]string {
	edge := []string{"surveys", "surveys/signal", "surveys/store", "templates"}
	return map[string][]string{
		"surveys":                 {},
		"surveys/hostiletest":     {},
		"surveys/signal":          {"surveys"},
		"surveys/store":           {"surveys", "surveys/signal"},
		"surveys/store/redistest": {},
		"surveys/store/storetest": {"surveys", "surveys/signal", "surveys/store", "surveys/store/redistest"},
		"templates":               {"surveys", "surveys/signal"},
		"server":                  edge,
		"server/browsertest":      {},
		"mailer":                  edge,
		"mailer/smtptest":         {},
		"cmd/barometer":           append([]string{"server", "mailer"}, edge...),
	}
}

// testsOnly are packages that help tests and must not get into the program.
var testsOnly = []string{"surveys/hostiletest", "surveys/store/redistest", "surveys/store/storetest", "server/browsertest", "mailer/smtptest"}

// redisUsers may import the Redis client: the store, its helpers of tests, and
// the command that builds the client.
var redisUsers = []string{"surveys/store", "surveys/store/redistest", "surveys/store/storetest", "cmd/barometer"}

// redisClient is the one Redis client; what is built on top of it (sessions,
// rate limits) has an import path of its own.
const redisClient = "github.com/redis/go-redis/"

// listed is what we read of `go list -json`.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func (p listed) name() string { return strings.TrimPrefix(p.ImportPath, module) }

// ours returns the imports that are packages of this module.
func ours(imports []string) []string {
	var out []string
	for _, path := range imports {
		if name, ok := strings.CutPrefix(path, module); ok {
			out = append(out, name)
		}
	}
	return out
}

// TestImportsFollowTheArrows reads what every package imports.
func TestImportsFollowTheArrows(t *testing.T) {
	allowed := arrows()
	for _, p := range list(t) {
		may, known := allowed[p.name()]
		if !known {
			t.Errorf("%s has no place in the house: add it to arrows", p.name())
		}
		for _, other := range ours(p.Imports) {
			if !slices.Contains(may, other) {
				t.Errorf("%s must not import %s", p.name(), other)
			}
			if slices.Contains(testsOnly, other) && !slices.Contains(testsOnly, p.name()) {
				t.Errorf("%s imports %s, which is for tests only", p.name(), other)
			}
		}
	}
}

// TestServerAndMailerNeverMeet: what leaves the house goes through Redis, in
// tests too; and nobody imports the command.
func TestServerAndMailerNeverMeet(t *testing.T) {
	for _, p := range list(t) {
		if p.name() == "cmd/barometer" {
			continue
		}
		all := ours(slices.Concat(p.Imports, p.TestImports, p.XTestImports))
		if p.name() == "server" && slices.Contains(all, "mailer") || p.name() == "mailer" && slices.Contains(all, "server") {
			t.Errorf("%s meets the other side", p.name())
		}
		if slices.ContainsFunc(all, func(name string) bool { return strings.HasPrefix(name, "cmd/") }) {
			t.Errorf("%s imports the command", p.name())
		}
	}
}

func TestOnlyTheStoreKnowsRedis(t *testing.T) {
	for _, p := range list(t) {
		knows := slices.ContainsFunc(p.Imports, func(path string) bool { return strings.HasPrefix(path, redisClient) })
		if knows && !slices.Contains(redisUsers, p.name()) {
			t.Errorf("%s imports the Redis client", p.name())
		}
	}
}

// TestDomainIsPure: the domain and its statistics are made of the standard
// library alone, and do no I/O with it.
func TestDomainIsPure(t *testing.T) {
	standard := map[string]bool{}
	for line := range strings.FieldsSeq(run(t, "list", "std")) {
		standard[line] = true
	}
	outside := []string{"os", "os/exec", "net", "net/http", "net/smtp", "io/fs", "log", "log/slog", "database/sql", "syscall"}
	for _, p := range list(t) {
		if p.name() != "surveys" && p.name() != "surveys/signal" {
			continue
		}
		for _, path := range p.Imports {
			if !standard[path] && !strings.HasPrefix(path, module) {
				t.Errorf("%s imports %s", p.name(), path)
			}
			if slices.Contains(outside, path) {
				t.Errorf("%s reaches out with %s", p.name(), path)
			}
		}
	}
}

// TestArrowsHaveNoCircle: the table itself must be an order.
func TestArrowsHaveNoCircle(t *testing.T) {
	left := arrows()
	for len(left) > 0 {
		bottom := slices.Sorted(maps.Keys(left))
		bottom = slices.DeleteFunc(bottom, func(name string) bool {
			return slices.ContainsFunc(left[name], func(other string) bool { _, ok := left[other]; return ok })
		})
		if len(bottom) == 0 {
			t.Fatalf("a circle among %v", slices.Sorted(maps.Keys(left)))
		}
		for _, name := range bottom {
			delete(left, name)
		}
	}
}

// list returns every package of the module.
func list(t *testing.T) []listed {
	t.Helper()
	var out []listed
	in := json.NewDecoder(strings.NewReader(run(t, "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", module+"...")))
	for {
		var p listed
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	if len(out) < 5 {
		t.Fatalf("go list found %d packages", len(out))
	}
	return out
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go %v: %v", args, err)
	}
	return string(out)
}
