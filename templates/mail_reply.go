package templates

import "strings"

// ReplyMail is what a person of the team writes to a customer, with what the
// customer had said below it.
type ReplyMail struct {
	Text   string // plain, lines parted by \n
	Rating string // such as "2 of 5, bad"; may be empty
	Quote  string // the comment; may be empty, may have several lines
}

// Render returns both twins.
func (m ReplyMail) Render(mails *Mails) (Twins, error) { return mails.render("reply", m) }

// Lines are the quote's, each to be marked as the customer's.
func (m ReplyMail) Lines() []string {
	if m.Quote == "" {
		return nil
	}
	return strings.Split(m.Quote, "\n")
}
