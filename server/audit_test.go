package server_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
)

// unrecorded are handlers of changing requests that write no line, with why.
func unrecorded() map[string]string {
	return map[string]string{
		"postPreview":      "shows a survey as it is typed and keeps nothing",
		"postStartPreview": "shows a survey as it is typed and keeps nothing",
		"previewSurvey":    "shows a survey and keeps nothing",
		"postDoctor":       "looks and changes nothing",
		"postLogout":       "ends one's own session, which the account page lists",
		"postSessions":     "ends one's own sessions, which the account page lists",
		"postInteraction":  "what comes in all day; each stands in the outbox",
	}
}

// TestEveryChangeIsRecorded looks for each route that changes something, of the
// pages and of the API, whether its handler leads to the record of changes.
// A new route is covered without anybody thinking of it.
func TestEveryChangeIsRecorded(t *testing.T) {
	calls, handlers := readHandlers(t)
	if len(handlers) < 40 {
		t.Fatalf("found %d handlers only: %v", len(handlers), handlers)
	}
	for handler, route := range handlers {
		why := unrecorded()[handler]
		if records := leadsTo(calls, handler, "writeDown"); records == (why != "") {
			t.Errorf("%s (%s) records: %v; excused because: %q", route, handler, records, why)
		}
	}
}

// readHandlers reads the sources: which function calls which names, and which
// handlers answer requests that change something.
func readHandlers(t *testing.T) (calls map[string][]string, handlers map[string]string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	calls, handlers = map[string][]string{}, map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					calls[f.Name.Name] = append(calls[f.Name.Name], ownOf(n, receiverOf(f)))
				case *ast.CallExpr:
					if called, ok := n.Fun.(*ast.Ident); ok {
						calls[f.Name.Name] = append(calls[f.Name.Name], called.Name)
					}
					if route, handler := changingRoute(n); handler != "" {
						handlers[handler] = route
					}
				}
				return true
			})
		}
	}
	return calls, handlers
}

// receiverOf is what a method calls the thing that it is of; empty: no method.
func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 || len(f.Recv.List[0].Names) == 0 {
		return ""
	}
	return f.Recv.List[0].Names[0].Name
}

// ownOf is the method of this package that s.f or s.Server.f names, called or
// handed on; empty for others.
func ownOf(n *ast.SelectorExpr, receiver string) string {
	of := n.X
	if inner, ok := of.(*ast.SelectorExpr); ok && inner.Sel.Name == "Server" {
		of = inner.X
	}
	if name, ok := of.(*ast.Ident); ok && name.Name == receiver {
		return n.Sel.Name
	}
	return ""
}

// changingRoute reads admin.POST("/path", s.handler) of signed-in people and
// operation(s, docs, scope, "POST /path", "…", api.handler).
func changingRoute(call *ast.CallExpr) (route, handler string) {
	last, ok := lastOf(call.Args).(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		group, _ := f.X.(*ast.Ident)
		if f.Sel.Name == "POST" && group != nil && slices.Contains([]string{"viewer", "member", "admin", "money", "moneyAdmin"}, group.Name) {
			return "POST " + group.Name, last.Sel.Name
		}
	case *ast.Ident:
		if f.Name != "operation" || len(call.Args) < 4 {
			return "", ""
		}
		if text, ok := call.Args[3].(*ast.BasicLit); ok && !strings.HasPrefix(text.Value, `"GET `) {
			return strings.Trim(text.Value, `"`), last.Sel.Name
		}
	}
	return "", ""
}

func lastOf(all []ast.Expr) ast.Expr {
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// leadsTo reports whether a function calls another, by however many steps.
func leadsTo(calls map[string][]string, from, to string) bool {
	seen, next := map[string]bool{}, []string{from}
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		if name == to {
			return true
		}
		if !seen[name] {
			seen[name] = true
			next = append(next, calls[name]...)
		}
	}
	return false
}

// TestTheRecordAsAnAdminReadsIt: who changed what, with the way to it, by person
// and act; nobody else may read it.
func TestTheRecordAsAnAdminReadsIt(t *testing.T) {
	o := openOffice(t, localOffice)
	jonas := o.hire("jonas@house.example", "Jonas Weber", surveys.Admin)
	o.hire("eve@house.example", "Eve Viewer", surveys.Viewer)
	marta := o.signedIn(martaEmail)
	marta.post("/settings/tokens", "do", "make", "name", "helpdesk", "scope", "send")
	o.signedIn("jonas@house.example").post("/surveys", "survey", "faces3", "language", "de")
	if err := o.store.Record(context.Background(), surveys.AuditEntry{ByToken: "crm", Act: "case.changed", Subject: "case 7", Detail: surveys.Plain("<b>taken</b>")}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query      string
		shows, not []string
	}{
		{"", []string{"Marta Lindqvist", "token made", "Jonas Weber", "preferences changed", "crm", `href="/cases/7"`, "&lt;b&gt;taken"}, []string{"<b>taken"}},
		{"?who=" + string(jonas.ID), []string{`href="/surveys"`}, []string{"token helpdesk"}},
		{"?who=token:crm", []string{"case 7"}, []string{`href="/surveys">preferences`}},
		{"?act=token.made", []string{"token helpdesk"}, []string{"case 7"}},
		{"?act=nothing", []string{"Nothing like this was changed."}, []string{"case 7"}},
	} {
		body := marta.get("/settings/changes" + tt.query).Body.String()
		for _, text := range tt.shows {
			if !strings.Contains(body, text) {
				t.Errorf("%q does not show %q:\n%s", tt.query, text, body)
			}
		}
		for _, text := range tt.not {
			if strings.Contains(body, text) {
				t.Errorf("%q shows %q", tt.query, text)
			}
		}
	}
	if answer := marta.get("/settings/changes?before=rubbish"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong place in the record is answered with %d", answer.Code)
	}
	if answer := o.signedIn("eve@house.example").get("/settings/changes"); answer.Code != http.StatusForbidden {
		t.Errorf("a viewer is answered with %d", answer.Code)
	}
}
