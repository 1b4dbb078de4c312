package mailer

import (
	"context"
	"fmt"
	"slices"

	"barometer/surveys"
)

// write turns claimed invitations into letters. Who must not be asked any more
// was sorted out by the claim.
func (b *batch) write(ctx context.Context, claimed []surveys.Invitation, contacts map[surveys.ContactID]surveys.Contact) error {
	who, err := b.m.lookUp(ctx, claimed)
	if err != nil {
		return err
	}
	who.contacts = contacts
	for _, inv := range claimed {
		address := who.contacts[inv.Contact].Address
		if surveys.CheckAddress(address) != "" {
			if err := b.m.Store.MailSkipped(ctx, inv.ID, surveys.SkipNoAddress); err != nil {
				return err
			}
			continue
		}
		if end, rests := b.m.rests.of(surveys.DomainOf(address)); rests {
			if err := b.m.Store.MailPutBack(ctx, inv, end.rests, end.words); err != nil {
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
		b.to[l.id], b.claims[l.id] = inv.Contact, inv.Attempts
		b.letters = append(b.letters, l)
	}
	return nil
}

// people is what the mails of a batch need to know beside the invitations.
type people struct {
	contacts  map[surveys.ContactID]surveys.Contact
	customers map[surveys.CustomerID]string // those that an owner's words hold
	projects  map[surveys.ProjectID]string
	surveys   surveys.Catalogue
	language  string // of the house
}

func (m *Mailer) lookUp(ctx context.Context, claimed []surveys.Invitation) (people, error) {
	projects := make([]surveys.ProjectID, 0, len(claimed))
	for _, inv := range claimed {
		if !slices.Contains(projects, inv.Project) {
			projects = append(projects, inv.Project)
		}
	}
	var who people
	var err error
	if who.projects, err = m.Store.ProjectNames(ctx, projects); err != nil {
		return who, fmt.Errorf("names of projects: %w", err)
	}
	if err := m.Store.ReadReferences(ctx, claimed); err != nil {
		return who, err
	}
	return who, who.readSurveys(ctx, m, claimed)
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
	body, err := m.writer.invitation((*paper)[:0], who.asking(inv), m.Now())
	if err == nil {
		body, err = m.writer.finish(body)
	}
	if err != nil {
		return nil, err
	}
	*paper = body
	from := m.writer.returns.envelope(inv.ID, m.From.Address)
	return &letter{id: string(inv.ID), from: from, to: to.Address, utf8: !isASCII(to.Address), body: body, paper: paper}, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
