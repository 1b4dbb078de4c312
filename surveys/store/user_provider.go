package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// accountField is an account as a field of accountsKey: no issuer holds a blank.
func accountField(a surveys.ProviderAccount) string { return a.Issuer + " " + a.Subject }

// UserByAccount reads the person of the team whose account at a provider it is.
// NotFound.
func (s *Store) UserByAccount(ctx context.Context, a surveys.ProviderAccount) (surveys.User, error) {
	id, err := s.rdb.HGet(ctx, accountsKey(), accountField(a)).Result()
	if isNil(err) {
		return surveys.User{}, noSuchUser()
	}
	if err != nil {
		return surveys.User{}, fmt.Errorf("find an account at a provider: %w", err)
	}
	user, err := s.User(ctx, surveys.UserID(id))
	if err == nil && user.Provider != a {
		return surveys.User{}, noSuchUser()
	}
	return user, err
}

// BindAccount remembers by which account at a provider a person signs in, in
// place of one at another issuer. Safe to repeat. Conflict where the person has
// another account at this issuer, or the account is somebody else's; NotFound.
func (s *Store) BindAccount(ctx context.Context, id surveys.UserID, a surveys.ProviderAccount) error {
	code, err := s.onPerson(ctx, "remember an account at a provider", "bind_account", []string{userKey(id), accountsKey()},
		string(id), a.Issuer, a.Subject)
	if code == 2 {
		return surveys.Errorf(surveys.Conflict, "they sign in by another account there")
	}
	return err
}

// FreeAccount forgets a person's account at a provider, so that the next one
// with their address is theirs. NotFound.
func (s *Store) FreeAccount(ctx context.Context, id surveys.UserID) error {
	_, err := s.onPerson(ctx, "forget an account at a provider", "free_account", []string{userKey(id), accountsKey()})
	return err
}
