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
		"/attention", "/cases", "/cases/{id}", "/customers", "/customers/{id}", "/customers/{id}/timeline",
		"/customers/{id}/trend", "/interactions", "/invitations/{id}", "/invitations/{id}/evidence",
		"/invitations/{id}/restore", "/invitations/{id}/void", "/projects", "/projects/{id}",
		"/projects/{id}/trend", "/responses",
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
