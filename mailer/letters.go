package mailer

import (
	"context"
	"fmt"
	"slices"

	"barometer/surveys"
)

// write turns claimed invitations into letters. Who must not be asked any more
// was sorted out by the claim.
func (b *batch) write(ctx context.Context, claimed []surveys.Invitation) error {
	who, err := b.m.lookUp(ctx, claimed)
	if err != nil {
		return err
	}
	for _, inv := range claimed {
		if surveys.CheckAddress(who.contacts[inv.Contact].Address) != "" {
			if err := b.m.Store.MailSkipped(ctx, inv.ID, surveys.SkipNoAddress); err != nil {
				return err
			}
			continue
		}
		l, err := b.m.letter(inv, who)
		if err != nil {
			b.m.Log.Error("a mail cannot be written", "invitation", inv.ID, "error", err)
			if err := b.m.Store.MailFailed(ctx, inv.ID, "the mail could not be written"); err != nil {
				return err
			}
			continue
		}
		b.to[l.id] = inv.Contact
		b.letters = append(b.letters, l)
	}
	return nil
}

// people is what the mails of a batch need to know beside the invitations.
type people struct {
	contacts map[surveys.ContactID]surveys.Contact
	projects map[surveys.ProjectID]string
}

func (m *Mailer) lookUp(ctx context.Context, claimed []surveys.Invitation) (people, error) {
	contacts := make([]surveys.ContactID, len(claimed))
	projects := make([]surveys.ProjectID, 0, len(claimed))
	for i, inv := range claimed {
		contacts[i] = inv.Contact
		if !slices.Contains(projects, inv.Project) {
			projects = append(projects, inv.Project)
		}
	}
	var who people
	var err error
	if who.contacts, err = m.Store.Contacts(ctx, contacts); err != nil {
		return who, fmt.Errorf("contacts of claimed mails: %w", err)
	}
	if who.projects, err = m.Store.ProjectNames(ctx, projects); err != nil {
		return who, fmt.Errorf("names of projects: %w", err)
	}
	return who, nil
}

// paperSize is what the usual mail fits on.
const paperSize = 8 << 10

func (m *Mailer) letter(inv surveys.Invitation, who people) (*letter, error) {
	to := who.contacts[inv.Contact]
	paper, _ := m.paper.Get().(*[]byte)
	if paper == nil {
		blank := make([]byte, 0, paperSize)
		paper = &blank
	}
	body, err := m.writer.invitation((*paper)[:0], inv, to, who.projects[inv.Project], m.Now())
	if err == nil {
		body, err = m.writer.finish(body)
	}
	if err != nil {
		return nil, err
	}
	*paper = body
	return &letter{id: string(inv.ID), from: m.From.Address, to: to.Address, utf8: !isASCII(to.Address), body: body, paper: paper}, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
