package store_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"barometer/surveys/store/storetest"
)

func TestTheSecretIsMadeOnce(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	made := byte(0)
	mint := func() ([]byte, error) { made++; return bytes.Repeat([]byte{made}, 32), nil }

	broken := errors.New("no randomness")
	if _, err := s.Secret(ctx, func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the maker", err)
	}
	for range 3 {
		secret, err := s.Secret(ctx, mint)
		must(t, err)
		if !bytes.Equal(secret, bytes.Repeat([]byte{1}, 32)) {
			t.Errorf("secret %x, want the first", secret)
		}
	}
	if made != 1 {
		t.Errorf("made %d secrets, want 1", made)
	}
}

func TestTwoThatStartAtOnceShareTheSecret(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	var inner []byte
	outer, err := s.Secret(ctx, func() ([]byte, error) {
		var err error
		inner, err = s.Secret(ctx, func() ([]byte, error) { return []byte("of the one that was faster"), nil })
		return []byte("of the slower one"), err
	})
	must(t, err)
	if !bytes.Equal(outer, inner) {
		t.Errorf("secrets %q and %q, want one", outer, inner)
	}
}
