package templates

import (
	"strings"

	"barometer/surveys"
)

// Evidence says to a person on the team why an answer counts.
func (l *Locale) Evidence(e surveys.Evidence) string {
	if text := l.Text("evidence_" + string(e)); text != "" {
		return text
	}
	return l.Text("evidence_none")
}

// WhyCounts says to the team why the answer of an invitation counts, is held
// back or does not count.
func (l *Locale) WhyCounts(inv surveys.Invitation, visits surveys.Visits, turns []surveys.Turn) string {
	switch inv.Answer {
	case surveys.Answered:
		if t, ok := surveys.RestoredBy(turns); ok {
			return l.Text("why_restored", "Who", t.Actor(), "Reason", l.Reason(t.Reason))
		}
		return l.Text("why_counts", "How", l.Evidence(inv.By))
	case surveys.AnswerPending:
		doubts := l.Doubts(surveys.HeldFor(visits))
		if len(doubts) == 0 {
			doubts = []string{l.Text("why_doubtful")}
		}
		return l.Text("why_held", "Doubts", strings.Join(doubts, l.Text("team_clause")))
	case surveys.AnswerVoid:
		switch t := surveys.LastVoid(turns); {
		case t.Who != "":
			return l.Text("why_set_aside", "Who", t.Actor(), "Reason", l.Reason(t.Reason))
		case t.Reason != "":
			return l.Text("why_taken_back", "Reason", l.Reason(t.Reason))
		}
		return l.Text("why_void")
	}
	return l.whyNothing(visits)
}

// whyNothing says why nothing counts although links may have been opened.
func (l *Locale) whyNothing(visits surveys.Visits) string {
	why, doubts := surveys.WhyNothingCounts(visits)
	if why != surveys.NothingConfirmed {
		return l.Text("why_" + string(why))
	}
	n := len(visits.List)
	times := l.Count("why_times", n)
	if n == 2 {
		times = l.Text("why_twice")
	}
	text := l.Text("why_unconfirmed", "Times", times)
	return strings.Join(append([]string{text}, l.Doubts(doubts)...), l.Text("team_clause"))
}

// Doubts says what speaks against a person, the gravest first.
func (l *Locale) Doubts(d surveys.Doubts) []string {
	names := d.Names()
	for i, name := range names {
		names[i] = l.Text("doubt_" + name)
	}
	return names
}

// Reason says why an answer was set aside or restored: in the words of who did
// it, or, of the machine, in ours.
func (l *Locale) Reason(reason string) string {
	if doubt, ok := surveys.DoubtTaken(reason); ok {
		return l.Text("doubt_" + doubt)
	}
	return reason
}

// Became says what came of a visit.
func (l *Locale) Became(v surveys.Visit) string {
	how := "visit_untouched"
	switch v.By {
	case surveys.ByGesture:
		how = "visit_touched"
	case surveys.ByButton, surveys.ByButtonFlagged:
		how = "visit_pressed"
	}
	switch v.State {
	case surveys.VisitCounted, surveys.VisitHeld, surveys.VisitNoted, surveys.VisitKept:
		return l.Text("visit_is_"+string(v.State), "How", l.Text(how))
	case surveys.VisitDeclined:
		return l.Text("visit_declined")
	}
	return l.Text("visit_opened")
}

// Browser says a browser in words, such as "Safari on iOS".
func (l *Locale) Browser(b surveys.Browser) string {
	family := b.Family()
	if b.Texts() {
		family = l.Text("browser_texts")
	}
	switch {
	case family == "":
		return l.Text("browser_unknown")
	case b.System() == "":
		return family
	}
	return l.Text("browser_on", "Browser", family, "System", b.System())
}

// NameTurns fills in what those who acted are called.
func (l *Locale) NameTurns(turns []surveys.Turn, team []surveys.User) {
	for i, t := range turns {
		turns[i].Name = l.actor(t.Who, team)
	}
}

// NameLines fills in what those who did something in a case are called, and
// says why the machine took an answer back.
func (l *Locale) NameLines(lines []surveys.CaseLine, team []surveys.User) {
	for i, line := range lines {
		lines[i].Name = l.actor(line.Who, team)
		if line.Kind == surveys.LineWithdrawn {
			lines[i].Text = l.Reason(line.Text)
		}
	}
}

// actor is what somebody on the team, or a token, is called; empty for the
// customer and the machine.
func (l *Locale) actor(id surveys.UserID, team []surveys.User) string {
	if id == "" {
		return ""
	}
	if token, ok := surveys.TokenName(id); ok {
		return l.Text("actor_token", "Name", token)
	}
	for _, u := range team {
		if u.ID == id && u.Name != "" {
			return u.Name
		} else if u.ID == id {
			return u.Email
		}
	}
	return l.Text("actor_gone")
}
