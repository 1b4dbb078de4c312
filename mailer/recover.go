package mailer

import (
	"context"
	"time"

	"barometer/surveys"
)

// recoverAgain is when a contact is looked at once more who cannot be asked just
// now, because another mail to the same person is on its way.
const recoverAgain = time.Hour

// recover asks the contact of a resolved case once more. Work that fails stays
// in the schedule and comes again after its lease.
func (m *Mailer) recover(ctx context.Context, d surveys.Due) {
	id, ok := caseOf(d)
	if !ok {
		return
	}
	again, err := m.Store.AskRecovery(ctx, id)
	switch {
	case err != nil:
	case again:
		err = m.Store.Release(ctx, d, m.Now().Add(recoverAgain))
	default:
		err = m.Store.Finish(ctx, d)
	}
	if err != nil {
		m.trouble(ctx, "a contact cannot be asked once more", "case", int(id), "error", err)
	}
}
