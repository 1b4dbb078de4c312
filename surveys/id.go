package surveys

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash/fnv"
	"strconv"
	"strings"
)

// Ids that a caller gives are text; ids that we derive are 80 bits as 16
// letters of lower-case Crockford base32.
type (
	ProjectID     string // given by the caller, or "general"
	CustomerID    string // given by the caller, or derived from the contact
	InteractionID string // given by the caller, unique in its project
	AgentID       string // given by the caller: who served
	ContactID     string // derived from the address
	InvitationID  string // derived from project, interaction, survey and round
	SurveyID      string
	UserID        string
)

// GeneralProject takes the interactions that name none.
const GeneralProject ProjectID = "general"

// Shards is the number of parts that projects are spread over.
const Shards = 16

// idLetters is Crockford's alphabet: no i, l, o, u.
const idLetters = "0123456789abcdefghjkmnpqrstvwxyz"

var base32ID = base32.NewEncoding(idLetters).WithPadding(base32.NoPadding)

// Shard returns the part of the house that keeps everything of the project:
// FNV-1a of its id modulo 16.
func (p ProjectID) Shard() int {
	h := fnv.New32a()
	h.Write([]byte(p))
	return int(h.Sum32() % Shards)
}

// NewInvitationID derives the invitation's id from what it is about, so that a
// repeat finds its own. The first four bits are the project's shard, the other
// 76 come from SHA-256, so the id alone leads to its keys.
func NewInvitationID(project ProjectID, interaction InteractionID, survey SurveyID, round int) InvitationID {
	sum := hashParts("invitation", string(project), string(interaction), string(survey), strconv.Itoa(round))
	sum[0] = byte(project.Shard()<<4) | sum[0]&0x0f
	return InvitationID(base32ID.EncodeToString(sum[:10]))
}

// ParseInvitationID reads the 16 letters; ok is false for anything else.
func ParseInvitationID(s string) (id InvitationID, ok bool) {
	if len(s) != 16 {
		return "", false
	}
	b, err := base32ID.DecodeString(s)
	if err != nil || len(b) != 10 {
		return "", false
	}
	return InvitationID(s), true
}

// Shard returns the shard that the id carries in its first four bits, 0 for an
// id that is none (parse first). A letter is five bits: every key asks this.
func (id InvitationID) Shard() int {
	if len(id) != 16 {
		return 0
	}
	return max(0, strings.IndexByte(idLetters, id[0])) >> 1
}

// Bytes returns the 10 bytes behind the letters.
func (id InvitationID) Bytes() (b [10]byte) {
	raw, err := base32ID.DecodeString(string(id))
	if err == nil && len(raw) == 10 {
		copy(b[:], raw)
	}
	return b
}

// InvitationIDFromBytes is the inverse of Bytes.
func InvitationIDFromBytes(b [10]byte) InvitationID {
	return InvitationID(base32ID.EncodeToString(b[:]))
}

// NewContactID derives the contact's id from the address: two spellings that
// differ in case only are one person.
func NewContactID(address string) ContactID {
	sum := hashParts("contact", strings.ToLower(address))
	return ContactID(base32ID.EncodeToString(sum[:10]))
}

// NewUserID derives the id of a person on the team from the address, so that
// an address is on the team once.
func NewUserID(address string) UserID {
	sum := hashParts("user", strings.ToLower(address))
	return UserID(base32ID.EncodeToString(sum[:10]))
}

// Key returns 16 letters that stand for the customer in keys and addresses of
// pages, whatever the caller's id holds.
func (c CustomerID) Key() string {
	sum := hashParts("customer", string(c))
	return base32ID.EncodeToString(sum[:10])
}

// hashParts is SHA-256 over parts with their lengths, so that no two lists of
// parts share a sum.
func hashParts(parts ...string) [32]byte {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return [32]byte(h.Sum(nil))
}
