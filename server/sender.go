package server

import (
	"cmp"
	"context"
	"crypto/rand"

	"barometer/surveys"
	"barometer/templates"
)

// TrySender goes the way to a mail server as a mail would, without one; a
// surveys.WayError says how far it got.
type TrySender func(context.Context, surveys.Sender) error

// newSafe locks texts for a purpose with the secrets of the house.
func newSafe(o Options, purpose string) *surveys.Safe {
	if o.OldSecret == nil {
		return surveys.NewSafe(rand.Reader, purpose, o.Secret)
	}
	return surveys.NewSafe(rand.Reader, purpose, o.Secret, o.OldSecret)
}

// isMute reports whether the page says that mails wait for a sender: where
// people look for mails. Where Redis does not answer, other words say so.
func (s *Server) isMute(ctx context.Context, section templates.Section) bool {
	if section != templates.OverviewSection() && section != templates.OutboxSection() {
		return false
	}
	return s.noMail(ctx)
}

// noMail reports that mails wait, because nobody has said who they are from.
func (s *Server) noMail(ctx context.Context) bool {
	_, holds, err := s.senders(ctx)
	return err == nil && !holds.Ready()
}

// asks is who mails are from, such as "Jonas Weber at Acme"; empty: nobody has
// said. Where Redis does not answer, it is what was last known.
func (o Options) asks(ctx context.Context) string {
	if name := cmp.Or(o.Sender, o.House); name != "" {
		return name
	}
	kept, _ := o.Store.Sender(ctx)
	return o.Given.Over(kept).Name
}

// house is who asks, as customers know them.
func (o Options) house(ctx context.Context) string {
	if o.House != "" {
		return o.House
	}
	_, house := surveys.SenderNames(o.asks(ctx))
	return house
}
