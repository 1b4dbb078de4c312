package server

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"barometer/surveys"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of one password check (OWASP: argon2id with 19 MiB, 2 passes, 1
// thread). The hash carries it, so that it can be raised later.
const (
	argonMemory  = 19 * 1024 // KiB
	argonPasses  = 2
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
)

// Passwords are 10 to 200 characters, whatever they are.
const (
	minPassword = 10
	maxPassword = 200
)

// HashPassword returns the argon2id hash of a password in PHC form, with a
// salt of its own. Invalid for one that is too short or too long.
func HashPassword(password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < minPassword || n > maxPassword {
		return "", surveys.InvalidField("password", "must have %d to %d characters", minPassword, maxPassword)
	}
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := argonKeyOf(password, salt, argonMemory, argonPasses, argonThreads)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// CheckPassword reports whether the password belongs to the hash. An empty
// hash takes as long as a wrong password, so that time tells nobody who is on
// the team.
func CheckPassword(hash, password string) bool {
	if utf8.RuneCountInString(password) > maxPassword {
		password = ""
	}
	memory, passes, threads, salt, want, ok := parseHash(hash)
	if !ok {
		argonKeyOf(password, make([]byte, argonSalt), argonMemory, argonPasses, argonThreads)
		return false
	}
	return subtle.ConstantTimeCompare(want, argonKeyOf(password, salt, memory, passes, threads)) == 1
}

// argonKeyOf normalises first (RFC 8265, OpaqueString): é is é however it was
// typed; blanks stay.
func argonKeyOf(password string, salt []byte, memory, passes uint32, threads uint8) []byte {
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, passes, memory, threads, argonKey)
}

func parseHash(hash string) (memory, passes uint32, threads uint8, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return 0, 0, 0, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return 0, 0, 0, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return 0, 0, 0, nil, nil, false
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return memory, passes, threads, salt, key, err == nil && passes > 0 && threads > 0
}
