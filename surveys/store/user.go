package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"
)

// Fields of a person's hash. The scripts of people know them by name.
const (
	userEmail   = "email"
	userName    = "name"
	userRole    = "role"
	userHash    = "hash"    // of the password; empty: none
	userCreated = "created" // s
	userMoney   = "money"   // 1: may see what customers pay and cost
	userSeen    = "seen"    // s
	userFactor  = "totp"    // secret of the second factor; not there: none
	userStep    = "step"    // of the last code that was used
	userIssuer  = "issuer"  // of their account at a provider; not there: none is known
	userSubject = "subject"
)

// AddUser makes a person of the team; id and time are set here. Conflict when
// the address is taken, in whatever case it is written.
func (s *Store) AddUser(ctx context.Context, u surveys.User) (surveys.User, error) {
	return s.addUser(ctx, u, "")
}

func (s *Store) addUser(ctx context.Context, u surveys.User, secretHash string) (surveys.User, error) {
	u.ID = surveys.NewUserID(u.Email)
	u.CreatedAt = s.now().Truncate(time.Second).UTC()
	keys := []string{userKey(u.ID), usersKey(), setUpKey(), placeKey(u.ID), placesKey(), formerKey()}
	code, err := s.run(ctx, "add_user", keys, string(u.ID), secretHash,
		userEmail, u.Email, userName, u.Name, userRole, string(u.Role),
		userHash, u.Hash, userCreated, u.CreatedAt.Unix(), userMoney, flagOf(u.Money)).Int()
	if err != nil {
		return surveys.User{}, fmt.Errorf("add a person: %w", err)
	}
	switch code {
	case 0:
		return surveys.User{}, surveys.Errorf(surveys.Conflict, "there is somebody with this address already")
	case 2:
		return surveys.User{}, surveys.Errorf(surveys.Unauthorized, "this set-up link is not valid any more")
	}
	return u, nil
}

// User reads a person of the team. NotFound.
func (s *Store) User(ctx context.Context, id surveys.UserID) (surveys.User, error) {
	f, err := s.rdb.HGetAll(ctx, userKey(id)).Result()
	if err != nil {
		return surveys.User{}, fmt.Errorf("read a person: %w", err)
	}
	if len(f) == 0 {
		return surveys.User{}, noSuchUser()
	}
	return decodeUser(id, f), nil
}

// UserByEmail reads a person of the team by address, in whatever case it is
// written. NotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (surveys.User, error) {
	return s.User(ctx, surveys.NewUserID(email))
}

// Users returns the team, sorted by address.
func (s *Store) Users(ctx context.Context) ([]surveys.User, error) {
	found, err := readHashes(ctx, s.rdb, usersKey(), func(id string) string { return userKey(surveys.UserID(id)) })
	if err != nil {
		return nil, fmt.Errorf("read the team: %w", err)
	}
	out := make([]surveys.User, 0, len(found)) // without who is being removed
	for id, f := range found {
		out = append(out, decodeUser(surveys.UserID(id), f))
	}
	slices.SortFunc(out, func(a, b surveys.User) int { return cmp.Compare(a.Email, b.Email) })
	return out, nil
}

func decodeUser(id surveys.UserID, f map[string]string) surveys.User {
	return surveys.User{ID: id, Email: f[userEmail], Name: f[userName], Role: surveys.Right(f[userRole]),
		Hash: f[userHash], Money: f[userMoney] == "1", Factor: f[userFactor] != "", SeenAt: seconds(f[userSeen]), CreatedAt: seconds(f[userCreated]),
		Provider: surveys.ProviderAccount{Issuer: f[userIssuer], Subject: f[userSubject]}}
}

func noSuchUser() error {
	return surveys.Errorf(surveys.NotFound, "there is no such person on the team")
}

// SetUpLink keeps the hash of a one-time secret for the first user, valid for
// ttl, in place of an older one; ok is false when the team has somebody already.
func (s *Store) SetUpLink(ctx context.Context, secret string, ttl time.Duration) (ok bool, err error) {
	keys := []string{setUpKey(), usersKey()}
	ok, err = s.run(ctx, "setup_link", keys, hashText(secret), ttl.Milliseconds()).Bool()
	if err != nil {
		return false, fmt.Errorf("set-up link: %w", err)
	}
	return ok, nil
}

// SetUpValid reports whether the secret is the one of the open set-up link,
// without using it.
func (s *Store) SetUpValid(ctx context.Context, secret string) (bool, error) {
	kept, err := s.rdb.Get(ctx, setUpKey()).Result()
	if isNil(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("set-up link: %w", err)
	}
	return sameHash(kept, secret), nil
}

// UseSetUp spends the one-time secret and makes the first user in one step.
// Unauthorized for a wrong or spent one.
func (s *Store) UseSetUp(ctx context.Context, secret string, u surveys.User) (surveys.User, error) {
	return s.addUser(ctx, u, hashText(secret))
}
