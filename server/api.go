package server

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// apiPrefix is where the API lives.
const apiPrefix = "/api/v1"

// schemaPrefix begins every reference to a schema of the description.
const schemaPrefix = "#/components/schemas/"

// api holds the handlers of the API.
type api struct{ *Server }

// strictCasing makes huma refuse "ID" where "id" belongs; its switch is global.
var strictCasing = sync.OnceFunc(func() { huma.ValidateStrictCasing = true })

// newAPI builds the API without the parts of huma that trust the request's
// Host ($schema) or load from elsewhere (/docs).
func (s *Server) newAPI() huma.API {
	strictCasing()
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Barometer",
				Version:     s.Version,
				Description: "Asks one question after an interaction and says early, per customer and per project, where satisfaction is falling.",
			},
			Servers: []*huma.Server{{URL: apiPrefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					bearer: {Type: "http", Scheme: "bearer", Description: "a token made by `barometer token create`"},
				},
			},
		},
		Formats: map[string]huma.Format{
			"application/json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshalStrict},
			"json":             {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshalStrict},
		},
		DefaultFormat: "application/json",
		// A misspelt filter must not be answered with everything.
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{blankValues},
	}
	docs := humagin.NewWithGroup(s.engine, s.engine.Group(apiPrefix), config)
	docs.UseMiddleware(noStore, s.authorize(docs), s.beginsCall)
	return docs
}

// operation registers one operation of the API: route such as "GET
// /projects/{id}", the scope that a token needs for it, and the handler, whose
// errors become problems.
func operation[I, O any](s *Server, docs huma.API, scope surveys.Right, route, summary string,
	handle func(context.Context, *I) (*O, error)) {
	method, path, _ := strings.Cut(route, " ")
	op := huma.Operation{
		OperationID:  operationID(method, path),
		Method:       method,
		Path:         path,
		Summary:      summary,
		Security:     []map[string][]string{{bearer: {string(scope)}}},
		MaxBodyBytes: 1 << 20,
		Errors:       failuresOf(method, path),
	}
	if path == "/surveys/{id}/test" || path == "/webhooks/{id}/test" || path == "/webhooks/{id}/deliveries/{delivery}/again" {
		op.DefaultStatus = http.StatusAccepted // it goes out after the answer
	}
	huma.Register(docs, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, &op, err)
		}
		return out, nil
	})
	mentionCreated[O](docs, path, method)
}

// failuresOf are the problems that an operation may be answered with.
func failuresOf(method, path string) []int {
	out := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if strings.Contains(path, "{") || namesThings(method, path) {
		out = append(out, http.StatusNotFound)
	}
	if method == http.MethodGet || method == http.MethodDelete {
		return out
	}
	out = append(out, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	if strings.Contains(path, "{") || method == http.MethodPut {
		out = append(out, http.StatusConflict) // things change in a state only
	}
	return out
}

// namesThings reports whether the operation is asked about a thing by its query
// or body, which there may not be.
func namesThings(method, path string) bool {
	return slices.Contains([]string{"GET /alarms", "GET /invitations", "GET /responses", "POST /cases", "DELETE /rates"}, method+" "+path)
}

// mentionCreated adds 201 to an operation that makes something where it is new
// and whose answer says by itself whether it was: the field Status of an output
// does.
func mentionCreated[O any](docs huma.API, path, method string) {
	_, says := reflect.TypeFor[O]().FieldByName("Status")
	item := docs.OpenAPI().Paths[path]
	if !says || item == nil {
		return
	}
	op := item.Post
	if method == http.MethodPut && path == "/surveys/{id}" {
		op = item.Put
	} else if method != http.MethodPost {
		return
	}
	if known := op.Responses["200"]; known != nil && op.Responses["201"] == nil {
		created := *known
		created.Description = http.StatusText(http.StatusCreated)
		op.Responses["201"] = &created
	}
}

// operationID makes a name such as get-projects-id-trend.
func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '{' || r == '}' })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

// openAPI serves the description. It is made once, when somebody asks for it: it
// does not depend on the request, and a start need not wait for it.
func (s *Server) openAPI(docs huma.API) gin.HandlerFunc {
	description := sync.OnceValues(func() ([]byte, error) { return json.Marshal(docs.OpenAPI()) })
	return func(c *gin.Context) {
		text, err := description()
		if err != nil {
			s.refuse(c, http.StatusInternalServerError)
			return
		}
		c.Data(http.StatusOK, "application/openapi+json", text)
	}
}

// noStore keeps answers, which hold what customers said, out of caches.
func noStore(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Cache-Control", "no-store")
	ctx.SetHeader("X-Content-Type-Options", "nosniff")
	next(ctx)
}
