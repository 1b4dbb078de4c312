package surveys

import "strings"

// RecoveryType is the type of the invitation that asks once more, after a case
// is resolved.
const RecoveryType = "recovery"

// Occasion returns PulseType or RecoveryType, "" for a question about an
// interaction.
func (i Invitation) Occasion() string {
	switch {
	case i.Recovers != 0, i.Type == RecoveryType:
		return RecoveryType
	case i.Type == PulseType:
		return PulseType
	}
	return ""
}

// maxNumber is how long a number may be that people know.
const maxNumber = 16

// Number returns the id of a ticket where a person would recognise it as a
// number on a paper, not a key of some program; else "".
func (i Invitation) Number() string {
	id := string(i.Interaction)
	strange := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' && r != '#'
	}
	if i.Type != "ticket" || !strings.ContainsAny(id, "0123456789") || len(id) > maxNumber || strings.ContainsFunc(id, strange) {
		return ""
	}
	return id
}

// ManualType is the type of an interaction that somebody of the team asks about
// by hand: there is no id of a ticket or the like to it.
const ManualType = "manual"
