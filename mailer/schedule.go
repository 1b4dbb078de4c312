package mailer

import (
	"context"
	"strconv"
	"sync"
	"time"

	"barometer/surveys"
)

const (
	// pollEvery is how often the schedule is looked at when nothing is due.
	pollEvery = 100 * time.Millisecond
	// claimAtOnce is how much work a worker takes at once.
	claimAtOnce = 64
)

// work is one worker: it claims the due work of a shard and does it, until ctx
// ends. While the mails of one batch go out, it writes those of the next. What
// it has begun goes on under sending.
func (m *Mailer) work(ctx, sending context.Context) {
	written := make(chan *batch)
	go func() {
		defer close(written)
		for m.gate.wait(ctx) && m.late.room(ctx) {
			shard, due, err := m.turn.next(ctx)
			if err != nil && ctx.Err() == nil && m.gate.close() {
				m.Log.Error("the schedule cannot be read", "error", err)
			}
			if b := m.do(ctx, sending, shard, due); b != nil {
				written <- b
			} else if len(due) > 0 {
				m.hands.Add(-1)
			}
		}
	}()
	for b := range written {
		m.carry(sending, b)
		b.putBack()
		m.hands.Add(-1)
	}
}

// trouble logs work that failed. Work of a context that has ended failed for
// that: it stays in the schedule, and the next start does it.
func (m *Mailer) trouble(ctx context.Context, what string, args ...any) {
	if ctx.Err() == nil {
		m.Log.Error(what, args...)
	}
}

// do does claimed work, what the team must hear first, and returns the mails
// among it, written; nil where there are none.
func (m *Mailer) do(ctx, sending context.Context, shard int, due []surveys.Due) *batch {
	if m.Mute {
		due = m.keepMails(sending, shard, due)
	}
	until := m.Now().Add(m.Lease / 2)
	var mails []surveys.Due
	beside := &besides{m: m}
	defer beside.putBack(sending)
	for _, d := range due {
		switch d.Kind {
		case surveys.DueMail:
			mails = append(mails, d)
		case surveys.DueEvent:
			beside.event(sending, d)
		case surveys.DueWebhook:
			beside.delivery(sending, d)
		default:
			m.doOther(ctx, sending, d)
		}
	}
	if len(mails) == 0 {
		return nil
	}
	return m.writeMails(ctx, sending, shard, mails, until)
}

// doOther does work that is neither a mail to a customer nor a delivery.
func (m *Mailer) doOther(ctx, sending context.Context, d surveys.Due) {
	if send := m.senders[d.Kind]; send != nil {
		m.shortly(func() { send(ctx, sending, d) })
		return
	}
	switch d.Kind {
	case surveys.DueRecover:
		m.recover(ctx, d)
	case surveys.DuePool:
		m.foldCustomer(ctx, d)
	case surveys.DueAlarm:
		m.followUp(ctx, d)
	case surveys.DueRemind:
		m.remind(ctx, d)
	case surveys.DuePulse:
		m.pulse(ctx, d)
	case surveys.DueSettle:
		m.settle(ctx, d)
	}
}

// sender does work that ends in a mail of its own.
type sender func(ctx, sending context.Context, d surveys.Due)

// teamMails are the kinds of work that end in a mail to one of the team, or to a
// customer by one of them, with what does each.
func (m *Mailer) teamMails() map[surveys.DueKind]sender {
	return map[surveys.DueKind]sender{
		surveys.DueAlert: m.alert, surveys.DueCorrect: m.correct, surveys.DueAlarms: m.alarms, surveys.DueDigest: m.digest,
		surveys.DueReply: m.reply, surveys.DueDay: m.specialDay, surveys.DueFounder: m.founder, surveys.DueReport: m.report,
		surveys.DueEscalate: m.escalate, surveys.DuePost: m.post, surveys.DueTrial: m.try,
	}
}

// claim takes due work of a shard into hands, where there is some.
func (m *Mailer) claim(ctx context.Context, shard int) ([]surveys.Due, error) {
	m.hands.Add(1)
	due, err := m.Store.Claim(ctx, shard, m.Lease, claimAtOnce)
	if len(due) == 0 {
		m.hands.Add(-1)
	}
	return due, err
}

// turn gives the shards with due work to the workers, one after the other, so
// that a shard with much work does not keep the others waiting.
type turn struct {
	claim func(context.Context, int) ([]surveys.Due, error)
	due   func(context.Context) ([]int, error)

	one    chan struct{} // one worker looks at a time
	shards []int
}

func newTurn(claim func(context.Context, int) ([]surveys.Due, error), due func(context.Context) ([]int, error)) *turn {
	return &turn{claim: claim, due: due, one: make(chan struct{}, 1)}
}

// next waits for due work and claims it.
func (t *turn) next(ctx context.Context) (shard int, due []surveys.Due, err error) {
	select {
	case t.one <- struct{}{}:
		defer func() { <-t.one }()
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
	for {
		for len(t.shards) > 0 {
			shard, t.shards = t.shards[0], t.shards[1:]
			if due, err = t.claim(ctx, shard); err != nil || len(due) > 0 {
				return shard, due, err
			}
		}
		if t.shards, err = t.due(ctx); err != nil {
			return 0, nil, err
		}
		if len(t.shards) == 0 && !pause(ctx, pollEvery) {
			return 0, nil, ctx.Err()
		}
	}
}

// pause waits; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// gate keeps the workers from running against a server that does not answer:
// after each failure it stays closed for longer, up to a minute. What is due
// waits meanwhile, and costs no attempt.
type gate struct {
	mu     sync.Mutex
	failed int
	opens  time.Time
}

const gateMax = time.Minute

// wait returns when the gate is open; false when ctx ended first.
func (g *gate) wait(ctx context.Context) bool {
	for {
		g.mu.Lock()
		rest := time.Until(g.opens)
		g.mu.Unlock()
		if rest <= 0 {
			return ctx.Err() == nil
		}
		if !pause(ctx, rest) {
			return false
		}
	}
}

// close shuts the gate for 1, 2, 4 … seconds. Failures while it is shut are
// the same failure, seen by another worker: false.
func (g *gate) close() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if time.Now().Before(g.opens) {
		return false
	}
	g.failed++
	g.opens = time.Now().Add(min(gateMax, time.Second<<min(g.failed-1, 10)))
	return true
}

// open notes that the server answers again.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed, g.opens = 0, time.Time{}
}

// finish takes work off the schedule, or, where it wants another try and there
// is one left, puts it back for later.
func (m *Mailer) finish(ctx context.Context, d surveys.Due, again bool) error {
	keep, cancel := m.keep(ctx)
	defer cancel()
	if at, ok := retryAt(m.Now(), d.Attempt); again && ok {
		return m.Store.Release(keep, d, at)
	}
	return m.Store.Finish(keep, d)
}

// caseOf reads the number of a case out of due work.
func caseOf(d surveys.Due) (surveys.CaseID, bool) {
	n, err := strconv.Atoi(d.ID)
	return surveys.CaseID(n), err == nil && n > 0
}
