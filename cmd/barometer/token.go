package main

import (
	"fmt"

	"barometer/surveys"
)

// tokenCommands are about keys to the API.
type tokenCommands struct {
	Create tokenCreateCommand `cmd:"" help:"Make a key to the API and print it once."`
}

// tokenCreateCommand makes an API token.
type tokenCreateCommand struct {
	redisSettings `embed:""`
	Name          string `arg:"" help:"What it is for, such as helpdesk."`
	Scope         string `enum:"send,read,admin" required:"" help:"send: ask about interactions. read: read figures and responses. admin: both, import, and change cases."`
}

// tokenPrefix lets people and secret scanners see what a leaked token is.
const tokenPrefix = "bmt_"

// Run makes the token and prints it, the only time that it can be seen.
func (c tokenCreateCommand) Run(w *world) error {
	if problem := surveys.CheckText(c.Name, surveys.MaxName); problem != "" || c.Name == "" {
		return surveys.InvalidField("NAME", "must be 1 to %d printable characters", surveys.MaxName)
	}
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	secret := tokenPrefix + randomText(25)
	token := surveys.Token{Name: c.Name, Scope: surveys.Right(c.Scope), CreatedAt: st.Now()}
	if err := st.AddToken(w.ctx, secret, token); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, secret)
	return err
}
