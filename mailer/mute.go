package mailer

import (
	"context"
	"time"

	"barometer/surveys"
)

// muteFor is how long mails are left alone while there is no sender.
const muteFor = 5 * time.Second

// isMail reports work that ends as a mail, as most does.
func isMail(kind surveys.DueKind) bool {
	switch kind {
	case surveys.DueAlarm, surveys.DueEvent, surveys.DueWebhook, surveys.DuePool, surveys.DueSettle,
		surveys.DueRemind, surveys.DuePulse, surveys.DueRecover:
		return false
	}
	return true
}

// keepMails returns the claimed work that needs no sender. Mails go back to the
// schedule as if nobody had claimed them: waiting for a sender costs no try.
func (m *Mailer) keepMails(ctx context.Context, shard int, due []surveys.Due) []surveys.Due {
	var mails, rest []surveys.Due
	for _, d := range due {
		if isMail(d.Kind) {
			mails = append(mails, d)
		} else {
			rest = append(rest, d)
		}
	}
	if len(mails) == 0 {
		return rest
	}
	keep, cancel := m.keep(ctx)
	defer cancel()
	if err := m.Store.Postpone(keep, shard, mails, m.Now().Add(muteFor)); err != nil {
		m.Log.Error("mails that wait for a sender cannot be put back", "error", err)
	}
	return rest
}
