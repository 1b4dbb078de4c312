package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// description is the API's own description, as a client generator reads it.
type description struct {
	Paths      map[string]map[string]describedWay
	Components struct{ Schemas map[string]schema }
}

type describedWay struct {
	Responses map[string]struct {
		Content map[string]struct{ Schema schema }
	}
}

// schema is as much of JSON Schema as the description uses.
type schema map[string]any

// described is the description, read once: it is the same for every server.
var described struct {
	sync.Once
	description
}

// checkDescribed compares an answer with what the description says of it, so
// that every test of the API is a test of its description.
func (c *client) checkDescribed(method, path string, w *httptest.ResponseRecorder) {
	c.tb.Helper()
	described.Do(func() {
		text := httptest.NewRecorder()
		c.server.Handler().ServeHTTP(text, httptest.NewRequest("GET", "/api/v1/openapi.json", nil))
		if err := json.Unmarshal(text.Body.Bytes(), &described.description); err != nil {
			c.tb.Error(err)
		}
	})
	path, _, _ = strings.Cut(strings.TrimPrefix(path, "/api/v1"), "?")
	way, ok := described.way(method, path)
	if !ok {
		return // of an address that there is not
	}
	said, ok := way.Responses[fmt.Sprint(w.Code)]
	if !ok {
		c.tb.Errorf("%s %s is answered with %d, which the description does not know: %s", method, path, w.Code, w.Body)
		return
	}
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	content, ok := said.Content[kind]
	if w.Body.Len() == 0 && len(said.Content) == 0 {
		return
	}
	var body any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || !ok {
		c.tb.Errorf("%s %s answers %d as %s, described is %v: %v", method, path, w.Code, kind, slices.Sorted(maps.Keys(said.Content)), err)
		return
	}
	for _, fault := range described.faults(content.Schema, body, "answer") {
		c.tb.Errorf("%s %s, %d: %s", method, path, w.Code, fault)
	}
}

// way finds the operation of a path; a plain segment goes before a name.
func (d *description) way(method, path string) (describedWay, bool) {
	best, found := "", false
	for _, pattern := range slices.Sorted(maps.Keys(d.Paths)) { // a plain segment's letters go before a brace
		if _, ok := d.Paths[pattern][strings.ToLower(method)]; ok && fits(pattern, path) && (!found || strings.Count(pattern, "{") < strings.Count(best, "{")) {
			best, found = pattern, true
		}
	}
	return d.Paths[best][strings.ToLower(method)], found
}

func fits(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") && g != "" })
}

// faults says where a value is not as the schema says.
func (d *description) faults(s schema, value any, at string) []string {
	if ref, ok := s["$ref"].(string); ok {
		return d.faults(d.Components.Schemas[ref[strings.LastIndexByte(ref, '/')+1:]], value, at)
	}
	if any, ok := s["anyOf"].([]any); ok {
		return d.noneOf(any, value, at)
	}
	if types := typesOf(s["type"]); len(types) > 0 && !slices.Contains(types, typeOf(value)) &&
		!(typeOf(value) == "integer" && slices.Contains(types, "number")) {
		return []string{fmt.Sprintf("%s is %v, described as %v", at, typeOf(value), types)}
	}
	if allowed, ok := s["enum"].([]any); ok && value != nil && !slices.Contains(allowed, value) {
		return []string{fmt.Sprintf("%s is %v, described are %v", at, value, allowed)}
	}
	switch v := value.(type) {
	case map[string]any:
		return d.objectFaults(s, v, at)
	case []any:
		var out []string
		items, _ := s["items"].(map[string]any)
		for i, item := range v {
			out = append(out, d.faults(items, item, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return out
	}
	return nil
}

func (d *description) noneOf(choices []any, value any, at string) []string {
	var out []string
	for _, choice := range choices {
		faults := d.faults(choice.(map[string]any), value, at)
		if len(faults) == 0 {
			return nil
		}
		out = append(out, faults...)
	}
	return out
}

func (d *description) objectFaults(s schema, object map[string]any, at string) []string {
	var out []string
	known, _ := s["properties"].(map[string]any)
	for key, value := range object {
		switch more := s["additionalProperties"].(type) {
		case map[string]any:
			out = append(out, d.faults(more, value, at+"."+key)...)
			continue
		case bool:
			if _, ok := known[key]; !ok && !more {
				out = append(out, at+"."+key+" is not described")
			}
		}
		if of, ok := known[key].(map[string]any); ok {
			out = append(out, d.faults(of, value, at+"."+key)...)
		}
	}
	needed, _ := s["required"].([]any)
	for _, key := range needed {
		if _, ok := object[key.(string)]; !ok {
			out = append(out, fmt.Sprintf("%s.%s is missing", at, key))
		}
	}
	return out
}

func typesOf(said any) []string {
	switch t := said.(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, one := range t {
			out = append(out, one.(string))
		}
		return out
	}
	return nil
}

func typeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
