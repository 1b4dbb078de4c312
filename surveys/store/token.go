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

// The hash of tokens has three fields for each: t:<SHA-256> holds scope, time in
// s and name, n:<name> the other field, u:<SHA-256> when it was used last, in s.
// The token itself is never kept.
const (
	tokenField     = "t:"
	tokenNameField = "n:"
	tokenUsedField = "u:"
)

// usedEvery is how often the use of a token is written down.
const usedEvery = time.Hour

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
	hash := hashText(secret)
	kept, err := s.rdb.HMGet(ctx, tokensKey(), tokenField+hash, tokenUsedField+hash).Result()
	if err != nil {
		return surveys.Token{}, fmt.Errorf("read a token: %w", err)
	}
	text, ok := kept[0].(string)
	if !ok {
		return surveys.Token{}, surveys.Errorf(surveys.Unauthorized, "this token is not known")
	}
	used, _ := kept[1].(string)
	token := decodeToken(text, used)
	s.noteUse(ctx, hash, token)
	return token, nil
}

// noteUse writes down that a token is in use, seldom enough to cost nothing.
// Where that fails, the caller is served all the same, and the next use tries.
func (s *Store) noteUse(ctx context.Context, hash string, t surveys.Token) {
	if now := s.now(); now.Sub(t.UsedAt) >= usedEvery {
		_ = s.run(ctx, "use_token", []string{tokensKey()}, tokenField+hash, tokenUsedField+hash, now.Unix()).Err()
	}
}

// RevokeToken ends a token: from the next call on it is not known. NotFound.
func (s *Store) RevokeToken(ctx context.Context, name string) error {
	done, err := s.run(ctx, "revoke_token", []string{tokensKey()}, tokenNameField+name, tokenField, tokenUsedField).Bool()
	if err != nil {
		return fmt.Errorf("revoke a token: %w", err)
	}
	if !done {
		return surveys.Errorf(surveys.NotFound, "there is no token of this name")
	}
	return nil
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
			out = append(out, decodeToken(kept, all[tokenUsedField+field[len(tokenField):]]))
		}
	}
	slices.SortFunc(out, func(a, b surveys.Token) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.Scope, b.Scope))
	})
	return out, nil
}

func decodeToken(kept, used string) surveys.Token {
	scope, rest, _ := strings.Cut(kept, " ")
	at, name, _ := strings.Cut(rest, " ")
	return surveys.Token{Name: name, Scope: surveys.Right(scope), CreatedAt: time.Unix(int64(atoi(at)), 0).UTC(), UsedAt: seconds(used)}
}
