package surveys

import "time"

// Post is a mail to one person of the team, about nothing but their own account.
type Post struct {
	ID     PostID
	Kind   PostKind
	To     string // address
	Name   string // as it greets them; may be empty
	By     string // who on the team brought it about; empty: they themselves
	Secret string // that its link ends with, locked for PostSafe; forgotten when the mail has ended
	Mail   MailState
	Reason string // of failed and unknown, or why it waits
	At     time.Time
}

// PostSafe is the purpose that the secrets of posts are locked for: whoever reads
// the database must not be able to take a link that is still on its way.
const PostSafe = "link of a post"

// ResetKept is how long a link to another password works.
const ResetKept = time.Hour

// Late reports whether the link in the mail has expired, so that sending it
// would help nobody.
func (p Post) Late(now time.Time) bool {
	switch p.Kind {
	case PostJoin:
		return now.Sub(p.At) >= PlaceKept
	case PostReset:
		return now.Sub(p.At) >= ResetKept
	}
	return false
}

// PostKind says what a post tells.
type PostKind string

// The kinds of posts.
const (
	PostJoin     PostKind = "join"     // there is a place on the team
	PostReset    PostKind = "reset"    // a link to choose another password
	PostPassword PostKind = "password" // the password was changed
	PostFactorOn PostKind = "factor"   // a second factor is asked for from now on
	PostNoFactor PostKind = "nofactor" // the second factor was turned off
)

// PostID has the form of an InvitationID, and carries its shard like one.
type PostID string

// NewPostID makes an id of 10 random bytes.
func NewPostID(random [10]byte) PostID { return PostID(InvitationIDFromBytes(random)) }

// ParsePostID reads the 16 letters; ok is false for anything else.
func ParsePostID(s string) (PostID, bool) {
	id, ok := ParseInvitationID(s)
	return PostID(id), ok
}

// Shard returns the shard that the id carries.
func (id PostID) Shard() int { return InvitationID(id).Shard() }
