package surveys

import (
	"strings"
	"time"
)

// Right is what a person on the team, or an API token, may do.
type Right string

// Rights of people: viewer < member < admin; of tokens: send, read, admin.
const (
	Viewer Right = "viewer"
	Member Right = "member"
	Admin  Right = "admin"
	Send   Right = "send"
	Read   Right = "read"
)

// User is a person on the team.
type User struct {
	ID        UserID
	Email     string
	Name      string
	Role      Right // viewer, member or admin
	Hash      string
	CreatedAt time.Time
}

// May reports whether the person's role includes the asked one.
func (u User) May(role Right) bool {
	rank := map[Right]int{Viewer: 1, Member: 2, Admin: 3}
	return rank[role] > 0 && rank[u.Role] >= rank[role]
}

// Called is what the person is called: the name, else the address.
func (u User) Called() string {
	if u.Name != "" {
		return u.Name
	}
	return u.Email
}

// FindUser returns who of the team is meant by an address, an id or a name
// that only one has; ok is false for nobody.
func FindUser(team []User, text string) (found User, ok bool) {
	named := 0
	for _, u := range team {
		if strings.EqualFold(u.Email, text) || string(u.ID) == text {
			return u, text != ""
		}
		if text != "" && u.Name == text {
			found, named = u, named+1
		}
	}
	if named != 1 {
		return User{}, false
	}
	return found, true
}

// Token is a key to the API. Only its hash is kept.
type Token struct {
	Name      string
	Scope     Right // send, read or admin
	CreatedAt time.Time
}

// May reports whether the token's scope includes the asked one: admin
// includes all.
func (t Token) May(scope Right) bool {
	return scope != "" && (t.Scope == scope || t.Scope == Admin)
}
