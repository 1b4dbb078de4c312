package mailer

import (
	"fmt"
	"net/mail"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// correction writes the whole mail to one recipient who knows the answer as it
// was. It follows the alert in the reader's thread.
func (w *writer) correction(f correction, was, is surveys.Stand, to mail.Address, now time.Time) ([]byte, error) {
	page := templates.CorrectionMail{
		Finding: f.change(was, is), Reason: surveys.OneLine(w.english().Reason(f.last().Reason), surveys.MaxComment), State: f.meaning(is),
		CaseURL: fmt.Sprintf("%s/cases/%d", w.public, int(f.ID)),
	}
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	alerted := f.complaint // as it stood when the alert was written
	alerted.invitation.Answer, alerted.invitation.Choice = surveys.Answered, surveys.StandAt(f.invitation, f.turns, f.AlertedAt).Choice
	return w.toTeam(f.complaint, message{
		id: fmt.Sprintf("c.%d.%d.%s@%s", int(f.ID), f.last().At.UnixMilli(), surveys.NewContactID(to.Address), w.domain),
		to: to, subject: "Re: " + alerted.finding(), date: now, answers: []string{w.alertID(f.ID, to)},
	}, twins)
}

// change says in one sentence how the answer stands now.
func (f correction) change(was, is surveys.Stand) string {
	scale, _ := surveys.ScaleByID(f.invitation.Scale)
	choice := func(n int) string { return fmt.Sprintf("%d of %d", n, scale.Max) }
	last, who := f.last(), surveys.OneLine(f.last().Actor(), maxShownName)
	switch {
	case !is.Counts && who != "":
		return fmt.Sprintf("%s set the answer aside; %s counts no longer", who, choice(is.Choice))
	case !is.Counts:
		return fmt.Sprintf("The answer was taken back; %s counts no longer", choice(is.Choice))
	case last.Kind == surveys.EntryRestored:
		return fmt.Sprintf("%s restored the answer; %s counts", who, choice(is.Choice))
	case !was.Counts:
		return fmt.Sprintf("%s rated anew: %s", f.name(), choice(is.Choice))
	}
	return fmt.Sprintf("%s changed the rating from %s to %s", f.name(), choice(was.Choice), choice(is.Choice))
}

// meaning says what the change means for the case.
func (f correction) meaning(is surveys.Stand) string {
	scale, _ := surveys.ScaleByID(f.invitation.Scale)
	switch {
	case f.State == surveys.CaseResolved:
		return "The case is resolved already."
	case is.Counts && (scale.IsComplaint(is.Choice) || f.invitation.Words.ContactWanted):
		return "It still calls for somebody."
	}
	return "The case stays open until somebody resolves it."
}
