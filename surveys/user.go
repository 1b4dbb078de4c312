package surveys

import "time"

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
