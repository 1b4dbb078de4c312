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
		m.Log.Error("a test mail cannot be sent", "trial", d.ID, "error", err)
	}
	if err := m.finish(sending, d, waits || err != nil); err != nil {
		m.Log.Error("a test mail stays in the schedule", "trial", d.ID, "error", err)
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
	b := &trialBag{m: m, ctx: sending, id: id, attempt: d.Attempt, stop: func() bool { return ctx.Err() != nil }}
	b.letter = &letter{id: d.ID, from: m.From.Address, to: trial.Address, utf8: !isASCII(trial.Address), body: body}
	m.carry(sending, b)
	return b.waits || b.letter != nil, b.err
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

// trialBag holds one test mail.
type trialBag struct {
	m       *Mailer
	ctx     context.Context
	id      surveys.TrialID
	attempt int
	stop    func() bool
	letter  *letter
	waits   bool // to be tried again
	err     error
}

func (b *trialBag) next() *letter {
	l := b.letter
	if b.stop() {
		return nil
	}
	b.letter = nil
	return l
}

func (b *trialBag) ready(*letter) bool { return b.move(surveys.MailScheduled, surveys.MailData, "") }

func (b *trialBag) done(_ *letter, r result) {
	switch r.verdict {
	case taken:
		b.move(surveys.MailData, surveys.MailSent, "")
	case open:
		b.move(surveys.MailData, surveys.MailUnknown, unknownEnd)
	case final:
		b.fail(r.words)
	default:
		if _, more := retryAt(b.m.Now(), b.attempt); !more {
			b.fail("gave up: " + r.words)
			return
		}
		b.waits = true
		if !b.move(surveys.MailData, surveys.MailScheduled, r.words) {
			b.move(surveys.MailScheduled, surveys.MailScheduled, r.words) // so that the page says why it waits
		}
	}
}

// fail ends the mail, whether its body was begun or not.
func (b *trialBag) fail(words string) {
	if !b.move(surveys.MailData, surveys.MailFailed, words) {
		b.move(surveys.MailScheduled, surveys.MailFailed, words)
	}
}

func (b *trialBag) move(from, to surveys.MailState, reason string) bool {
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	moved, err := b.m.Store.MoveTrial(ctx, b.id, from, to, reason)
	if err != nil {
		b.err = err
	}
	return moved
}
