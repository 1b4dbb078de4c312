package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"
)

// Fields of a place. take_place.lua knows them by name.
const (
	placeEmail  = "email"
	placeRole   = "role"
	placeMoney  = "money" // 1 or 0
	placeBy     = "by"    // name of who offered it
	placeAt     = "at"    // s
	placeUntil  = "until" // s
	placePost   = "post"
	placeSecret = "secret" // hash
)

// placeLeft is how long a place is still shown after its link has expired.
const placeLeft = 30 * 24 * time.Hour

// OfferPlace holds a place on the team for surveys.PlaceKept, in place of one
// that was held for the same address; id and times are set here. Conflict
// where they are on the team already.
func (s *Store) OfferPlace(ctx context.Context, p surveys.Place, secret string) (surveys.Place, error) {
	p.ID = surveys.NewUserID(p.Email)
	p.At = s.now().Truncate(time.Second).UTC()
	p.Until = p.At.Add(surveys.PlaceKept)
	ok, err := s.run(ctx, "offer_place", []string{placeKey(p.ID), placesKey(), userKey(p.ID)},
		string(p.ID), (surveys.PlaceKept + placeLeft).Milliseconds(),
		placeEmail, p.Email, placeRole, string(p.Role), placeMoney, flagOf(p.Money), placeBy, p.ByName,
		placeAt, p.At.Unix(), placeUntil, p.Until.Unix(), placePost, string(p.Post), placeSecret, hashText(secret)).Bool()
	if err != nil {
		return p, fmt.Errorf("offer a place: %w", err)
	}
	if !ok {
		return p, surveys.Errorf(surveys.Conflict, "there is somebody with this address already")
	}
	return p, nil
}

// DropPlace holds a place no longer. NotFound.
func (s *Store) DropPlace(ctx context.Context, id surveys.UserID) error {
	ok, err := s.run(ctx, "drop_place", []string{placeKey(id), placesKey()}, string(id)).Bool()
	if err != nil {
		return fmt.Errorf("drop a place: %w", err)
	}
	if !ok {
		return noSuchPlace()
	}
	return nil
}

// TakePlace makes a person of the team out of the place that the link leads
// to, which works once; the place says address and rights. Unauthorized for a
// wrong, spent or old link, Conflict where they are on the team already.
func (s *Store) TakePlace(ctx context.Context, id surveys.UserID, secret, name, hash string) (surveys.User, error) {
	return s.takePlace(ctx, id, hashText(secret), name, hash)
}

// TakePlaceOf is TakePlace for somebody whose address another party vouches
// for, such as an OpenID provider: no link is needed, and there is no password.
func (s *Store) TakePlaceOf(ctx context.Context, email, name string) (surveys.User, error) {
	return s.takePlace(ctx, surveys.NewUserID(email), "", name, "")
}

func (s *Store) takePlace(ctx context.Context, id surveys.UserID, secretHash, name, hash string) (surveys.User, error) {
	now := s.now().Unix()
	keys := []string{placeKey(id), placesKey(), userKey(id), usersKey(), formerKey()}
	code, err := s.run(ctx, "take_place", keys, string(id), secretHash, now,
		userName, name, userHash, hash, userCreated, now).Int()
	if err != nil {
		return surveys.User{}, fmt.Errorf("take a place: %w", err)
	}
	switch code {
	case 0:
		return surveys.User{}, surveys.Errorf(surveys.Conflict, "there is somebody with this address already")
	case 2:
		return surveys.User{}, surveys.Errorf(surveys.Unauthorized, "this link is not valid any more")
	}
	return s.User(ctx, id)
}

// PlaceOf returns the place that the link leads to, without using it.
// Unauthorized for a wrong, spent or old link.
func (s *Store) PlaceOf(ctx context.Context, id surveys.UserID, secret string) (surveys.Place, error) {
	f, err := s.rdb.HGetAll(ctx, placeKey(id)).Result()
	if err != nil {
		return surveys.Place{}, fmt.Errorf("look at a place: %w", err)
	}
	if p := decodePlace(id, f); len(f) > 0 && sameHash(f[placeSecret], secret) && !p.Over(s.now()) {
		return p, nil
	}
	return surveys.Place{}, surveys.Errorf(surveys.Unauthorized, "this link is not valid any more")
}

// Place returns the place that waits for somebody. NotFound.
func (s *Store) Place(ctx context.Context, id surveys.UserID) (surveys.Place, error) {
	f, err := s.rdb.HGetAll(ctx, placeKey(id)).Result()
	if err != nil {
		return surveys.Place{}, fmt.Errorf("read a place: %w", err)
	}
	if len(f) == 0 {
		return surveys.Place{}, noSuchPlace()
	}
	return decodePlace(id, f), nil
}

// Places returns the places that wait for somebody, sorted by address, also
// those whose links have expired.
func (s *Store) Places(ctx context.Context) ([]surveys.Place, error) {
	found, err := readHashes(ctx, s.rdb, placesKey(), func(id string) string { return placeKey(surveys.UserID(id)) })
	if err != nil {
		return nil, fmt.Errorf("read the places: %w", err)
	}
	out := make([]surveys.Place, 0, len(found))
	for id, f := range found {
		out = append(out, decodePlace(surveys.UserID(id), f))
	}
	slices.SortFunc(out, func(a, b surveys.Place) int { return cmp.Compare(a.Email, b.Email) })
	return out, nil
}

func decodePlace(id surveys.UserID, f map[string]string) surveys.Place {
	return surveys.Place{ID: id, Email: f[placeEmail], Role: surveys.Right(f[placeRole]), Money: f[placeMoney] == "1",
		ByName: f[placeBy], At: seconds(f[placeAt]), Until: seconds(f[placeUntil]), Post: surveys.PostID(f[placePost])}
}

func noSuchPlace() error {
	return surveys.Errorf(surveys.NotFound, "nobody with this address is waited for")
}
