package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
)

// The hash of tokens has two fields for each: t:<SHA-256> holds scope, time in
// s and name, n:<name> the other field. The token itself is never kept.
const (
	tokenField     = "t:"
	tokenNameField = "n:"
)

// AddToken keeps an API token by its hash. Conflict when the name is taken.
func (s *Store) AddToken(ctx context.Context, secret string, t surveys.Token) error {
	kept := fmt.Sprintf("%s %d %s", t.Scope, s.now().Unix(), t.Name)
	done, err := s.run(ctx, "add_token", []string{tokensKey()},
		tokenField+hashText(secret), tokenNameField+t.Name, kept).Bool()
	if err != nil {
		return fmt.Errorf("add a token: %w", err)
	}
	if !done {
		return surveys.Errorf(surveys.Conflict, "there is a token with this name already")
	}
	return nil
}

// TokenBySecret reads the token. Unauthorized for an unknown one.
func (s *Store) TokenBySecret(ctx context.Context, secret string) (surveys.Token, error) {
	kept, err := s.rdb.HGet(ctx, tokensKey(), tokenField+hashText(secret)).Result()
	if isNil(err) {
		return surveys.Token{}, surveys.Errorf(surveys.Unauthorized, "this token is not known")
	}
	if err != nil {
		return surveys.Token{}, fmt.Errorf("read a token: %w", err)
	}
	return decodeToken(kept), nil
}

// Tokens returns all tokens, sorted by name.
func (s *Store) Tokens(ctx context.Context) ([]surveys.Token, error) {
	all, err := s.rdb.HGetAll(ctx, tokensKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	var out []surveys.Token
	for field, kept := range all {
		if strings.HasPrefix(field, tokenField) {
			out = append(out, decodeToken(kept))
		}
	}
	slices.SortFunc(out, func(a, b surveys.Token) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func decodeToken(kept string) surveys.Token {
	scope, rest, _ := strings.Cut(kept, " ")
	at, name, _ := strings.Cut(rest, " ")
	return surveys.Token{Name: name, Scope: surveys.Right(scope), CreatedAt: time.Unix(int64(atoi(at)), 0).UTC()}
}
