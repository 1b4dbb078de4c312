package templates

import (
	"time"

	"barometer/surveys"
)

// PostMail tells somebody on the team something about their account.
type PostMail struct {
	Say     *Locale
	Subject string
	Hello   string
	Line    string
	Button  string
	Same    string // before the address, for programs that show no buttons
	URL     string
	Rule    string
}

// Title is what the mail is called.
func (m PostMail) Title() string { return m.Subject }

// Render returns both twins.
func (m PostMail) Render(mails *Mails) (Twins, error) { return mails.render("post", m) }

// PostMail says a post in words; public is the address of the house.
func (l *Locale) PostMail(p surveys.Post, public string, zone *time.Location) PostMail {
	about := "mail_" + string(p.Kind)
	at := p.At.In(zone)
	when := l.Date(at) + at.Format(" 15:04")
	by := surveys.OneLine(p.By, surveys.MaxName)
	m := PostMail{Say: l, Hello: l.Text("mail_hello_nobody"), Same: l.Text("mail_same"), URL: public + postPath(p),
		Subject: l.Text(about+"_subject", "By", by), Line: l.Text(about+"_line", "When", when, "By", by),
		Button: l.Text(about + "_do"), Rule: l.Text(about + "_rule")}
	if name := surveys.OneLine(p.Name, surveys.MaxName); name != "" {
		m.Hello = l.Text("mail_hello", "Name", name)
	}
	if text := l.Text(about+"_by", "By", by, "When", when); by != "" && text != "" {
		m.Line = text
	}
	return m
}

// postPath is where the button of a post leads.
func postPath(p surveys.Post) string {
	switch p.Kind {
	case surveys.PostJoin:
		return "/join/" + p.Secret
	case surveys.PostReset:
		return "/reset/" + p.Secret
	case surveys.PostFactorOn, surveys.PostNoFactor:
		return "/account"
	}
	return "/"
}
