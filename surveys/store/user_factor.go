package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// Factor returns the secret that the codes of a person's second factor are made
// with; empty: there is none. It is kept as it is, like every shared secret of
// this kind: whoever reads the database can write it, too.
func (s *Store) Factor(ctx context.Context, id surveys.UserID) (secret string, err error) {
	secret, err = s.rdb.HGet(ctx, userKey(id), userFactor).Result()
	if isNil(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read a second factor: %w", err)
	}
	return secret, nil
}

// TurnFactorOn keeps the secret of a second factor, the step of the code that
// proved it, and the recovery codes as hashes. Conflict where it is on already.
func (s *Store) TurnFactorOn(ctx context.Context, id surveys.UserID, secret string, step int64, codes []string) error {
	args := []any{secret, step}
	for _, code := range codes {
		args = append(args, hashText(code))
	}
	return s.setFactor(ctx, id, args)
}

// TurnFactorOff ends the second factor and its recovery codes. Conflict where
// there is none.
func (s *Store) TurnFactorOff(ctx context.Context, id surveys.UserID) error {
	return s.setFactor(ctx, id, []any{"", 0})
}

func (s *Store) setFactor(ctx context.Context, id surveys.UserID, args []any) error {
	code, err := s.onPerson(ctx, "change a second factor", "set_factor", []string{userKey(id), recoveryKey(id)}, args...)
	if code == 2 {
		return surveys.Errorf(surveys.Conflict, "the second factor was changed in the meantime")
	}
	return err
}

// UseCode spends the code of a step, made with the secret; false for one that
// was used, or is older than one that was.
func (s *Store) UseCode(ctx context.Context, id surveys.UserID, secret string, step int64) (bool, error) {
	ok, err := s.run(ctx, "use_code", []string{userKey(id)}, secret, step).Bool()
	if err != nil {
		return false, fmt.Errorf("use a code: %w", err)
	}
	return ok, nil
}

// UseRecoveryCode spends a recovery code, each of which works once; false for
// one that is none, or was used.
func (s *Store) UseRecoveryCode(ctx context.Context, id surveys.UserID, code string) (bool, error) {
	n, err := s.rdb.SRem(ctx, recoveryKey(id), hashText(code)).Result()
	if err != nil {
		return false, fmt.Errorf("use a recovery code: %w", err)
	}
	return n == 1, nil
}

// RecoveryCodes returns how many recovery codes are left.
func (s *Store) RecoveryCodes(ctx context.Context, id surveys.UserID) (int, error) {
	n, err := s.rdb.SCard(ctx, recoveryKey(id)).Result()
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return int(n), nil
}
