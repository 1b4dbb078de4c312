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
		Say: f.say, Finding: f.change(was, is), Reason: surveys.OneLine(f.say.Reason(f.last().Reason), surveys.MaxComment), State: f.meaning(is),
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
	values := []string{"Choice", f.say.ChoiceOf(scale, is.Choice), "Before", f.say.ChoiceOf(scale, was.Choice)}
	switch who := surveys.OneLine(f.last().Actor(), maxShownName); {
	case !is.Counts && who != "":
		return f.say.Text("tell_changed_aside", append(values, "Who", who)...)
	case !is.Counts:
		return f.say.Text("tell_changed_back", values...)
	case f.last().Kind == surveys.EntryRestored:
		return f.say.Text("tell_changed_restored", append(values, "Who", who)...)
	case !was.Counts:
		return f.say.Text("tell_changed_anew", append(values, "Who", f.name())...)
	}
	return f.say.Text("tell_changed", append(values, "Who", f.name())...)
}

// meaning says what the change means for the case.
func (f correction) meaning(is surveys.Stand) string {
	scale, _ := surveys.ScaleByID(f.invitation.Scale)
	switch {
	case f.State == surveys.CaseResolved:
		return f.say.Text("tell_means_resolved")
	case is.Counts && (scale.IsComplaint(is.Choice) || f.invitation.Words.ContactWanted):
		return f.say.Text("tell_means_calls")
	}
	return f.say.Text("tell_means_stays")
}
