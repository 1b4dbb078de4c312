package surveys

import (
	"encoding/base32"
	"io"
	"strings"
)

// tokenPrefix lets people and secret scanners see what a leaked token is.
const tokenPrefix = "bmt_"

// NewTokenSecret makes the secret of an API token, 200 bits of rand.
func NewTokenSecret(rand io.Reader) (string, error) {
	var b [25]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", err
	}
	return tokenPrefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])), nil
}

// TokenScopes are what a token may be made for, the smallest first.
func TokenScopes() []Right { return []Right{Send, Read, Money, Admin} }

// CheckTokenName says what is wrong with the name of a token; empty: nothing.
func CheckTokenName(name string) (problem string) {
	if CheckText(name, MaxName) != nil || strings.TrimSpace(name) == "" {
		return "must have 1 to 200 letters"
	}
	return ""
}
