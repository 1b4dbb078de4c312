package mailer

import (
	"context"
	"net/mail"
	"slices"
	"strings"

	"barometer/surveys"
)

// followers returns who is told of a case: the addresses configured and its owner;
// where there is neither, everybody on the team who may act.
func (m *Mailer) followers(ctx context.Context, c surveys.Case) ([]mail.Address, error) {
	team, err := m.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	to := slices.Clone(m.AlertTo)
	for _, u := range team {
		if u.ID == c.OwnerID && u.May(surveys.Member) {
			to = addTo(to, u)
		}
	}
	if len(to) == 0 {
		to = addAll(nil, team)
	}
	return to, nil
}

// founders returns whom a case is escalated to: the founders, else everybody on
// the team who may act but its owner.
func (m *Mailer) founders(ctx context.Context, c surveys.Case) ([]mail.Address, error) {
	team, err := m.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := m.Store.Ownership(ctx)
	if err != nil {
		return nil, err
	}
	var to []mail.Address
	for _, u := range team {
		if slices.Contains(rules.Founders, u.ID) {
			to = addTo(to, u)
		}
	}
	if len(to) > 0 {
		return to, nil
	}
	others := slices.DeleteFunc(team, func(u surveys.User) bool { return u.ID == c.OwnerID })
	return addAll(nil, others), nil
}

// recipients returns who may be told of anything: the addresses configured and
// those on the team who may act.
func (m *Mailer) recipients(ctx context.Context) ([]mail.Address, error) {
	team, err := m.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	return addAll(slices.Clone(m.AlertTo), team), nil
}

// addAll adds those on the team who may act.
func addAll(to []mail.Address, team []surveys.User) []mail.Address {
	for _, u := range team {
		if u.May(surveys.Member) {
			to = addTo(to, u)
		}
	}
	return to
}

// addTo adds somebody who is not among the addresses yet.
func addTo(to []mail.Address, u surveys.User) []mail.Address {
	if slices.ContainsFunc(to, func(a mail.Address) bool { return strings.EqualFold(a.Address, u.Email) }) {
		return to
	}
	return append(to, mail.Address{Name: surveys.OneLine(u.Name, maxShownName), Address: u.Email})
}
