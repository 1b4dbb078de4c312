package surveys

import (
	"cmp"
	"slices"
)

// Spell is a time in which somebody was a customer: from Won up to the day
// before Lost.
type Spell struct {
	Won  Day // 0: since when is not known; no figure counts it
	Lost Day // 0: still there
}

// Has reports whether the day lies in the spell. One that was won and lost on
// the same day has none.
func (s Spell) Has(d Day) bool { return s.Won != 0 && s.Won <= d && (s.Lost == 0 || d < s.Lost) }

// Life is what is known of a customer's way with us.
type Life struct {
	Stage      Stage // empty: nobody has said
	Spells     []Spell
	Changes    []StageChange // oldest first; the newest MaxChanges
	Attributes Attributes
}

// MaxChanges is how many steps of a life are kept.
const MaxChanges = 200

// IsCustomer reports whether it was a customer on the day.
func (l Life) IsCustomer(d Day) bool {
	return slices.ContainsFunc(l.Spells, func(s Spell) bool { return s.Has(d) })
}

// Undated reports a customer of whom nobody has said since when: no figure of
// retention counts it. Prospects are none, also those that were lost.
func (l Life) Undated() bool {
	if len(l.Spells) == 0 {
		return l.Stage != Prospect && l.Stage != Lost
	}
	return l.Stage != Prospect && l.newest().Won == 0
}

// WonOn and LostOn are of the newest spell, 0 where there is no such day.
func (l Life) WonOn() Day { return l.newest().Won }

// LostOn is the day from which the customer is none any more; 0: it is one.
func (l Life) LostOn() Day { return l.newest().Lost }

func (l Life) newest() Spell {
	if len(l.Spells) == 0 {
		return Spell{}
	}
	return l.Spells[len(l.Spells)-1]
}

// stepLost is the step that says of an earlier time that it ended on the day, nil
// where none does.
func (l Life) stepLost(day Day) *StageChange {
	for i := range l.Changes[:max(0, len(l.Changes)-1)] {
		if step := &l.Changes[i]; step.Stage == Lost && step.Day == day {
			return step
		}
	}
	return nil
}

// Since is the day from which the present stage holds, 0 where nobody has said.
func (l Life) Since() Day {
	if n := len(l.Changes); n > 0 {
		return l.Changes[n-1].Day
	}
	return 0
}

// With returns the life after a change, today; a repeat changes nothing. What
// is left out stays: lost_on without a stage means lost, won_on without one
// active, and a stage without its date takes today where something begins or
// ends by it. Invalid names the field that contradicts what is known.
func (l Life) With(p CustomerPatch, today Day, at int64) (Life, error) {
	attributes, err := l.Attributes.With(p.Attributes)
	if err != nil {
		return l, err
	}
	c := turning{life: l, patch: p, today: today, was: l.Stage}
	c.life.Attributes, c.life.Spells, c.life.Changes = attributes, slices.Clone(l.Spells), slices.Clone(l.Changes)
	if p.Stage == nil && p.WonOn == nil && p.LostOn == nil {
		return c.noted(at), nil
	}
	if err := c.turn(); err != nil {
		return l, err
	}
	return c.noted(at), nil
}

// turning is one change of a life.
type turning struct {
	life  Life
	patch CustomerPatch
	today Day
	day   Day   // from when the stage holds; 0: today
	past  bool  // it is about an earlier time only
	begun bool  // another time has begun
	was   Stage // before
}

func (c *turning) turn() error {
	stage, err := c.stage()
	if err != nil {
		return err
	}
	if stage == "" {
		return nil
	}
	spell, err := c.place(stage)
	if err != nil {
		return err
	}
	switch last := len(c.life.Spells) - 1; {
	case spell >= 0 && spell < last:
		return c.correct(spell) // of an earlier time: the stage of now stays
	case spell >= 0 && c.was == Prospect && stage == Lost && c.patch.LostOn != nil && *c.patch.LostOn == c.life.Spells[last].Lost:
		c.past = true // it is a prospect again since
		return nil
	}
	c.day = valueOr(c.patch.Since, 0)
	switch {
	case stage == Prospect:
		c.life.Spells = slices.DeleteFunc(c.life.Spells, func(s Spell) bool { return s == Spell{} })
	case spell < 0: // a prospect that went away was never a customer
		c.day = valueOr(c.patch.LostOn, c.day)
	case stage == Lost:
		err = c.lose()
	default:
		err = c.stay()
	}
	c.life.Stage = stage
	return err
}

// stage is the one that the change leads to. It refuses what cannot be meant.
func (c *turning) stage() (Stage, error) {
	p, known := c.patch, c.life.Stage
	leaves := p.LostOn != nil && *p.LostOn != 0
	if p.Stage == nil {
		switch {
		case leaves:
			return Lost, nil
		case p.LostOn != nil && known == Lost:
			return Active, nil
		case p.WonOn == nil:
			return known, nil
		case known == Lost && p.WonOn != nil && *p.WonOn >= c.life.LostOn() && *p.WonOn != c.life.WonOn():
			return WonBack, nil
		case known == "" || known == Prospect:
			return Active, nil
		}
		return known, nil
	}
	switch stage := *p.Stage; {
	case leaves && stage != Lost:
		return "", InvalidField("lost_on", "is for the stage lost; the stage given is %s", stage)
	case stage == Lost && p.LostOn != nil && !leaves:
		return "", InvalidField("lost_on", "may not be null for the stage lost")
	case stage == Prospect && p.WonOn != nil:
		return "", InvalidField("won_on", "is for customers; a prospect is none yet")
	case stage == Prospect && c.life.newest() != (Spell{}) && c.life.LostOn() == 0:
		return "", InvalidField("stage", "cannot be prospect: it has been a customer since %s", c.life.WonOn())
	default:
		return stage, nil
	}
}

// place returns the spell that the dates speak about, and makes a new one
// where they say that one begins; -1 where the change is about none.
func (c *turning) place(stage Stage) (int, error) {
	spells, won := c.life.Spells, c.patch.WonOn
	last := len(spells) - 1
	never := last < 0 && (c.life.Stage == Prospect || c.life.Stage == Lost || c.life.Stage == "" && c.patch.Since != nil && c.patch.LostOn == nil)
	if stage == Prospect || stage == Lost && never && won == nil {
		return -1, nil
	}
	if won != nil {
		if i := slices.IndexFunc(spells, func(s Spell) bool { return s.Won == *won }); i >= 0 {
			return i, nil
		}
		if i := c.gap(*won); i >= 0 {
			c.life.Spells = slices.Insert(spells, i, Spell{Won: *won, Lost: *c.patch.LostOn})
			return i, nil
		}
		if last > 0 && *won < spells[last-1].Lost {
			return 0, InvalidField("won_on", "lies in an earlier time as a customer, which ended on %s", spells[last-1].Lost)
		}
	}
	if i := c.ended(); i >= 0 {
		return i, nil
	}
	over := last >= 0 && spells[last].Lost != 0
	if last < 0 || over && won != nil && *won >= spells[last].Lost {
		return c.begin(Spell{Won: valueOr(won, c.beginning(stage))}), nil
	}
	if won != nil {
		c.life.Spells[last].Won = *won
	}
	return last, nil
}

// gap is the place of a whole time as a customer, told with both its days, that
// was over before a known one began and overlaps none; -1 where it is no such.
func (c *turning) gap(won Day) int {
	lost := c.patch.LostOn
	if lost == nil || *lost < won {
		return -1
	}
	i := slices.IndexFunc(c.life.Spells, func(s Spell) bool { return *lost <= s.Won })
	if i > 0 && c.life.Spells[i-1].Lost > won {
		return -1
	}
	return i
}

// ended is the earlier time as a customer of which the change says once more
// when it ended, and nothing else; -1 where it says something else.
func (c *turning) ended() int {
	lost := c.patch.LostOn
	if lost == nil || *lost == 0 || c.patch.WonOn != nil {
		return -1
	}
	last := max(0, len(c.life.Spells)-1)
	return slices.IndexFunc(c.life.Spells[:last], func(s Spell) bool { return s.Lost == *lost })
}

// beginning is since when somebody is a customer of whom only the stage was
// told: today where it was a prospect, else nobody knows.
func (c *turning) beginning(stage Stage) Day {
	if c.life.Stage == Prospect && stage.Stays() {
		return c.today
	}
	return 0
}

func (c *turning) begin(s Spell) int {
	c.begun = true
	c.life.Spells = append(c.life.Spells, s)
	return len(c.life.Spells) - 1
}

// correct moves the end of an earlier spell, and says why it ended.
func (c *turning) correct(i int) error {
	c.past = true
	s, next := &c.life.Spells[i], c.life.Spells[i+1]
	lost := valueOr(c.patch.LostOn, s.Lost)
	if lost < s.Won || lost > next.Won {
		return InvalidField("lost_on", "must lie between %s and %s, when it came back", s.Won, next.Won)
	}
	if step := c.life.stepLost(s.Lost); step != nil {
		step.Day, step.Reason = lost, cmp.Or(c.patch.Reason, step.Reason)
	}
	s.Lost = lost
	return nil
}

// lose ends the newest spell.
func (c *turning) lose() error {
	s := &c.life.Spells[len(c.life.Spells)-1]
	lost := valueOr(c.patch.LostOn, valueOr(c.patch.Since, cmp.Or(s.Lost, max(c.today, s.Won))))
	if lost < s.Won {
		return InvalidField("lost_on", "lies before won_on, %s", s.Won)
	}
	s.Lost, c.day = lost, lost
	return nil
}

// stay goes on with the newest spell; one that has ended stays in the past and
// another begins, unless it is said that it has not ended.
func (c *turning) stay() error {
	last := len(c.life.Spells) - 1
	s := &c.life.Spells[last]
	switch {
	case s.Lost != 0 && c.patch.LostOn != nil:
		s.Lost = 0
		return nil
	case s.Lost != 0:
		c.begin(Spell{Won: max(c.today, s.Lost)})
		c.day = max(c.today, s.Lost)
		return nil
	}
	begins := c.life.Stage == "" || c.life.Stage == Prospect || c.life.Stage == Lost
	if c.day == 0 && (begins || c.patch.WonOn != nil) {
		c.day = s.Won
	}
	return nil
}

// noted returns the life with its history: a new stage is a new step; a new
// date or reason for the same one corrects it.
func (c *turning) noted(at int64) Life {
	out := c.life
	if c.past {
		return out
	}
	n := len(out.Changes)
	day := cmp.Or(c.day, c.today)
	again := c.begun && out.Stage == Lost // a whole time between two losses
	if n > 0 && c.was == out.Stage && !again || out.Stage == "" {
		return c.corrected()
	}
	number := 1
	if n > 0 {
		number = out.Changes[n-1].Number + 1
	}
	step := StageChange{Number: number, Day: day, Stage: out.Stage, Reason: c.patch.Reason, By: c.patch.By, At: at}
	out.Changes = append(slices.Clone(out.Changes), step)
	out.Changes = out.Changes[max(0, len(out.Changes)-MaxChanges):]
	return out
}

func (c *turning) corrected() Life {
	out := c.life
	n := len(out.Changes)
	if n == 0 || out.Changes[n-1].Stage != out.Stage {
		return out // the last step is of a customer that became this one
	}
	out.Changes = slices.Clone(out.Changes)
	step := &out.Changes[n-1]
	begins := n == 1 || out.Stage == Lost || c.day >= out.Changes[n-2].Day && (c.patch.Since != nil || !out.Changes[n-2].Stage.Stays())
	if c.day != 0 && begins {
		step.Day = c.day
	}
	if c.patch.Reason != "" {
		step.Reason = c.patch.Reason
	}
	return out
}

func valueOr(day *Day, other Day) Day {
	if day != nil {
		return *day
	}
	return other
}
