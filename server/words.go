package server

import (
	"fmt"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/templates"
)

// changeOf compares a standing's period with the one before.
func changeOf(st surveys.Standing) signal.Change {
	return signal.Change{Worse: st.Worse, Known: st.Compared}
}

// findingOf says the state in words: "Fair, and slipping towards change".
func findingOf(st surveys.Standing, when string) string {
	if st.Forecast == surveys.NoReading {
		return "No reading for " + when
	}
	word := templates.Sentence(string(st.Forecast))
	change := changeOf(st)
	switch {
	case st.Alarm:
		return word + ", and an alarm stands"
	case change.Known && change.Worse >= .8:
		if next := wordBelow(st); next != "" {
			return word + ", and slipping towards " + string(next)
		}
		return word + ", and falling"
	case change.Known && change.Worse <= .2:
		return word + ", and rising"
	case change.Known:
		return word + ", and steady"
	}
	return word
}

// wordBelow is the word that the interval already touches below the level.
func wordBelow(st surveys.Standing) surveys.Forecast {
	low := surveys.Level{N: st.Level.N, Rate: st.Level.Low}
	if below := low.Forecast(false); below != st.Level.Forecast(false) {
		order := []surveys.Forecast{surveys.SetFair, surveys.Fair, surveys.Change, surveys.Rain, surveys.Storm}
		for i, w := range order[:len(order)-1] {
			if w == st.Level.Forecast(false) {
				return order[i+1]
			}
		}
	}
	return ""
}

// glassOf sets the dial for a standing.
func glassOf(st surveys.Standing, s span, clock templates.Clock) templates.Glass {
	g := templates.Glass{
		Dial: templates.NewDial(st.Forecast, st.Level, st.Before), Forecast: st.Forecast,
		Level: st.Level, Span: s.words(clock),
	}
	if st.Level.Reading() && st.Before.Reading() && s.before() != "" {
		g.Before = fmt.Sprintf("%s %s; %s.", templates.Percent(st.Before), s.before(), changeOf(st).Words())
	}
	if own := st.Level.Forecast(false); st.Alarm && own != st.Forecast {
		g.Held = fmt.Sprintf("The level alone reads %s; a standing alarm holds the hand at %s.", own, st.Forecast)
	}
	return g
}

// responseOf says who answers, from mails by their day of sending.
func responseOf(t surveys.Tally, st surveys.Standing) templates.Response {
	level := t.ResponseRate()
	r := templates.Response{Level: level}
	if t.Sent == 0 {
		r.Text = "No mail was sent in this period; answers that were brought in count as answers, not as mails."
		return r
	}
	r.Text = fmt.Sprintf("Answered ÷ (sent − bounced), by the day of sending: %s of %s; %s bounced.",
		templates.Count(t.Answered), templates.Count(t.Sent-t.Bounced), templates.Count(t.Bounced))
	r.Caution = surveys.Caution(level, st.Asked)
	return r
}

// chosenOf is what was chosen.
func chosenOf(t surveys.Tally, s span, clock templates.Clock, words *templates.Locale) templates.Chosen {
	return templates.Chosen{Heading: "What they chose, " + s.words(clock), Bars: templates.NewBars(t, words), N: t.N()}
}

// stateText is where a mail is, in words.
func stateText(inv surveys.Invitation, clock templates.Clock) string {
	switch inv.Mail {
	case surveys.MailScheduled:
		if inv.Attempts > 0 {
			return "tried " + templates.Counted(inv.Attempts, "time", "times") + ", again " + clock.At(inv.SendAt)
		}
		return "waits until " + clock.At(inv.SendAt)
	case surveys.MailClaimed:
		return "is being sent"
	case surveys.MailData:
		return "is on its way"
	case surveys.MailSent:
		return "sent " + clock.At(inv.SentAt)
	case surveys.MailSkipped:
		return "not asked"
	case surveys.MailFailed:
		return "not taken"
	case surveys.MailBounced:
		return "came back"
	case surveys.MailUnknown:
		return "unknown"
	case surveys.MailNone:
		return "imported"
	}
	return string(inv.Mail)
}

// reasonText says why a mail is where it is.
func reasonText(inv surveys.Invitation) string {
	switch inv.Mail {
	case surveys.MailSkipped, surveys.MailScheduled:
		return surveys.SkipReason(inv.Reason).Text()
	}
	return inv.Reason
}

// texts are ids, or other named strings, as text.
func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

// aboutText says what was asked about: "ticket t-4127".
func aboutText(inv surveys.Invitation) string {
	if inv.Type == surveys.ManualType {
		return inv.Subject
	}
	return strings.TrimSpace(inv.Type + " " + string(inv.Interaction))
}

// roleText is a role in words.
func roleText(r surveys.Role) string { return strings.ReplaceAll(string(r), "_", " ") }

// since writes the day of a moment, a dash for none.
func since(clock templates.Clock, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return clock.Day(surveys.DayOf(t, clock.Zone))
}

// after says how long after its mail something came; empty where that is not
// known.
func after(sent, t time.Time) string {
	took := t.Sub(sent)
	switch {
	case sent.IsZero() || took < 0:
		return ""
	case took < time.Minute:
		return fmt.Sprintf("%d s after the mail", int(took.Seconds()))
	case took < time.Hour:
		return fmt.Sprintf("%d min after the mail", int(took.Minutes()))
	case took < 48*time.Hour:
		return fmt.Sprintf("%d h %d min after the mail", int(took.Hours()), int(took.Minutes())%60)
	}
	return fmt.Sprintf("%d days after the mail", int(took.Hours()/24))
}
