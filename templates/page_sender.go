package templates

// SenderPage is who mails are from, for an admin to change.
type SenderPage struct {
	Layout
	Saved  string
	Form   SenderForm
	Test   TestMail
	Doctor bool // everything can be tried from a page
}

func (SenderPage) name() string { return "sender" }

// SenderForm asks who mails are from and which server takes them.
type SenderForm struct {
	Back                   string // "start": keeping it leads back to the first run
	Person, House, Address string
	Host, Port, User       string
	Privacy                []Option
	Kept                   bool   // a password is kept, so that the field may stay empty
	FromGiven              string // what the settings say, which wins; empty: it is set here
	ServerGiven            string
	Revision               int
	Errors                 map[string]string
	Problem                string // what the mail server said
	Advice                 string // what to do about it
	Ready                  bool   // mails can go out
}

// AllGiven reports that there is nothing to set here.
func (f SenderForm) AllGiven() bool { return f.FromGiven != "" && f.ServerGiven != "" }

// TestMail is a mail to oneself, to see that it arrives.
type TestMail struct {
	To    string
	State string // what became of the last one; empty: none was sent
	Watch string // address that says how it goes on; empty: it has ended
}
