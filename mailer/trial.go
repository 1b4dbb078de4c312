package mailer

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// testPrefix begins the subject of a test mail.
const testPrefix = "Test: "

// messageOfTrial begins the Message-ID of a test mail.
const messageOfTrial = "t."

// try sends the mail of a survey to somebody on the team who wants to see it,
// marked before its body leaves like any mail's, so that it arrives once.
func (m *Mailer) try(ctx, sending context.Context, d surveys.Due) {
	waits, err := m.tryOnce(ctx, sending, d)
	if err != nil {
		m.trouble(ctx, "a test mail cannot be sent", "trial", d.ID, "error", err)
	}
	if err := m.finish(sending, d, waits || err != nil); err != nil {
		m.trouble(ctx, "a test mail stays in the schedule", "trial", d.ID, "error", err)
	}
}

// tryOnce sends the mail, unless it was begun before; waits is true where it
// may be tried again.
func (m *Mailer) tryOnce(ctx, sending context.Context, d surveys.Due) (waits bool, err error) {
	id, ok := surveys.ParseTrialID(d.ID)
	if !ok {
		return false, nil
	}
	trial, err := m.Store.Trial(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	switch trial.Mail {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := m.Store.MoveTrial(sending, id, surveys.MailData, surveys.MailUnknown, unknownEnd)
		return false, err
	default:
		return false, nil
	}
	body, err := m.writeTrial(sending, trial)
	if err != nil {
		_, lost := m.Store.MoveTrial(sending, id, surveys.MailScheduled, surveys.MailFailed, "the mail could not be written")
		m.Log.Error("a test mail cannot be written", "trial", d.ID, "error", err)
		return false, lost
	}
	l := &letter{id: d.ID, from: m.From.Address, to: trial.Address, utf8: !isASCII(trial.Address), body: body}
	return m.sendLone(ctx, sending, d, l, func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error) {
		return m.Store.MoveTrial(ctx, id, from, to, reason)
	})
}

// writeTrial composes what a customer would get, as the survey stands now.
func (m *Mailer) writeTrial(ctx context.Context, t surveys.Trial) ([]byte, error) {
	all, err := m.Store.Surveys(ctx)
	if err != nil {
		return nil, err
	}
	survey, ok := all.Get(t.Survey)
	if !ok {
		return nil, surveys.Errorf(surveys.NotFound, "there is no such survey")
	}
	return m.writer.trial(survey, t, m.Now())
}

// trial is the whole mail of a trial: that of an invitation, except that its
// links count nothing and its subject says what it is.
func (w *writer) trial(survey surveys.Survey, t surveys.Trial, now time.Time) ([]byte, error) {
	person, house := w.names(survey)
	letter, subject := w.locales.In(t.Language).TrialMail(survey, templates.TrialValues{
		Person: person, House: house, Public: w.public, Signer: w.signer, QuietDays: int(w.quiet / (24 * time.Hour)),
	})
	twins, err := letter.Render(w.mails)
	if err != nil {
		return nil, err
	}
	m := w.messageOf(surveys.Invitation{}, survey, surveys.Contact{Address: t.Address}, now)
	m.id = messageOfTrial + string(t.ID) + "@" + w.domain
	m.subject, m.unsubscribe, m.stopByMail, m.answers = testPrefix+subject, letter.StopURL, "", nil
	return w.put(m, twins)
}
