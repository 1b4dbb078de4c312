package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// history is what happened in a test: invitations as they stand and, folded by
// hand, the tallies that must come of it.
type history struct {
	tb    testing.TB
	store *store.Store
	clock *storetest.Clock
	made  int
}

func newHistory(tb testing.TB) *history {
	s, clock := storetest.Open(tb)
	return &history{tb: tb, store: s, clock: clock}
}

func (h *history) check(err error) {
	h.tb.Helper()
	if err != nil {
		h.tb.Fatal(err)
	}
}

// invitation returns a new one that nothing happened to yet.
func (h *history) invitation(project surveys.ProjectID, customer surveys.CustomerID, scale surveys.ScaleID) surveys.Invitation {
	h.made++
	interaction := surveys.InteractionID(fmt.Sprintf("I-%d", h.made))
	return surveys.Invitation{
		ID:      surveys.NewInvitationID(project, interaction, "csat5", 0),
		Project: project, Customer: customer, Interaction: interaction, Type: "ticket", Survey: "csat5", Scale: scale,
		Contact: surveys.NewContactID(fmt.Sprintf("%d@mail.example", h.made)),
		Mail:    surveys.MailScheduled, CreatedAt: h.clock.Now(),
	}
}

// note tells the outbox what happened to the invitation.
func (h *history) note(inv surveys.Invitation, kind surveys.EntryKind) {
	h.tb.Helper()
	h.check(h.store.Note(context.Background(), inv, kind, 0, 0))
}

// sent notes that the mail was sent now.
func (h *history) sent(inv *surveys.Invitation) {
	h.tb.Helper()
	inv.Mail, inv.SentAt = surveys.MailSent, h.clock.Now()
	h.note(*inv, surveys.EntrySent)
}

// answered notes an answer of now.
func (h *history) answered(inv *surveys.Invitation, choice int, by surveys.Evidence) {
	h.tb.Helper()
	inv.Answer, inv.Choice, inv.By, inv.AnsweredAt = surveys.Answered, choice, by, h.clock.Now()
	h.note(*inv, surveys.EntryAnswered)
}

// answer makes an invitation of a csat5 survey, sent and answered now.
func (h *history) answer(project surveys.ProjectID, customer surveys.CustomerID, choice int) surveys.Invitation {
	h.tb.Helper()
	inv := h.invitation(project, customer, surveys.CSAT5)
	h.sent(&inv)
	h.answered(&inv, choice, surveys.ByGesture)
	return inv
}

// changed notes that the choice is another one.
func (h *history) changed(inv *surveys.Invitation, choice int) {
	h.tb.Helper()
	was := inv.Choice
	inv.Choice, inv.By, inv.ChangedAt = choice, surveys.ByGesture, h.clock.Now()
	h.check(h.store.Note(context.Background(), *inv, surveys.EntryChanged, was, 0))
}

// voided notes that the answer does not count any more, restored that it does.
func (h *history) voided(inv *surveys.Invitation) {
	h.tb.Helper()
	inv.Answer = surveys.AnswerVoid
	h.note(*inv, surveys.EntryVoided)
}

func (h *history) restored(inv *surveys.Invitation) {
	h.tb.Helper()
	inv.Answer = surveys.Answered
	h.note(*inv, surveys.EntryRestored)
}

// follow moves the figures until every outbox is at its end.
func (h *history) follow() {
	h.tb.Helper()
	for shard := range surveys.Shards {
		followShard(h.tb, h.store, shard, 256)
	}
}

func followShard(tb testing.TB, s *store.Store, shard, most int) {
	tb.Helper()
	ctx := context.Background()
	for {
		b, err := s.Outbox(ctx, shard, "", most, 0)
		if err != nil {
			tb.Fatal(err)
		}
		if b.Len() == 0 {
			return
		}
		if _, err := s.Advance(ctx, b); err != nil {
			tb.Fatal(err)
		}
	}
}

// rebuild folds every signal anew whose history changed.
func (h *history) rebuild() {
	h.tb.Helper()
	for shard := range surveys.Shards {
		_, err := h.store.RebuildDirty(context.Background(), shard)
		h.check(err)
	}
}

// month is the period of the tests: March 2026.
func month() surveys.Period {
	return surveys.Period{From: surveys.DayFromDate(2026, time.March, 1), To: surveys.DayFromDate(2026, time.March, 31)}
}
