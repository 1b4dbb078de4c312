package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// document is what a client generator reads of the description.
type document struct {
	OpenAPI string
	Servers []struct{ URL string }
	Paths   map[string]map[string]struct {
		OperationID string
		Security    []map[string][]string
		Responses   map[string]any
	}
	Components struct {
		Schemas         map[string]any
		SecuritySchemes map[string]any
	}
}

func TestTheDescriptionMatchesTheAPI(t *testing.T) {
	c := newClient(t)
	w := c.call("GET", "/api/v1/openapi.json", "", "Host", "evil.example", "Authorization", "")
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "evil") || strings.Contains(w.Body.String(), "$schema") {
		t.Fatalf("%d %.300s", w.Code, w.Body)
	}
	var doc document
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || len(doc.Servers) != 1 || doc.Servers[0].URL != "/api/v1" {
		t.Errorf("version %s, servers %v", doc.OpenAPI, doc.Servers)
	}
	checkReferences(t, w.Body.String(), doc)
	want := []string{
		"/advocates", "/agents", "/agents/{id}", "/alarm-budget", "/alarms", "/alarms/{id}", "/attention", "/cases", "/cases/{id}",
		"/cases/{id}/notes", "/cases/{id}/replies", "/contacts/{id}", "/costs", "/costs/{id}", "/customers", "/customers/{id}",
		"/customers/{id}/contacts", "/customers/{id}/days", "/customers/{id}/days/{day}", "/customers/{id}/merge", "/customers/{id}/part",
		"/customers/{id}/timeline", "/customers/{id}/trend", "/founders", "/interactions", "/invitations", "/invitations/{id}",
		"/invitations/{id}/evidence", "/invitations/{id}/restore", "/invitations/{id}/void", "/leavers", "/lessons", "/money", "/owners",
		"/preferences", "/projects", "/projects/{id}", "/projects/{id}/trend", "/rates", "/relations", "/reports", "/reports/{id}", "/responses", "/retention",
		"/revenue", "/revenue/{id}", "/surveys", "/surveys/{id}", "/surveys/{id}/preview", "/surveys/{id}/test",
		"/surveys/{id}/test/{test}", "/time-entries", "/time-entries/{id}", "/webhooks", "/webhooks/{id}", "/webhooks/{id}/deliveries",
		"/webhooks/{id}/deliveries/{delivery}/again", "/webhooks/{id}/test", "/worth", "/worth/entries", "/worth/{id}",
	}
	if got := slices.Sorted(maps.Keys(doc.Paths)); !slices.Equal(got, want) {
		t.Errorf("paths: %v", got)
	}
	ids := map[string]bool{}
	for path, operations := range doc.Paths {
		for method, op := range operations {
			if ids[op.OperationID] || len(op.Security) != 1 || len(op.Responses) < 2 {
				t.Errorf("%s %s: %+v", method, path, op)
			}
			ids[op.OperationID] = true
			// Described means registered: nobody gets a 404 of the router or a 405.
			r := c.call(strings.ToUpper(method), "/api/v1"+strings.ReplaceAll(path, "{id}", "x"), "", "Authorization", "")
			if r.Code != http.StatusUnauthorized {
				t.Errorf("%s %s without token: %d", method, path, r.Code)
			}
		}
	}
}

// checkReferences makes sure that every $ref leads somewhere.
func checkReferences(t *testing.T, text string, doc document) {
	t.Helper()
	for part := range strings.SplitSeq(text, `"$ref":"#/components/schemas/`) {
		name, _, _ := strings.Cut(part, `"`)
		if strings.HasPrefix(part, "{") {
			continue // before the first
		}
		if _, ok := doc.Components.Schemas[name]; !ok {
			t.Errorf("no schema %s", name)
		}
	}
}

func TestNoDocumentationPageLoadsFromElsewhere(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/docs", "/api/v1/docs", "/openapi.json", "/openapi.yaml", "/schemas/ErrorModel.json", "/api/v1/schemas/ErrorModel.json"} {
		if w := c.call("GET", path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// A field that nobody explains is a question to us; an answer that nobody
// mentions is a surprise.
func TestTheDescriptionExplainsEveryField(t *testing.T) {
	c := newClient(t)
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, Description string }
			Responses  map[string]any
		}
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Description string }
			}
		}
	}
	if err := json.Unmarshal(c.call("GET", "/api/v1/openapi.json", "").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		properties := doc.Components.Schemas[name].Properties
		for _, field := range slices.Sorted(maps.Keys(properties)) {
			if properties[field].Description == "" {
				t.Errorf("%s.%s says nothing", name, field)
			}
		}
	}
	for _, tt := range []struct{ path, want string }{{"/retention", "last 90 days"}, {"/leavers", "last 365 days"}, {"/worth", "last 365 days"}} {
		if from := doc.Paths[tt.path]["get"].Parameters[0]; from.Name != "from" || !strings.Contains(from.Description, tt.want) {
			t.Errorf("%s: %s is %q, want %s", tt.path, from.Name, from.Description, tt.want)
		}
	}
	for path, operations := range doc.Paths {
		for method, op := range operations {
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s %s: %s says nothing", method, path, p.Name)
				}
			}
			for _, status := range answersOf(method, path) {
				if _, ok := op.Responses[status]; !ok {
					t.Errorf("%s %s does not mention %s", method, path, status)
				}
			}
		}
	}
}

// answersOf are the statuses that an operation may be answered with.
func answersOf(method, path string) []string {
	out := []string{"401", "403", "429", "500", "503"}
	if strings.Contains(path, "{id}") {
		out = append(out, "404")
	}
	if method != "get" && method != "delete" {
		out = append(out, "400", "413", "415", "422")
	}
	switch {
	case method == "post" && path == "/interactions":
		out = append(out, "201", "200")
	case strings.HasSuffix(path, "/void"), strings.HasSuffix(path, "/restore"):
		out = append(out, "409")
	}
	return out
}
