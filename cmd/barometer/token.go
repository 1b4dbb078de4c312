package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"text/tabwriter"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// tokenCommands are about keys to the API.
type tokenCommands struct {
	Create tokenCreateCommand `cmd:"" help:"Make a key to the API and print it once."`
	List   tokenListCommand   `cmd:"" help:"Say which keys there are, what each may do, and when it was used last."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a key; from the next call on it is not known."`
}

// tokenCreateCommand makes an API token.
type tokenCreateCommand struct {
	redisSettings `embed:""`
	Name          string `arg:"" help:"What it is for, such as helpdesk."`
	Scope         string `enum:"send,read,money,admin" required:"" help:"send: ask about interactions. read: read figures and responses. money: read, and what customers pay and cost. admin: send and read, import, and change cases."`
}

// Run makes the token and prints it, the only time that it can be seen.
func (c tokenCreateCommand) Run(w *world) error {
	if problem := surveys.CheckTokenName(c.Name); problem != "" {
		return surveys.InvalidField("NAME", "%s", problem)
	}
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	secret, err := surveys.NewTokenSecret(rand.Reader)
	if err != nil {
		return err
	}
	token := surveys.Token{Name: c.Name, Scope: surveys.Right(c.Scope), CreatedAt: st.Now()}
	if err := st.AddToken(w.ctx, secret, token); err != nil {
		return err
	}
	if err := recordCommand(w.ctx, st, "token.made", "token "+c.Name, surveys.Plain(c.Scope)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, secret)
	return err
}

// recordCommand writes what a command did into the record of changes: by
// nobody, which is whoever has the machine.
func recordCommand(ctx context.Context, st *store.Store, act, subject string, detail surveys.Telling) error {
	return st.Record(ctx, surveys.AuditEntry{Act: act, Subject: subject, Detail: detail})
}

// tokenListCommand lists the API tokens.
type tokenListCommand struct {
	redisSettings `embed:""`
}

// Run prints name, scope and days, never the tokens themselves.
func (c tokenListCommand) Run(w *world) error {
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	all, err := st.Tokens(w.ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tSCOPE\tMADE\tUSED")
	for _, t := range all {
		used := "never"
		if !t.UsedAt.IsZero() {
			used = t.UsedAt.In(st.Zone()).Format(time.DateOnly)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", t.Name, t.Scope, t.CreatedAt.In(st.Zone()).Format(time.DateOnly), used)
	}
	return table.Flush()
}

// tokenRevokeCommand ends an API token.
type tokenRevokeCommand struct {
	redisSettings `embed:""`
	Name          string `arg:"" help:"As barometer token list says it."`
}

// Run ends the token.
func (c tokenRevokeCommand) Run(w *world) error {
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	if err := st.RevokeToken(w.ctx, c.Name); err != nil {
		return err
	}
	return recordCommand(w.ctx, st, "token.revoked", "token "+c.Name, surveys.Telling{})
}
