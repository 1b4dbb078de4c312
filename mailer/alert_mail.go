package mailer

import (
	"cmp"
	"fmt"
	"net/mail"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// alert writes the whole alert mail to one recipient. An answer to it goes to
// the customer, for that is who the team wants to speak to.
func (w *writer) alert(c complaint, to mail.Address, now time.Time) ([]byte, error) {
	page := c.page(w.public)
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	return w.toTeam(c, message{id: w.alertID(c.ID, to), to: to, subject: page.Finding, date: now}, twins)
}

// alertID is the Message-ID of the alert about a case to one recipient.
func (w *writer) alertID(id surveys.CaseID, to mail.Address) string {
	return fmt.Sprintf("c.%d.%s@%s", int(id), surveys.NewContactID(to.Address), w.domain)
}

// news writes what is new in a case to one recipient: the alert to whoever was
// told of nothing before, else a mail in its thread.
func (w *writer) news(c complaint, to mail.Address, before int, now time.Time) ([]byte, error) {
	if before == 0 {
		return w.alert(c, to, now)
	}
	page := c.page(w.public)
	page.Finding = c.again()
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	first := w.alertID(c.ID, to)
	return w.toTeam(c, message{id: fmt.Sprintf("n%d.%s", c.News, first), to: to, subject: "Re: " + page.Finding,
		date: now, answers: []string{first}}, twins)
}

// toTeam writes a whole mail about a complaint to somebody on the team.
func (w *writer) toTeam(c complaint, m message, twins templates.Twins) ([]byte, error) {
	m.from = w.fixed
	if surveys.CheckReplyTo(c.contact.Address) == "" {
		m.replyTo = mail.Address{Name: c.name(), Address: c.contact.Address}
	}
	return w.put(m, twins)
}

func (c complaint) page(public string) templates.AlertMail {
	words := c.wording
	page := templates.AlertMail{
		Say:      c.say,
		Finding:  c.finding(),
		Rating:   c.rating(),
		Project:  surveys.OneLine(c.project, surveys.MaxName),
		About:    c.say.About(c.invitation, c.project),
		Comment:  paragraphs(c.invitation.Words.Comment),
		Contact:  c.invitation.Words.ContactWanted,
		CaseURL:  fmt.Sprintf("%s/cases/%d", public, int(c.ID)),
		Question: words.Question,
	}
	for _, id := range c.invitation.Words.Reasons {
		page.Reasons = append(page.Reasons, cmp.Or(words.Reasons[id], id))
	}
	if surveys.CheckReplyTo(c.contact.Address) == "" {
		page.Reply = c.say.Text("tell_reply", "Who", c.name())
	}
	if (c.Source == surveys.FromAlarm || c.Source == surveys.FromHand) && c.News == 1 {
		page.Comment, page.Rating, page.Question, page.About = paragraphs(c.Text), "", "", ""
	}
	return page
}
