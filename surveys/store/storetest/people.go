package storetest

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// The people of the tests. Anna and Ben are at Northwind, Carla at Lakeside;
// Dora is a customer by herself.
const (
	Anna  = "anna@northwind.example"
	Ben   = "ben@northwind.example"
	Carla = "carla@lakeside.example"
	Dora  = "dora@mail.example"
)

// Northwind and Lakeside are customers of the tests, Website and Support
// projects: Northwind has both, Lakeside has Support.
func Northwind() surveys.CustomerRef {
	return surveys.CustomerRef{ID: "northwind", Name: "Northwind Ltd"}
}

// Lakeside is the other customer.
func Lakeside() surveys.CustomerRef {
	return surveys.CustomerRef{ID: "lakeside", Name: "Lakeside GmbH"}
}

// Website is a project with a beginning and an end.
func Website() surveys.ProjectRef { return surveys.ProjectRef{ID: "website", Name: "New website"} }

// Support is a service.
func Support() surveys.ProjectRef { return surveys.ProjectRef{ID: "support", Name: "Support"} }

// Option changes an interaction of the tests.
type Option func(*surveys.Interaction)

// ID sets the id of the interaction.
func ID(id string) Option {
	return func(in *surveys.Interaction) { in.ID = surveys.InteractionID(id) }
}

// At sets when it happened.
func At(at time.Time) Option { return func(in *surveys.Interaction) { in.OccurredAt = at } }

// After sets how long to wait before asking.
func After(delay time.Duration) Option { return func(in *surveys.Interaction) { in.Delay = delay } }

// For sets project and customer; a customer without an id is the contact.
func For(project surveys.ProjectRef, customer surveys.CustomerRef) Option {
	return func(in *surveys.Interaction) { in.Project, in.Customer = project, customer }
}

// To sets the address and name of the contact.
func To(address, name string) Option {
	return func(in *surveys.Interaction) { in.Contact.Address, in.Contact.Name = address, name }
}

// By sets who served.
func By(agent string) Option {
	return func(in *surveys.Interaction) { in.Agent = surveys.AgentID(agent) }
}

// Interaction returns a ticket of Support that was solved for Anna at
// Northwind by sam, changed by the options.
func Interaction(options ...Option) surveys.Interaction {
	in := surveys.Interaction{
		ID: "T-1001", Type: "ticket", OccurredAt: NewClock().Now(),
		Project: Support(), Customer: Northwind(), Agent: "sam",
		Contact: surveys.Contact{Address: Anna, Name: "Anna Berg", Language: "en"},
	}
	for _, o := range options {
		o(&in)
	}
	return in
}

// Ask asks about Interaction(options...), which must be new, and returns the
// invitation, or the skip.
func Ask(tb testing.TB, s *store.Store, options ...Option) surveys.Invitation {
	tb.Helper()
	inv, created, err := s.Ask(context.Background(), Interaction(options...))
	if err != nil {
		tb.Fatal(err)
	}
	if !created {
		tb.Fatalf("interaction was asked about before: %s", inv.Interaction)
	}
	return inv
}

// Sent asks about Interaction(options...) and takes the mail the whole way, as
// the mailer does.
func Sent(tb testing.TB, s *store.Store, options ...Option) surveys.Invitation {
	tb.Helper()
	ctx, inv := context.Background(), Ask(tb, s, options...)
	ids := []surveys.InvitationID{inv.ID}
	if inv.Mail != surveys.MailScheduled {
		tb.Fatalf("mail is %s (%s), want scheduled", inv.Mail, inv.Reason)
	}
	claimed, _, err := s.ClaimMails(ctx, inv.ID.Shard(), ids)
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.MailsToData(ctx, claimed); err != nil {
		tb.Fatal(err)
	}
	if err := s.MailsSent(ctx, ids); err != nil {
		tb.Fatal(err)
	}
	inv, err = s.Invitation(ctx, inv.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return inv
}
