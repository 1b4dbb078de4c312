package mailer

import (
	"context"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// reply sends what a person of the team wrote to the customer of a case.
func (m *Mailer) reply(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.replyOnce)
}

// replyOf reads case and number out of due work.
func replyOf(d surveys.Due) (id surveys.CaseID, number int, ok bool) {
	before, after, _ := strings.Cut(d.ID, ".")
	n, err := strconv.Atoi(before)
	number, err2 := strconv.Atoi(after)
	return surveys.CaseID(n), number, err == nil && err2 == nil && n > 0 && number > 0
}

func (m *Mailer) replyOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	id, number, ok := replyOf(d)
	if !ok {
		return told, nil
	}
	r, err := m.Store.Reply(sending, id, number)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	if err != nil {
		return waits, err
	}
	return m.sendPersonal(ctx, sending, d, personalMail{state: r.State, holder: r.Holder, about: id,
		move: func(ctx context.Context, move store.AlertMove) (bool, error) {
			return m.Store.MoveReply(ctx, id, number, move)
		},
		write: func(b *replyBag) error { return b.write(r) }})
}

// write makes the letter; where no address is left, the reply has failed.
func (b *replyBag) write(r surveys.Reply) error {
	f, err := b.m.Store.CaseFile(b.ctx, r.Case)
	if err != nil {
		return err
	}
	c := f.Case
	c.Latest, c.Contact = r.About, r.To
	about, err := b.m.readComplaint(b.ctx, c)
	if err != nil {
		return err
	}
	if surveys.CheckAddress(about.contact.Address) != "" {
		return b.fail("no address that mail can be sent to")
	}
	body, err := b.m.writer.reply(about, r, b.m.Now())
	if err != nil {
		return err
	}
	b.add(about.contact.Address, body)
	return nil
}

// reply writes the whole mail. It comes from a person: in that person's name,
// and from the person's own address where the house may send for it. It keeps
// the thread of the survey's mail, and of the replies before.
func (w *writer) reply(c complaint, r surveys.Reply, now time.Time) ([]byte, error) {
	twins, err := templates.ReplyMail{
		Say: c.theirs, Text: r.Text, Quote: paragraphs(c.invitation.Words.Comment), Rating: c.theirRating(),
	}.Render(w.mails)
	if err != nil {
		return nil, err
	}
	fields, err := personal(w.sender(r))
	if err != nil {
		return nil, err
	}
	return w.put(message{
		from: fields, id: replyID(r.Case, r.Number, w.domain),
		to:      mail.Address{Name: surveys.OneLine(c.contact.Name, maxShownName), Address: c.contact.Address},
		replyTo: mail.Address{Name: surveys.OneLine(r.Name, maxShownName), Address: r.From},
		subject: replySubject(c), date: now, answers: w.replyThread(c, r),
	}, twins)
}

// replySubject is the subject of the survey's mail, answered: some mail programs
// keep a thread by it alone.
func replySubject(c complaint) string {
	if c.invitation.ID == "" {
		return c.theirs.Subject(surveys.Survey{}, c.invitation, c.project, nil)
	}
	return "Re: " + c.subject
}

func replyID(id surveys.CaseID, number int, domain string) string {
	return fmt.Sprintf("r.%d.%d@%s", int(id), number, domain)
}

// sender is who a reply is from. A foreign domain would refuse a mail of ours
// in its name (RFC 7489), so that there only the name is the person's.
func (w *writer) sender(r surveys.Reply) mail.Address {
	from := mail.Address{Name: surveys.OneLine(r.Name, maxShownName), Address: w.from.Address}
	if strings.EqualFold(surveys.DomainOf(r.From), w.domain) {
		from.Address = r.From
	}
	return from
}

// replyThread returns the Message-IDs of the mails before, oldest first (RFC 5322,
// 3.6.4): the survey's, where one was sent, and the replies.
func (w *writer) replyThread(c complaint, r surveys.Reply) []string {
	var ids []string
	if c.invitation.ID != "" && c.invitation.Mail != surveys.MailNone && c.invitation.Mail != surveys.MailSkipped {
		ids = append(ids, w.messageID(c.invitation.ID))
	}
	for n := max(1, r.Number-20); n < r.Number; n++ {
		ids = append(ids, replyID(r.Case, n, w.domain))
	}
	return ids
}

// personal are the fixed fields of a mail that a person wrote: it says nothing
// of being automatic, so that an answer comes back.
func personal(from mail.Address) ([]byte, error) {
	h := &header{}
	h.address("From", from)
	h.add("MIME-Version", "1.0")
	return h.lines, h.err
}
