package mailer

import (
	"context"

	"barometer/surveys"
)

// Probe is what a try of the way to the next mail server found.
type Probe struct {
	Pipelining bool // groups of commands (RFC 2920)
	UTF8       bool // addresses in all alphabets (RFC 6531)
}

// TryServer connects to the next mail server as for a mail: TLS, greeting and
// log-in, and says good-bye without one. The error is a surveys.WayError,
// which says how far it got. from is the sender's address, whose domain we
// introduce ourselves by.
func TryServer(ctx context.Context, server SMTP, from string) (Probe, error) {
	s, err := connect(ctx, server.withDefaults(), surveys.DomainOf(from))
	if err != nil {
		return Probe{}, ended(err)
	}
	defer s.quit()
	return Probe{Pipelining: s.pipelining, UTF8: s.utf8}, nil
}
