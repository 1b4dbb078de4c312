package server

import (
	"crypto/rand"

	"barometer/surveys"
)

// newSecret returns 130 random bits as letters, for links that work once.
func newSecret() string { return rand.Text() }

// newPostID makes the id of a mail to somebody on the team. crypto/rand never
// fails: it ends the program where it would.
func newPostID() surveys.PostID {
	var random [10]byte
	_, _ = rand.Read(random[:])
	return surveys.NewPostID(random)
}
