package store

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"barometer/surveys"
)

// SetPassword replaces the password hash. It ends the person's open link to
// another password and all their sessions but the one with the id keep; empty:
// all. NotFound.
func (s *Store) SetPassword(ctx context.Context, id surveys.UserID, hash, keep string) error {
	_, err := s.setPassword(ctx, id, hash, "", keep)
	return err
}

// UseReset replaces the password hash by the secret of a link, which works
// once, and ends all sessions. Unauthorized for a wrong, spent or old one.
func (s *Store) UseReset(ctx context.Context, id surveys.UserID, secret, hash string) error {
	code, err := s.setPassword(ctx, id, hash, hashText(secret), "")
	if code == 2 || surveys.CodeOf(err) == surveys.NotFound {
		return surveys.Errorf(surveys.Unauthorized, "this link is not valid any more")
	}
	return err
}

func (s *Store) setPassword(ctx context.Context, id surveys.UserID, hash, secretHash, keep string) (int, error) {
	keys := []string{userKey(id), sessionsKey(id), resetKey(id)}
	code, err := s.onPerson(ctx, "set the password", "set_password", keys, hash, secretHash, keep)
	if code == 1 {
		s.tellEnded(ctx, id)
	}
	return code, err
}

// ResetLink opens a link to another password for ttl, in place of an older
// one. ok is false for nobody and, unless the first password may be chosen by
// it, for somebody who has none; that takes as long.
func (s *Store) ResetLink(ctx context.Context, id surveys.UserID, secret string, ttl time.Duration, first bool) (ok bool, err error) {
	keys := []string{userKey(id), resetKey(id)}
	ok, err = s.run(ctx, "ask_reset", keys, hashText(secret), ttl.Milliseconds(), flagOf(first)).Bool()
	if err != nil {
		return false, fmt.Errorf("open a link to another password: %w", err)
	}
	return ok, nil
}

// ResetValid reports whether the secret is that of the person's open link,
// without using it.
func (s *Store) ResetValid(ctx context.Context, id surveys.UserID, secret string) (bool, error) {
	kept, err := s.rdb.Get(ctx, resetKey(id)).Result()
	if isNil(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at a link to another password: %w", err)
	}
	return sameHash(kept, secret), nil
}

// sameHash compares a kept hash with a secret in the same time for any.
func sameHash(kept, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(kept), []byte(hashText(secret))) == 1
}
