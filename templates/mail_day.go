package templates

// DayMail reminds somebody on the team of a special day.
type DayMail struct {
	Say     *Locale
	Subject string // the customer, what day, in how many days
	Note    string // may be empty
	Facts   []string
	URL     string // of the customer
	Open    string // what the link is called
	Rule    string // who gets this, and why
}

// Title is what the mail is called.
func (m DayMail) Title() string { return m.Subject }

// Render returns both twins.
func (m DayMail) Render(mails *Mails) (Twins, error) { return mails.render("day", m) }

// PersonalMail is what somebody on the team writes to a customer in their own
// name, and nothing else.
type PersonalMail struct {
	Subject, Text string // plain; the text's lines parted by \n
	Language, Dir string // of the reader, as far as known
}

// Render returns both twins.
func (m PersonalMail) Render(mails *Mails) (Twins, error) { return mails.render("personal", m) }
