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
	m.lone(ctx, sending, d, trialWhat, m.trialOf)
}

// trialWhat is a test mail for the log.
const trialWhat = "a test mail"

// trialOf reads the mail. NotFound.
func (m *Mailer) trialOf(ctx context.Context, d surveys.Due) (loneMail, error) {
	id, ok := surveys.ParseTrialID(d.ID)
	if !ok {
		return loneMail{}, surveys.Errorf(surveys.NotFound, "this is no trial")
	}
	trial, err := m.Store.Trial(ctx, id)
	if err != nil {
		return loneMail{}, err
	}
	return loneMail{what: trialWhat, state: trial.Mail, to: trial.Address,
		write: func() ([]byte, error) { return m.writeTrial(ctx, trial) },
		move: func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error) {
			return m.Store.MoveTrial(ctx, id, from, to, reason)
		}}, nil
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
