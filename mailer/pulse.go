package mailer

import (
	"context"

	"barometer/surveys"
)

// pulse asks the next contacts of a pulse; the store puts the rest of the round
// on the schedule. Work that fails comes again after its lease.
func (m *Mailer) pulse(ctx context.Context, d surveys.Due) {
	asked, err := m.Store.Pulse(ctx, d)
	if err != nil {
		m.trouble(ctx, "a pulse cannot go on", "survey", d.ID, "error", err)
		return
	}
	if asked > 0 {
		m.Log.Info("asked by a pulse", "survey", d.ID, "contacts", asked)
	}
}

// planPulses makes sure that every pulse is on the schedule, also of surveys
// that were saved by a program that died right after.
func (m *Mailer) planPulses(ctx context.Context) {
	if err := m.Store.SchedulePulses(ctx); err != nil {
		m.trouble(ctx, "pulses cannot be planned", "error", err)
	}
}
