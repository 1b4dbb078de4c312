package mailer

import (
	"context"

	"barometer/surveys"
)

// remind asks a contact once more who did not answer. Work that fails stays in
// the schedule and comes again after its lease.
func (m *Mailer) remind(ctx context.Context, d surveys.Due) {
	_, _, err := m.Store.Remind(ctx, surveys.InvitationID(d.ID))
	if surveys.CodeOf(err) == surveys.NotFound {
		err = nil // there is nothing to remind of any more
	}
	if err != nil {
		m.trouble(ctx, "a contact cannot be reminded", "invitation", d.ID, "error", err)
		return
	}
	if err := m.Store.Finish(ctx, d); err != nil {
		m.trouble(ctx, "a reminder stays in the schedule", "invitation", d.ID, "error", err)
	}
}
