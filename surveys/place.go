package surveys

import "time"

// PlaceKept is how long the link to a place on the team works.
const PlaceKept = 7 * 24 * time.Hour

// Place is a place on the team that is held for somebody until they take it up
// by the link in a mail.
type Place struct {
	ID     UserID // that whoever takes it will have
	Email  string
	Role   Right // viewer, member or admin
	Money  bool  // may see what customers pay and cost
	ByName string
	At     time.Time
	Until  time.Time
	Post   PostID // the mail with the link
}

// Over reports whether the link has expired.
func (p Place) Over(now time.Time) bool { return !now.Before(p.Until) }

// ownLinkID is the number of letters of the id that a link begins with.
const ownLinkID = 16

// OwnLink is what a link to something of one person of the team ends with: who,
// and a secret.
func OwnLink(id UserID, secret string) string { return string(id) + secret }

// ParseOwnLink is the inverse of OwnLink; what is none gives an id that nobody
// has.
func ParseOwnLink(text string) (id UserID, secret string) {
	if len(text) <= ownLinkID {
		return "", ""
	}
	return UserID(text[:ownLinkID]), text[ownLinkID:]
}
