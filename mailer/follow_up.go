package mailer

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// followUp opens a case for a decline, or has it join the one that is open.
// Where history changed so that there was none, nothing is left to do. Work
// that fails stays in the schedule and comes again after its lease.
func (m *Mailer) followUp(ctx context.Context, d surveys.Due) {
	a, err := m.Store.Alarm(ctx, surveys.AlarmID(d.ID))
	if err == nil {
		err = m.followAlarm(ctx, a)
	}
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		m.trouble(ctx, "no case can be opened for an alarm", "alarm", d.ID, "error", err)
		return
	}
	if err := m.Store.Finish(ctx, d); err != nil {
		m.trouble(ctx, "an alarm cannot be finished", "alarm", d.ID, "error", err)
	}
}

// poolAgain is when a fold is repeated that another overtook.
const poolAgain = time.Second

// foldCustomer folds the signal of a customer over all its projects.
func (m *Mailer) foldCustomer(ctx context.Context, d surveys.Due) {
	done, err := m.Store.PoolCustomer(ctx, surveys.CustomerID(d.ID), m.followAlarm)
	switch {
	case err == nil && done:
		err = m.Store.Finish(ctx, d)
	case err == nil:
		err = m.Store.Release(ctx, d, m.Now().Add(poolAgain))
	}
	if err != nil {
		m.trouble(ctx, "a customer's projects cannot be looked at together", "error", err)
	}
}

// followAlarm opens the case and tells of it: webhooks and chats, and the team
// together with other declines of the hour.
func (m *Mailer) followAlarm(ctx context.Context, a surveys.Alarm) error {
	id, _, err := m.Store.OpenAlarmCase(ctx, a, m.clock().Alarm(a))
	if err != nil || m.Now().Sub(a.At) >= store.AlarmNews {
		return err
	}
	if err := m.tellAlarm(ctx, a, id); err != nil {
		return err
	}
	return m.Store.GroupAlarm(ctx, a.ID, m.alarmHour())
}
