package surveys

import (
	"crypto/cipher"
	"encoding/base64"
	"io"
)

// Safe locks texts that must be read again, such as the password of the mail
// server, with AES-256-GCM. Each purpose has a key of its own, so a text locked
// for one never opens for another.
type Safe struct {
	aeads   []cipher.AEAD // the newest first
	purpose []byte
	rand    io.Reader
}

// NewSafe derives the keys from the master secret; what an older secret locked
// still opens while that is given, too. rand gives the random part of each text
// (crypto/rand.Reader outside tests).
func NewSafe(rand io.Reader, purpose string, secret []byte, older ...[]byte) *Safe {
	s := &Safe{rand: rand, purpose: []byte(purpose)}
	for _, master := range append([][]byte{secret}, older...) {
		s.aeads = append(s.aeads, newAEAD(deriveKey(master, "barometer safe v1 "+purpose)))
	}
	return s
}

// Lock returns the text sealed, in base64 that may stand in a cookie.
func (s *Safe) Lock(text string) (string, error) {
	aead := s.aeads[0]
	iv := make([]byte, aead.NonceSize(), aead.NonceSize()+len(text)+aead.Overhead())
	if _, err := io.ReadFull(s.rand, iv); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(iv, iv, []byte(text), s.purpose)), nil
}

// Open reads a locked text; ok is false for anything that was not locked here
// for this purpose.
func (s *Safe) Open(locked string) (text string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(locked)
	if err != nil {
		return "", false
	}
	for _, aead := range s.aeads {
		if len(raw) < aead.NonceSize() {
			return "", false
		}
		if plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], s.purpose); err == nil {
			return string(plain), true
		}
	}
	return "", false
}
