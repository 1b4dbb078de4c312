package surveys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// TokenLength is the number of letters of a signed link.
const TokenLength = 45

// The first byte of a token: version in the high half, purpose in the low one.
// Anything else is refused, so a later version can live beside this one.
const (
	tokenRate        = 0x11
	tokenUnsubscribe = 0x12
	tokenTrial       = 0x13
	tokenReport      = 0x14
)

// tokenMAC is the length of the truncated HMAC-SHA256 in bytes.
const tokenMAC = 16

// Signer makes and reads the signed links of mails. A link grants one rating
// (the choice is inside the signature, so a mutated link fails) or one
// opt-out, and nothing else. Keys are derived per purpose, so a link of one
// kind never verifies as the other.
type Signer struct {
	rate, unsubscribe, trial []*keyed // the newest first
	report                   []*keyed
	bounce, stop             []*keyed // of addresses that mail comes back to, see tag.go
}

// NewSigner derives the keys from the master secret of at least 32 bytes.
// Links made with an older secret stay valid while it is given, too.
func NewSigner(secret []byte, older ...[]byte) *Signer {
	s := &Signer{}
	for _, master := range append([][]byte{secret}, older...) {
		derive := func(purpose string) *keyed { return &keyed{key: deriveKey(master, purpose)} }
		s.rate = append(s.rate, derive("barometer rate link v1"))
		s.unsubscribe = append(s.unsubscribe, derive("barometer unsubscribe link v1"))
		s.trial = append(s.trial, derive("barometer trial link v1"))
		s.report = append(s.report, derive("barometer report link v1"))
		s.bounce = append(s.bounce, derive("barometer bounce address v1"))
		s.stop = append(s.stop, derive("barometer unsubscribe address v1"))
	}
	return s
}

// deriveKey returns 32 bytes for one purpose (HKDF, RFC 5869). It can only
// fail for a length that SHA-256 cannot give, or a master secret that is too
// short for a FIPS build: both are faults of the start-up.
func deriveKey(master []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, purpose, 32)
	if err != nil {
		panic("deriving the key of " + purpose + ": " + err.Error())
	}
	return key
}

// Rate returns the token of the link that rates the invitation with the choice.
func (s *Signer) Rate(id InvitationID, choice int) string {
	return signToken(s.rate[0], tokenRate, id, choice)
}

// Unsubscribe returns the token of the link that asks never to be asked again.
func (s *Signer) Unsubscribe(id InvitationID) string {
	return signToken(s.unsubscribe[0], tokenUnsubscribe, id, 0)
}

// ParseRate reads a rating token. One punctuation mark that a mail program
// glued to the end is taken off; every other deviation is refused.
func (s *Signer) ParseRate(token string) (id InvitationID, choice int, ok bool) {
	return parseToken(s.rate, tokenRate, token)
}

// ParseUnsubscribe reads an opt-out token, as strictly as ParseRate.
func (s *Signer) ParseUnsubscribe(token string) (id InvitationID, ok bool) {
	id, choice, ok := parseToken(s.unsubscribe, tokenUnsubscribe, token)
	return id, ok && choice == 0
}

// Report returns the token of the link that shows a report: to the reader with
// the number from 1 on, or, with 0, to whoever is given it.
func (s *Signer) Report(id ReportID, reader int) string {
	return signToken(s.report[0], tokenReport, InvitationID(id), reader)
}

// ParseReport reads the token of a report, as strictly as ParseRate.
func (s *Signer) ParseReport(token string) (id ReportID, reader int, ok bool) {
	found, reader, ok := parseToken(s.report, tokenReport, token)
	return ReportID(found), reader, ok
}

func signToken(key *keyed, kind byte, id InvitationID, choice int) string {
	raw := make([]byte, 12, 12+sha256.Size)
	raw[0] = kind
	b := id.Bytes()
	copy(raw[1:], b[:])
	raw[11] = byte(choice)
	return base32ID.EncodeToString(key.appendSum(raw)[:12+tokenMAC])
}

func parseToken(keys []*keyed, kind byte, token string) (InvitationID, int, bool) {
	if len(token) == TokenLength+1 && strings.IndexByte(".,;)>\"'", token[TokenLength]) >= 0 {
		token = token[:TokenLength]
	}
	if len(token) != TokenLength {
		return "", 0, false
	}
	raw, err := base32ID.DecodeString(token)
	if err != nil || len(raw) != 12+tokenMAC || raw[0] != kind {
		return "", 0, false
	}
	var id [10]byte
	copy(id[:], raw[1:11])
	invitation, choice := InvitationIDFromBytes(id), int(raw[11])
	for _, key := range keys {
		// Comparing the letters refuses a second spelling of the same bytes too.
		if hmac.Equal([]byte(signToken(key, kind, invitation, choice)), []byte(token)) {
			return invitation, choice, true
		}
	}
	return "", 0, false
}
