package main

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"os"
	"strings"

	"barometer/server"
	"barometer/surveys"
)

// userCommands are about people on the team.
type userCommands struct {
	Add userAddCommand `cmd:"" help:"Add a person. Prints a first password once, unless one is given."`
}

// userAddCommand makes a person of the team.
type userAddCommand struct {
	redisSettings `embed:""`
	Email         string `arg:"" help:"Mail address to sign in with."`
	Role          string `enum:"admin,member,viewer" default:"member" help:"admin, member or viewer."`
	Name          string `help:"Name as the team sees it."`
	PasswordFile  string `placeholder:"FILE" help:"Read the password from the first line of a file."`
}

// Run adds the person and, where no password was given, prints the first one.
func (c userAddCommand) Run(w *world) error {
	email, problem := server.NormaliseAddress(c.Email)
	if problem != "" {
		return surveys.InvalidField("EMAIL", "%s", problem)
	}
	password, err := c.password()
	if err != nil {
		return err
	}
	hash, err := server.HashPassword(password)
	if err != nil {
		return err
	}
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	user := surveys.User{Email: email, Name: c.Name, Role: surveys.Right(c.Role), Hash: hash}
	if _, err := st.AddUser(w.ctx, user); err != nil {
		return err
	}
	fmt.Fprintf(w.out, "%s may sign in as %s.\n", email, c.Role)
	if c.PasswordFile == "" {
		fmt.Fprintf(w.out, "Password, shown this once: %s\n", password)
	}
	return nil
}

// password reads the file or makes a password of 100 bits.
func (c userAddCommand) password() (string, error) {
	if c.PasswordFile == "" {
		return randomText(13), nil
	}
	content, err := os.ReadFile(c.PasswordFile)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// randomText returns n random bytes as lower-case letters and digits.
// crypto/rand never fails: it ends the program where it would.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}
