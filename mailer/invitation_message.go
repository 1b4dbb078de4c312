package mailer

import (
	"net/mail"
	"time"

	"barometer/surveys"
)

// messageOf is what an invitation's mail says about itself, with all that does
// not depend on its words; the subject is left to whoever writes them.
func (w *writer) messageOf(inv surveys.Invitation, survey surveys.Survey, to surveys.Contact, now time.Time) message {
	answersTo := w.replyTo(survey)
	from := w.fixed
	if answersTo.Name != w.from.Name {
		if own, err := fixed(mail.Address{Name: answersTo.Name, Address: w.from.Address}); err == nil {
			from = own
		}
	}
	var relay [][2]string
	if w.postmark && inv.ID != "" {
		relay = forPostmark(inv.ID)
	}
	return message{
		relay:       relay,
		from:        from,
		id:          w.messageID(inv.ID),
		to:          mail.Address{Name: surveys.OneLine(to.Name, maxShownName), Address: to.Address},
		replyTo:     answersTo,
		date:        now,
		answers:     w.follows(inv),
		unsubscribe: w.public + stopPath + w.signer.Unsubscribe(inv.Asks()),
		stopByMail:  w.returns.stop(inv.ID, answersTo.Address),
		feedback:    feedbackID(w.domain),
	}
}

func (w *writer) messageID(id surveys.InvitationID) string {
	return surveys.MessageOf(id, w.domain)
}

// replyTo is where answers go: to the person who asks, by the name who asks.
func (w *writer) replyTo(survey surveys.Survey) mail.Address {
	out := w.from
	if survey.Sender != "" {
		out.Name = surveys.OneLine(survey.Sender, maxShownName)
	}
	if survey.ReplyTo != "" && surveys.CheckReplyTo(survey.ReplyTo) == "" {
		out.Address = survey.ReplyTo
	}
	return out
}

// follows are the Message-IDs of the mails before this one, the oldest first:
// the one that the caller names, and the first asking before a reminder.
func (w *writer) follows(inv surveys.Invitation) []string {
	var ids []string
	if id, ok := surveys.ParseMessageID(inv.Reference); ok {
		ids = append(ids, id)
	}
	if inv.Reminds != "" {
		ids = append(ids, w.messageID(inv.Reminds))
	}
	return ids
}
