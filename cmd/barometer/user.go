package main

import (
	"cmp"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
)

// userCommands are about people on the team.
type userCommands struct {
	Add      userAddCommand      `cmd:"" help:"Add a person. Prints a first password once, unless one is given."`
	List     userListCommand     `cmd:"" help:"Say who is on the team."`
	Password userPasswordCommand `cmd:"" help:"Give a person another password, and sign them out everywhere."`
	Remove   userRemoveCommand   `cmd:"" help:"Take a person off the team, and sign them out everywhere."`
}

// userAddCommand makes a person of the team.
type userAddCommand struct {
	redisSettings `embed:""`
	firstPassword `embed:""`
	Email         string `arg:"" help:"Mail address to sign in with."`
	Role          string `enum:"admin,member,viewer" default:"member" help:"admin, member or viewer."`
	Money         bool   `help:"May see what customers pay and cost."`
	Name          string `help:"Name as the team sees it."`
}

// Run adds the person and, where no password was given, prints the first one.
func (c userAddCommand) Run(w *world) error {
	email, problem := server.NormaliseAddress(c.Email)
	if problem != "" {
		return surveys.InvalidField("EMAIL", "%s", problem)
	}
	password, hash, err := c.hashed()
	if err != nil {
		return err
	}
	return withStore(w, c.redisSettings, func(st *store.Store) error {
		user := surveys.User{Email: email, Name: c.Name, Role: surveys.Right(c.Role), Money: c.Money, Hash: hash}
		if _, err := st.AddUser(w.ctx, user); err != nil {
			return err
		}
		fmt.Fprintf(w.out, "%s may sign in as %s.\n", email, c.Role)
		c.tell(w, password)
		return recordPerson(w, st, "person.added", email, surveys.TellCode("role_", c.Role))
	})
}

// userListCommand lists the team.
type userListCommand struct {
	redisSettings `embed:""`
}

// Run prints a line for each person.
func (c userListCommand) Run(w *world) error {
	return withStore(w, c.redisSettings, func(st *store.Store) error {
		team, err := st.Users(w.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tNAME\tROLE\tMONEY\tSECOND FACTOR\tLAST HERE")
		for _, u := range team {
			seen := "never"
			if !u.SeenAt.IsZero() {
				seen = u.SeenAt.In(st.Zone()).Format(time.DateTime)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Email, cmp.Or(u.Name, "-"), u.Role, yesOrNo(u.Money), yesOrNo(u.Factor), seen)
		}
		return table.Flush()
	})
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// userPasswordCommand lets somebody in again who is locked out.
type userPasswordCommand struct {
	redisSettings `embed:""`
	firstPassword `embed:""`
	Email         string `arg:"" help:"Who."`
	NoFactor      bool   `help:"Turn their second factor off, too."`
}

// Run changes the password and, where none was given, prints it.
func (c userPasswordCommand) Run(w *world) error {
	password, hash, err := c.hashed()
	if err != nil {
		return err
	}
	return withStore(w, c.redisSettings, func(st *store.Store) error {
		user, err := personOf(w, st, c.Email)
		if err == nil {
			err = st.SetPassword(w.ctx, user.ID, hash, "")
		}
		if err == nil && c.NoFactor && user.Factor {
			err = st.TurnFactorOff(w.ctx, user.ID)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(w.out, "%s has another password and is signed out everywhere.\n", user.Email)
		c.tell(w, password)
		post := surveys.Post{ID: newPostID(), Kind: surveys.PostPassword, To: user.Email, Name: user.Name, By: "Whoever runs the server"}
		if err := st.Post(w.ctx, post); err != nil {
			return err
		}
		return recordPerson(w, st, "person.password", user.Email, surveys.Tell("changes_by_command"))
	})
}

// userRemoveCommand takes somebody off the team.
type userRemoveCommand struct {
	redisSettings `embed:""`
	Email         string `arg:"" help:"Who."`
}

// Run removes the person.
func (c userRemoveCommand) Run(w *world) error {
	return withStore(w, c.redisSettings, func(st *store.Store) error {
		user, err := personOf(w, st, c.Email)
		if err == nil {
			err = st.RemoveUser(w.ctx, user.ID)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(w.out, "%s is not on the team any more.\n", user.Email)
		return recordPerson(w, st, "person.removed", user.Email, surveys.TellCode("role_", user.Role))
	})
}

// personOf finds who is meant, however the domain is written.
func personOf(w *world, st *store.Store, email string) (surveys.User, error) {
	if address, problem := server.NormaliseAddress(email); problem == "" {
		email = address
	}
	return st.UserByEmail(w.ctx, email)
}

// recordPerson writes down what the command line did to a person.
func recordPerson(w *world, st *store.Store, act, email string, detail surveys.Telling) error {
	return st.Record(w.ctx, surveys.AuditEntry{Act: act, Subject: "person " + email, Detail: detail})
}

// withStore runs do with the store of the settings.
func withStore(w *world, settings redisSettings, do func(*store.Store) error) error {
	st, closeStore, err := openStore(w, settings)
	if err != nil {
		return err
	}
	defer closeStore()
	return do(st)
}

// firstPassword is given in a file, or made.
type firstPassword struct {
	PasswordFile string `placeholder:"FILE" help:"Read the password from the first line of a file."`
}

// hashed reads the file or makes a password of 100 bits.
func (c firstPassword) hashed() (password, hash string, err error) {
	if password, err = c.read(); err != nil {
		return "", "", err
	}
	hash, err = server.HashPassword(password)
	return password, hash, err
}

func (c firstPassword) read() (string, error) {
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

// tell prints a password that was made.
func (c firstPassword) tell(w *world, password string) {
	if c.PasswordFile == "" {
		fmt.Fprintf(w.out, "Password, shown this once: %s\n", password)
	}
}

// randomText returns n random bytes as lower-case letters and digits.
// crypto/rand never fails: it ends the program where it would.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// newPostID makes the id of a mail to somebody on the team. crypto/rand never
// fails: it ends the program where it would.
func newPostID() surveys.PostID {
	var random [10]byte
	_, _ = rand.Read(random[:])
	return surveys.NewPostID(random)
}
