package mailer

import (
	"context"
	"time"

	"barometer/surveys"
)

const (
	// aheadEvery is how often somebody looks for work that must not wait for mails.
	aheadEvery = 200 * time.Millisecond
	// aheadMails is how many mails to the team are claimed together: so few that
	// the last begins within its lease, where each takes a slow server's patience.
	aheadMails = 4
)

// ahead does the due work of some kinds beside the workers, so that neither the
// mails that are due before it nor a server that is slow to take them keep a
// complaint from the team. It looks where open says that it may; nil: always.
func (m *Mailer) ahead(ctx, sending context.Context, open func(context.Context) bool, atOnce int, kinds []surveys.DueKind) {
	var from [surveys.Shards]int
	for pause(ctx, aheadEvery) && (open == nil || open(ctx)) {
		shards, err := m.Store.DueShards(ctx)
		if err != nil {
			continue // the workers say so
		}
		for _, shard := range shards {
			from[shard] = m.aheadIn(ctx, sending, shard, from[shard], atOnce, kinds)
		}
	}
}

// aheadIn does the work of a shard as long as there is much, and returns where
// to look next.
func (m *Mailer) aheadIn(ctx, sending context.Context, shard, from, atOnce int, kinds []surveys.DueKind) int {
	m.hands.Add(1)
	defer m.hands.Add(-1)
	for {
		due, next, err := m.Store.ClaimAhead(ctx, shard, m.Lease, atOnce, from, kinds)
		if err != nil {
			return from
		}
		m.do(ctx, sending, shard, due)
		if len(due) < atOnce || ctx.Err() != nil {
			return next
		}
	}
}

// mailless are the kinds of work that no mail server is needed for.
func mailless() []surveys.DueKind {
	return []surveys.DueKind{
		surveys.DueEvent, surveys.DueWebhook, surveys.DueSettle, surveys.DueAlarm, surveys.DuePool,
		surveys.DueRecover, surveys.DueRemind, surveys.DuePulse,
	}
}
