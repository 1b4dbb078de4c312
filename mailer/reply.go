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

// replyOnce sends the reply, unless it was begun before: then nobody knows
// whether it has arrived, and it is never sent again.
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
	move := func(ctx context.Context, move store.AlertMove) (bool, error) {
		return m.Store.MoveReply(ctx, id, number, move)
	}
	switch r.State {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := move(sending, store.AlertMove{By: r.Holder, From: surveys.MailData, To: surveys.MailUnknown, Reason: unknownEnd})
		return told, err
	default:
		return told, nil
	}
	b := &replyBag{m.newAlertBag(ctx, sending, d, id)}
	b.mark = func(ctx context.Context, _ string, m store.AlertMove) (bool, error) { return move(ctx, m) }
	if err := b.write(r); err != nil {
		return told, err
	}
	m.carry(sending, b)
	end := b.outcome()
	if _, more := retryAt(m.Now(), d.Attempt); end == waits && !more {
		_, err := move(sending, store.AlertMove{From: surveys.MailScheduled, To: surveys.MailFailed, Reason: "gave up after 48 hours"})
		return told, err
	}
	return end, b.err
}

// replyBag holds one reply.
type replyBag struct{ *alertBag }

func (b *replyBag) done(l *letter, r result) {
	if r.verdict != open {
		b.alertBag.done(l, r)
		return
	}
	if _, err := b.move(l, surveys.MailData, surveys.MailUnknown, unknownEnd); err != nil {
		b.err = err
	}
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
		_, err := b.mark(b.ctx, "", store.AlertMove{By: b.by, From: surveys.MailScheduled, To: surveys.MailFailed, Reason: "no address that mail can be sent to"})
		return err
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
		Text: r.Text, Quote: paragraphs(c.invitation.Words.Comment), Rating: c.rating(),
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
		return c.english.Subject(surveys.Survey{}, c.invitation, c.project, nil)
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
