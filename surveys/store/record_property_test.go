package store_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"pgregory.net/rapid"
)

// In whatever order and however often pages send themselves back, at most one
// answer counts, the outbox adds up to it, it is the fold of what was taken by
// precedence, and sending anything once more changes nothing.
func TestRecordIsAFoldWhateverTheOrder(t *testing.T) {
	s, clock := storetest.Open(t)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		clock.Set(clock.Now().Add(30 * 24 * time.Hour))
		p := &tapping{t, s, clock, storetest.Sent(t, s, storetest.ID(fmt.Sprint("P-", round)), storetest.At(clock.Now())).ID}
		clock.Advance(rapid.SampledFrom([]time.Duration{30 * time.Second, 5 * time.Minute, time.Hour}).Draw(r, "age"))
		m := &fold{}
		var sent []store.Confirmation
		for range rapid.IntRange(1, 12).Draw(r, "events") {
			clock.Advance(time.Duration(rapid.IntRange(0, 90).Draw(r, "pause")) * time.Second)
			if len(sent) > 0 && rapid.Bool().Draw(r, "again") {
				c := sent[rapid.IntRange(0, len(sent)-1).Draw(r, "which")]
				before := p.invitation()
				if rec := p.confirm(c); rec.State != "" || !reflect.DeepEqual(before, p.invitation()) {
					r.Fatalf("a replay recorded %+v", rec)
				}
				continue
			}
			doubts := rapid.SampledFrom([]surveys.Doubts{0, 0, surveys.DoubtListed, surveys.DoubtHeaders}).Draw(r, "doubts")
			n := p.visit(byte(rapid.IntRange(1, 3).Draw(r, "client")), rapid.IntRange(1, 5).Draw(r, "choice"), doubts)
			m.lookBack(p, r)
			c := store.Confirmation{Nonce: n, Step: 1, Choice: n.Choice, Known: rapid.Bool().Draw(r, "known"),
				Act: rapid.SampledFrom([]surveys.Act{surveys.ActAuto, surveys.ActGesture, surveys.ActButton}).Draw(r, "act")}
			m.take(c, p.confirm(c))
			sent = append(sent, c)
			m.check(p, r)
		}
		if _, err := s.Settle(context.Background(), p.id); err != nil {
			r.Fatal(err)
		}
		if inv := p.invitation(); inv.Answer == surveys.AnswerPending {
			r.Fatal("a tap is pending after settling")
		}
		m.adds(p, r)
	})
}

// fold is what must count, computed from what was taken.
type fold struct {
	counts bool
	choice int
	by     surveys.Evidence
	owner  surveys.Client
}

// take folds one confirmation in, by the doubts that the store weighed.
func (m *fold) take(c store.Confirmation, rec store.Recorded) {
	ruling := surveys.Rule(c.Act, rec.Doubts, c.Known)
	if ruling.State != surveys.VisitCounted {
		return
	}
	by, flagged := ruling.By, ruling.By == surveys.ByButtonFlagged
	switch {
	case m.counts && c.Choice == m.choice:
		if by.Rank() <= m.by.Rank() {
			return
		}
	case m.counts:
		may := c.Act == surveys.ActButton || c.Known || m.owner == c.Nonce.Client || m.by == surveys.ByButtonFlagged
		if !may || flagged && m.by.Rank() > by.Rank() {
			return
		}
	}
	*m = fold{true, c.Choice, by, c.Nonce.Client}
}

// lookBack forgets what the store took back because the client of the answer
// was found to be no person.
func (m *fold) lookBack(p *tapping, r *rapid.T) {
	visits, err := p.store.Visits(context.Background(), p.id)
	if err != nil {
		r.Fatal(err)
	}
	if untouched := m.by == surveys.ByAuto || m.by == surveys.BySettled; untouched && visits.Flagged[m.owner] != 0 {
		*m = fold{}
	}
}

func (m *fold) check(p *tapping, r *rapid.T) {
	inv := p.invitation()
	if counts := inv.Answer == surveys.Answered; counts != m.counts || counts && (inv.Choice != m.choice || inv.By != m.by) {
		r.Fatalf("answer is %s %d by %s, the fold %+v", inv.Answer, inv.Choice, inv.By, *m)
	}
}

// adds checks that the outbox adds up to the answer.
func (m *fold) adds(p *tapping, r *rapid.T) {
	net, total := map[int]int{}, 0
	for _, e := range p.entries() {
		switch e.Kind {
		case surveys.EntryAnswered, surveys.EntryRestored:
			net[e.Choice]++
			total++
		case surveys.EntryChanged:
			net[e.Was]--
			net[e.Choice]++
		case surveys.EntryVoided:
			net[e.Choice]--
			total--
		}
	}
	inv, want := p.invitation(), 0
	if inv.Answer == surveys.Answered {
		want = 1
	}
	if total != want || net[inv.Choice] != want {
		r.Fatalf("the outbox adds up to %v, the answer is %s %d", net, inv.Answer, inv.Choice)
	}
}
