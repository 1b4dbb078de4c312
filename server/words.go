package server

import (
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/templates"
)

// telling tells a text with its values, see surveys.Tell, for all who will read it
// in their language, and in English for programs.
func (s *Server) telling(id string, pairs ...any) surveys.Telling {
	return s.locales.In().Keep(surveys.Tell(id, pairs...))
}

// changeOf compares a standing's period with the one before.
func changeOf(st surveys.Standing) signal.Change {
	return signal.Change{Worse: st.Worse, Known: st.Compared}
}

// findingOf says the state in words: "Fair, and slipping towards change".
func findingOf(st surveys.Standing, sp span, clock templates.Clock) string {
	say := clock.Words
	if st.Forecast == surveys.NoReading {
		return say.Text("finding_none", "Span", sp.words(clock))
	}
	id, next, change := "finding", surveys.Forecast(""), changeOf(st)
	switch {
	case st.Alarm:
		id = "finding_alarm"
	case change.Known && change.Worse >= .8:
		if id, next = "finding_falling", wordBelow(st); next != "" {
			id = "finding_slipping"
		}
	case change.Known && change.Worse <= .2:
		id = "finding_rising"
	case change.Known:
		id = "finding_steady"
	}
	below := ""
	if next != "" {
		below = say.Forecast(next)
	}
	return say.Text(id, "Word", templates.Sentence(say.Forecast(st.Forecast)), "Next", below)
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

// glassOf sets the dial for a standing of the answers that the filter wants,
// whatever their day.
func glassOf(st surveys.Standing, of surveys.ResponseFilter, s span, clock templates.Clock) templates.Glass {
	g := templates.Glass{
		Dial: templates.NewDial(st.Forecast, st.Level, st.Before, clock.Words), Forecast: st.Forecast,
		Level: st.Level, Span: s.words(clock),
	}
	if before := s.before(clock); st.Level.Reading() && st.Before.Reading() && before != "" {
		g.Before = clock.Words.Text("glass_before", "Level", templates.Percent(st.Before), "Span", before, "Change", clock.Words.Change(st.Worse, st.Compared))
		of.Period = st.Period.Before()
		g.BeforeAt = templates.Link{Text: clock.Words.Count("customer_behind_before", st.Before.N), Address: responsesAddress(of)}
	}
	if own := st.Level.Forecast(false); st.Alarm && own != st.Forecast {
		g.Held = clock.Words.Text("glass_held", "Own", clock.Words.Forecast(own), "Word", clock.Words.Forecast(st.Forecast))
	}
	return g
}

// responseOf says who answers, from mails by their day of sending.
func responseOf(t surveys.Tally, st surveys.Standing, clock templates.Clock) templates.Response {
	say, level := clock.Words, t.ResponseRate()
	r := templates.Response{Level: level}
	if t.Sent == 0 {
		r.Text = say.Text("response_none_sent")
		return r
	}
	r.Text = say.Text("response_rule", "Answered", templates.Count(t.Answered), "Sent", templates.Count(t.Sent-t.Bounced), "Bounced", templates.Count(t.Bounced))
	r.Caution = say.Caution(level, st.Asked)
	return r
}

// chosenOf is what was chosen; behind are the answers, of the span. Each choice
// leads to those who made it.
func chosenOf(t surveys.Tally, behind surveys.ResponseFilter, s span, clock templates.Clock, words *templates.Locale) templates.Chosen {
	chosen := templates.Chosen{Heading: clock.Words.Text("chosen_title", "Span", s.words(clock)), Bars: templates.NewBars(t, words), N: t.N(),
		Behind: behindLink(t.N(), behind, s, clock)}
	leadToChoices(chosen.Bars, behind, s, clock)
	return chosen
}

// leadToChoices gives each choice the address of those who made it; the scale
// is named where there is more than one.
func leadToChoices(bars []templates.Bar, behind surveys.ResponseFilter, s span, clock templates.Clock) {
	for _, bar := range bars {
		for i, part := range bar.Parts {
			behind.Choices = surveys.Choices{Numbers: []int{part.Choice}}
			if len(bars) > 1 {
				behind.Scale = bar.Of
			}
			bar.Parts[i].Address = behindLink(part.Count, behind, s, clock).Address
		}
	}
}

// stateText is where a mail is, in words.
func stateText(inv surveys.Invitation, clock templates.Clock) string {
	say := clock.Words
	switch {
	case inv.Mail == surveys.MailScheduled && inv.Attempts > 0:
		return say.Count("mail_is_tried", inv.Attempts, "When", clock.At(inv.SendAt))
	case inv.Mail == surveys.MailScheduled:
		return say.Text("mail_is_scheduled", "When", clock.At(inv.SendAt))
	case inv.Mail == surveys.MailSent:
		return say.Text("mail_is_sent", "When", clock.At(inv.SentAt))
	}
	if text := say.Text("mail_is_" + string(inv.Mail)); text != "" {
		return text
	}
	return string(inv.Mail)
}

// reasonText says why a mail is where it is.
func reasonText(inv surveys.Invitation, words *templates.Locale) string {
	switch inv.Mail {
	case surveys.MailSkipped, surveys.MailScheduled:
		return words.Skip(surveys.SkipReason(inv.Reason))
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
func aboutText(inv surveys.Invitation, words *templates.Locale) string {
	if inv.Type == surveys.ManualType {
		return inv.Subject
	}
	return strings.TrimSpace(words.Kind(inv.Type) + " " + string(inv.Interaction))
}

// roleText is a role in words.
func roleText(r surveys.Role, words *templates.Locale) string {
	if r == "" {
		return ""
	}
	return words.Text("role_" + string(r))
}

// since writes the day of a moment, a dash for none.
func since(clock templates.Clock, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return clock.Day(surveys.DayOf(t, clock.Zone))
}

// after says how long after its mail something came; empty where that is not
// known.
func after(sent, t time.Time, clock templates.Clock) string {
	say, took := clock.Words, t.Sub(sent)
	switch {
	case sent.IsZero() || took < 0:
		return ""
	case took < time.Minute:
		return say.Count("after_seconds", int(took.Seconds()))
	case took < time.Hour:
		return say.Count("after_minutes", int(took.Minutes()))
	case took < 48*time.Hour:
		return say.Count("after_hours", int(took.Hours()), "Minutes", say.Number(int(took.Minutes())%60))
	}
	return say.Count("after_days", int(took.Hours()/24))
}
