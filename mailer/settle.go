package mailer

import (
	"context"

	"barometer/surveys"
)

// settle ends the holding back of doubtful taps at an invitation. Work that
// fails stays in the schedule and comes again after its lease.
func (m *Mailer) settle(ctx context.Context, d surveys.Due) {
	if _, err := m.Store.Settle(ctx, surveys.InvitationID(d.ID)); err != nil {
		m.trouble(ctx, "held taps cannot be settled", "invitation", d.ID, "error", err)
		return
	}
	if err := m.Store.Finish(ctx, d); err != nil {
		m.trouble(ctx, "settled work cannot be finished", "invitation", d.ID, "error", err)
	}
}
