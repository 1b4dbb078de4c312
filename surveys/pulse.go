package surveys

import (
	"encoding/binary"
	"time"
)

// PulseActive is how recent the last interaction of a contact must be for a
// pulse to ask: half a year, in which even a quarterly meeting happens.
const PulseActive = 180 * 24 * time.Hour

// PulseType is the type of the invitations of a pulse.
const PulseType = "pulse"

// Pulses reports whether the survey is asked every few weeks by itself.
func (s Survey) Pulses() bool { return s.Pulse > 0 && !s.Archived }

// NewPulseID derives the invitation of a contact in one round of a pulse, so
// that a repeat finds its own. Rounds are counted from 1.
func NewPulseID(project ProjectID, contact ContactID, survey SurveyID, round int) InvitationID {
	return NewInvitationID(project, InteractionID(PulseType+":"+string(contact)), survey, round)
}

// NextMonday returns the first Monday after the day.
func (d Day) NextMonday() Day {
	return d + Day(7-int(d.Time().Weekday()))%7 + 1
}

// PulseShare says how far into the hours of a week the contact is asked, 0 up
// to 1: the same in every round, so that the weeks between are whole.
func PulseShare(contact ContactID, survey SurveyID) float64 {
	sum := hashParts(PulseType, string(contact), string(survey))
	return float64(binary.BigEndian.Uint32(sum[:4])) / (1 << 32)
}

// Shard returns the part of the house that keeps the rounds of the survey's
// pulse.
func (id SurveyID) Shard() int { return ProjectID(id).Shard() }
