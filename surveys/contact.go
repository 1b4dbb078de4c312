package surveys

import "time"

// Active reports whether a pulse may ask the contact: part of an interaction
// within PulseActive, reachable, and not opted out.
func (c Contact) Active(now time.Time) bool {
	return c.OptedOutAt.IsZero() && c.BouncedAt.IsZero() && now.Sub(c.ActiveAt) <= PulseActive
}

// ContactPatch changes what it holds of a contact; nil leaves a field as it is,
// an empty value removes it.
type ContactPatch struct {
	Name        *string
	Language    *string
	TimeZone    *string
	Role        *Role
	Tie         *UserID // must be somebody on the team, which the store knows
	PausedUntil *time.Time
}

// Check returns nil, or an Invalid error that names every wrong field.
func (c ContactPatch) Check() error {
	var p Problems
	contact := Contact{}
	for _, f := range []struct{ from, to *string }{{c.Name, &contact.Name}, {c.Language, &contact.Language}, {c.TimeZone, &contact.TimeZone}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Role != nil {
		contact.Role = *c.Role
	}
	contact.check(&p, "")
	return p.Err()
}
