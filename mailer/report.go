package mailer

import (
	"context"
	"net/mail"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// report sends a released report to one of its readers.
func (m *Mailer) report(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.reportOnce)
}

func (m *Mailer) reportOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	id, reader, ok := store.ReadReportDue(d.ID)
	if !ok {
		return told, nil
	}
	r, err := m.Store.Report(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && reader > len(r.To) {
		return told, nil
	}
	if err != nil {
		return waits, err
	}
	begun, err := m.Store.ReportMails(sending, id)
	if err != nil {
		return waits, err
	}
	mail, was := begun[reader]
	if !was {
		mail.State = surveys.MailScheduled
	}
	return m.sendPersonal(ctx, sending, d, personalMail{state: mail.State, holder: mail.Holder,
		move: func(ctx context.Context, move store.AlertMove) (bool, error) {
			return m.Store.MoveReportMail(ctx, id, reader, move)
		},
		write: func(b *replyBag) error { return b.writeReport(r, reader) }})
}

// writeReport makes the letter; where it must not go out, it has failed.
func (b *replyBag) writeReport(r surveys.Report, reader int) error {
	contact := r.To[reader-1]
	found, err := b.m.Store.Contacts(b.ctx, []surveys.ContactID{contact})
	if err != nil {
		return err
	}
	stopped, err := b.m.Store.ReportsStopped(b.ctx, r.To)
	if err != nil {
		return err
	}
	to := found[contact]
	if why := reportHurdle(r, to, stopped[contact], b.m.Now()); why != "" {
		return b.fail(why)
	}
	consents, err := b.m.Store.Consents(b.ctx)
	if err != nil {
		return err
	}
	preferences, err := b.m.Store.Preferences(b.ctx)
	if err != nil {
		return err
	}
	body, err := b.m.writer.report(r, reader, to, preferences.Language, consents, b.m)
	if err != nil {
		return err
	}
	b.add(to.Address, body)
	return nil
}

// reportHurdle says why a report is not mailed to somebody, empty for nothing.
// Who wants no questions may still be told what came of the answers.
func reportHurdle(r surveys.Report, to surveys.Contact, stopped bool, now time.Time) string {
	open, _ := r.Open(now)
	switch {
	case !open:
		return "the report is no longer shown"
	case surveys.CheckAddress(to.Address) != "":
		return "no address that mail can be sent to"
	case !to.BouncedAt.IsZero():
		return "mail to this address comes back"
	case stopped:
		return "wants no reports"
	}
	return ""
}

// report writes the whole mail in the language of its reader, else of the
// house: in the name of who released it, and from that person's address where
// the house may send for it.
func (w *writer) report(r surveys.Report, reader int, to surveys.Contact, house string, consents []surveys.Consent, m *Mailer) ([]byte, error) {
	words := w.locales.In(to.Language, house)
	url := w.public + "/report/" + w.signer.Report(r.ID, reader)
	page := templates.ReportMail{Doc: words.ReportDoc(r, r.ReportQuotes(consents), false), Language: words.Tag, Dir: words.Dir,
		Link: words.Text("report_link"), URL: url, Until: words.ReportUntil(r, m.Store.Zone()),
		Sender: words.Text("report_sent_by", "Name", r.Sender.Name, "House", w.from.Name),
		Stop:   words.Text("report_stop"), StopURL: url + "/stop"}
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	fields, err := personal(w.sender(surveys.Reply{Name: r.Sender.Name, From: r.Sender.Email}))
	if err != nil {
		return nil, err
	}
	return w.put(message{
		from: fields, id: "r." + string(r.ID) + "." + strconv.Itoa(reader) + "@" + w.domain,
		to:      mail.Address{Name: surveys.OneLine(to.Name, maxShownName), Address: to.Address},
		replyTo: mail.Address{Name: surveys.OneLine(r.Sender.Name, maxShownName), Address: r.Sender.Email},
		subject: words.Text("report_subject", "Name", surveys.OneLine(r.Name, maxShownName)), date: m.Now(), unsubscribe: page.StopURL,
	}, twins)
}
