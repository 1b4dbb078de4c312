package surveys

import (
	"fmt"
	"slices"
	"strings"
)

// Stage is where a customer is in its life with us.
type Stage string

// The stages in their order; the empty one is unknown.
const (
	Prospect   Stage = "prospect"
	Onboarding Stage = "onboarding"
	Active     Stage = "active"
	OnPause    Stage = "paused"
	AtRisk     Stage = "at_risk"
	Lost       Stage = "lost"
	WonBack    Stage = "won_back"
)

// Stages returns all of them in their order.
func Stages() []Stage {
	return []Stage{Prospect, Onboarding, Active, OnPause, AtRisk, Lost, WonBack}
}

func (s Stage) known() bool { return slices.Contains(Stages(), s) }

// Stays reports whether the stage is one of a customer: no prospect, not lost,
// not unknown.
func (s Stage) Stays() bool { return s.known() && s != Prospect && s != Lost }

// StageChange is one step of a customer's life.
type StageChange struct {
	Number int    // counted from 1 over the customer's life
	Day    Day    // from when the stage holds
	Stage  Stage  // from then on
	Reason string // in somebody's words; may be empty
	By     UserID // empty: a program
	At     int64  // when it was told, Unix seconds
}

// NoteID is the id of the line that tells the step on the customer's timeline.
func (c StageChange) NoteID() string { return fmt.Sprintf("stage-%d-%d", c.Number, c.At) }

// Text is the step as it is kept on the timeline, for the API: "at risk from
// 2026-11-02: their budget was cut".
func (c StageChange) Text() string {
	text := strings.ReplaceAll(string(c.Stage), "_", " ") + " from " + c.Day.String()
	if c.Day == 0 {
		text = strings.ReplaceAll(string(c.Stage), "_", " ") + ", nobody knows since when"
	}
	if c.Reason != "" {
		text += ": " + c.Reason
	}
	return text
}
