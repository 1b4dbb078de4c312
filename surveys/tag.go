package surveys

import (
	"crypto/hmac"
	"strings"
)

// TagLength is the number of letters of a tag in an address: the invitation's
// id and as many of its signature. "b+" before it, it is half of the 64 octets
// that a local part may have (RFC 5321, 4.5.3.1.1).
const TagLength = 32

// tagMAC is the length of a tag's truncated HMAC-SHA256 in bytes.
const tagMAC = 10

// Bounce returns the tag of the address that the invitation's mail comes back
// to (VERP). It is in lower case, and ParseBounce reads it in any case, because
// servers on the way may fold it.
func (s *Signer) Bounce(id InvitationID) string { return signTag(s.bounce[0], id) }

// ParseBounce reads a tag of Bounce; ok is false for any that we have not made.
func (s *Signer) ParseBounce(tag string) (id InvitationID, ok bool) { return parseTag(s.bounce, tag) }

// Stop returns the tag of the address to which a mail opts the contact of the
// invitation out.
func (s *Signer) Stop(id InvitationID) string { return signTag(s.stop[0], id) }

// ParseStop reads a tag of Stop, as ParseBounce does.
func (s *Signer) ParseStop(tag string) (id InvitationID, ok bool) { return parseTag(s.stop, tag) }

func signTag(key *keyed, id InvitationID) string {
	b := id.Bytes()
	return string(id) + base32ID.EncodeToString(key.appendSum(b[:])[len(b):len(b)+tagMAC])
}

func parseTag(keys []*keyed, tag string) (InvitationID, bool) {
	if len(tag) != TagLength {
		return "", false
	}
	tag = strings.ToLower(tag)
	id, ok := ParseInvitationID(tag[:TagLength/2])
	if !ok {
		return "", false
	}
	for _, key := range keys {
		if hmac.Equal([]byte(signTag(key, id)), []byte(tag)) {
			return id, true
		}
	}
	return "", false
}
