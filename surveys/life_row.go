package surveys

// LifeRow is one of the times of a life, as a row of a table says it: read back
// one after the other, they are the life.
type LifeRow struct {
	Stage            Stage
	Since, Won, Lost Day
	Reason           string
}

// Rows are the times as a customer, the oldest first, and at the end what holds
// now.
func (l Life) Rows() []LifeRow {
	var out []LifeRow
	past := len(l.Spells) - 1
	if l.Stage == Prospect { // again
		past = len(l.Spells)
	}
	for _, s := range l.Spells[:max(0, past)] {
		row := LifeRow{Stage: Lost, Since: s.Lost, Won: s.Won, Lost: s.Lost}
		if step := l.stepLost(s.Lost); step != nil {
			row.Reason = step.Reason
		}
		out = append(out, row)
	}
	now := LifeRow{Stage: l.Stage, Since: l.Since()}
	if past < len(l.Spells) {
		now.Won, now.Lost = l.WonOn(), l.LostOn()
	}
	if n := len(l.Changes); n > 0 {
		now.Reason = l.Changes[n-1].Reason
	}
	return append(out, now)
}

// TimeOf is the time as a customer that a step is about, as it stood then: one
// that began had not ended, whatever came later. Nothing for a prospect.
func (l Life) TimeOf(c StageChange) Spell {
	if c.Stage == Prospect {
		return Spell{}
	}
	for i := len(l.Spells) - 1; i >= 0; i-- {
		switch s := l.Spells[i]; {
		case c.Stage == Lost && s.Lost == c.Day:
			return s
		case c.Stage != Lost && s.Won <= c.Day:
			return Spell{Won: s.Won}
		}
	}
	return Spell{}
}
