package templates

import "strings"

// ReplyMail is what a person of the team writes to a customer, with what the
// customer had said below it.
type ReplyMail struct {
	Say    *Locale // of the customer
	Text   string  // plain, lines parted by \n
	Rating string  // such as "2 of 5, bad"; may be empty
	Quote  string  // the comment; may be empty, may have several lines
}

// Render returns both twins.
func (m ReplyMail) Render(mails *Mails) (Twins, error) { return mails.render("reply", m) }

// Lead says that what follows is what they had said; empty where that is nothing.
func (m ReplyMail) Lead() string {
	switch {
	case m.Rating != "" && m.Quote != "":
		return m.Say.Text("reply_rated_wrote", "Rating", m.Rating)
	case m.Rating != "":
		return m.Say.Text("reply_rated", "Rating", m.Rating)
	case m.Quote != "":
		return m.Say.Text("reply_wrote")
	}
	return ""
}

// Lines are the quote's, each to be marked as the customer's.
func (m ReplyMail) Lines() []string {
	if m.Quote == "" {
		return nil
	}
	return strings.Split(m.Quote, "\n")
}
