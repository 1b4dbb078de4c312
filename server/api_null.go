package server

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// sayNull lets the description say which things of an answer may be null.
// huma says it of text, numbers and lists, and describes a pointer to a struct
// like the struct itself. It is called once, before the first request.
func sayNull(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		shape := schemas.TypeFromRef(schemaPrefix + name)
		if shape == nil || shape.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(shape) {
			key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			said := schema.Properties[key]
			if f.Type.Kind() == reflect.Pointer && said != nil && said.Ref != "" && options == "" {
				schema.Properties[key] = &huma.Schema{Description: said.Description,
					AnyOf: []*huma.Schema{{Ref: said.Ref}, {Type: nullType}}}
			}
		}
	}
}

// nullType is the type in JSON Schema of what is not there.
const nullType = "null"
