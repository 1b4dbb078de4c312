package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// A token may ask this often: far more than a program that imports a history
// needs, and little enough to leave Redis to the customers.
const (
	tokenRate  = 200 // a second
	tokenBurst = 400
)

// bearer is the name of the one security scheme of the API.
const bearer = "bearer"

// authorize lets a request through whose token has the scope that the
// operation names: 401 for no or an unknown token, 403 for too small a scope.
// Tokens are looked up by their hash, so a wrong one takes as long as any.
func (s *Server) authorize(docs huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		scope := scopeOf(ctx.Operation())
		token, err := s.checkToken(ctx, scope)
		if err != nil {
			problem := s.problem(ctx.Context(), ctx.Operation(), err)
			switch problem.Status {
			case http.StatusUnauthorized:
				ctx.SetHeader("WWW-Authenticate", `Bearer realm="barometer"`)
			case http.StatusTooManyRequests:
				ctx.SetHeader("Retry-After", "1")
			}
			_ = huma.WriteErr(docs, ctx, problem.Status, problem.Detail)
			return
		}
		next(huma.WithValue(huma.WithValue(ctx, callerKey{}, token.Name), moneyCallerKey{}, token.May(surveys.Money)))
	}
}

// callerKey is the key of the token's name in the context of a request.
type callerKey struct{}

// moneyCallerKey is the key of whether the token may see money.
type moneyCallerKey struct{}

// seesMoney reports whether the token of the request may see money: what is
// weighed by revenue is left out without it.
func seesMoney(ctx context.Context) bool {
	may, _ := ctx.Value(moneyCallerKey{}).(bool)
	return may
}

// tokenName is the name of the token that the request came with.
func tokenName(ctx context.Context) string {
	name, _ := ctx.Value(callerKey{}).(string)
	return name
}

func (s *Server) checkToken(ctx huma.Context, scope surveys.Right) (token surveys.Token, err error) {
	scheme, secret, _ := strings.Cut(ctx.Header("Authorization"), " ")
	if secret = strings.TrimSpace(secret); !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return token, surveys.Errorf(surveys.Unauthorized, "the API needs a token: Authorization: Bearer …")
	}
	// Before Redis is asked; a token that is none counts like one.
	if !s.tokens.allow(s.Store.Now(), secret) {
		return token, surveys.Errorf(surveys.TooMany, "more than %d requests a second with this token; please slow down", tokenRate)
	}
	token, err = s.Store.TokenBySecret(ctx.Context(), secret)
	var known *surveys.Error
	if errors.As(err, &known) && known.Code == surveys.Unauthorized {
		return token, surveys.Errorf(surveys.Unauthorized, "the token is not known")
	}
	if err != nil {
		return token, err
	}
	if !token.May(scope) {
		return token, surveys.Errorf(surveys.Forbidden, "the token's scope does not include %s", scope)
	}
	return token, nil
}

// scopeOf reads the scope from the operation's own description, so that what
// is documented is what is checked. An operation without one is for admins.
func scopeOf(op *huma.Operation) surveys.Right {
	for _, requirement := range op.Security {
		if scopes := requirement[bearer]; len(scopes) == 1 {
			return surveys.Right(scopes[0])
		}
	}
	return surveys.Admin
}
