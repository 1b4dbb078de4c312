package mailer

import (
	"context"

	"barometer/surveys"
)

// telling is what became of one try of telling the team.
type telling int

const (
	told     telling = iota // nothing is left to do
	needless                // the case did not want it when it was looked at
	waits                   // some of it must be tried again
	theirs                  // somebody else has the work by now
)

// tell runs one try of telling the team, and finishes or postpones the work.
func (m *Mailer) tell(ctx, sending context.Context, d surveys.Due,
	once func(ctx, sending context.Context, d surveys.Due) (telling, error)) {
	var end telling
	ours, err := m.hold(sending, d)
	if err == nil && ours {
		stop := m.holding(sending, d)
		end, err = once(ctx, sending, d)
		stop()
	}
	if err != nil {
		m.trouble(ctx, "the team cannot be told", "kind", d.Kind, "case", d.ID, "error", err)
		end = waits
	} else if !ours {
		return
	}
	if err := m.endTelling(sending, d, end); err != nil {
		m.trouble(ctx, "what the team is to be told stays in the schedule", "kind", d.Kind, "case", d.ID, "error", err)
	}
}

// endTelling finishes or postpones the work.
func (m *Mailer) endTelling(sending context.Context, d surveys.Due, end telling) error {
	keep, cancel := m.keep(sending)
	defer cancel()
	switch end {
	case theirs:
		return nil
	case waits:
		return m.postponeAlert(keep, d)
	case needless:
		id, _ := caseOf(d)
		return m.Store.FinishNeedless(keep, d, id)
	}
	return m.Store.Finish(keep, d)
}

// hold renews the lease of the work; false: somebody else has it by now.
func (m *Mailer) hold(ctx context.Context, d surveys.Due) (bool, error) {
	keep, cancel := m.keep(ctx)
	defer cancel()
	return m.Store.Hold(keep, d, m.Now().Add(m.Lease))
}

// holding renews the lease until it is stopped: a server may take longer over
// one mail than a lease lasts.
func (m *Mailer) holding(ctx context.Context, d surveys.Due) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for pause(ctx, m.Lease/4) {
			if _, err := m.hold(ctx, d); err != nil {
				m.Log.Warn("the lease of an alert cannot be renewed", "case", d.ID, "error", err)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// postponeAlert tries again later, and gives up in the end.
func (m *Mailer) postponeAlert(ctx context.Context, d surveys.Due) error {
	at, ok := retryAt(m.Now(), d.Attempt)
	if !ok {
		m.Log.Error("gave up sending an alert", "case", d.ID)
		return m.Store.Finish(ctx, d)
	}
	return m.Store.Release(ctx, d, at)
}
