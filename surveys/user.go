package surveys

import (
	"strings"
	"time"
)

// Right is what a person on the team, or an API token, may do.
type Right string

// Rights of people: viewer < member < admin, and money beside them, which no
// role includes; of tokens: send, read, admin, and money, which includes read.
const (
	Viewer Right = "viewer"
	Member Right = "member"
	Admin  Right = "admin"
	Send   Right = "send"
	Read   Right = "read"
	Money  Right = "money" // to see what customers pay and cost
)

// User is a person on the team.
type User struct {
	ID        UserID
	Email     string
	Name      string
	Role      Right  // viewer, member or admin
	Money     bool   // may see what customers pay and cost
	Hash      string // of the password; empty: signs in elsewhere
	Factor    bool   // a second factor is asked for
	Provider  ProviderAccount
	SeenAt    time.Time // to ten minutes; zero: never
	CreatedAt time.Time
}

// ProviderAccount is somebody's account at a provider that vouches for people:
// it stays theirs whatever becomes of their address there (OpenID Connect Core
// 1.0, 5.7). Zero: none is known.
type ProviderAccount struct{ Issuer, Subject string }

// maxSubject is how long a subject may be (OpenID Connect Core 1.0, 2).
const maxSubject = 255

// Valid reports whether the account can be told from every other.
func (a ProviderAccount) Valid() bool {
	return a.Issuer != "" && a.Subject != "" && len(a.Subject) <= maxSubject
}

// May reports whether the person's role includes the asked one; money is a
// right of its own.
func (u User) May(role Right) bool {
	if role == Money {
		return u.Money
	}
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
	Scope     Right // send, read, money or admin
	CreatedAt time.Time
	UsedAt    time.Time // to the hour; zero: never
}

// May reports whether the token's scope includes the asked one: admin
// includes all but money, and money includes read.
func (t Token) May(scope Right) bool {
	switch {
	case scope == "" || scope == Money:
		return scope != "" && t.Scope == Money
	case t.Scope == Money:
		return scope == Read
	}
	return t.Scope == scope || t.Scope == Admin
}
