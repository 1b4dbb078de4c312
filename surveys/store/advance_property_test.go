package store_test

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"pgregory.net/rapid"
)

// TestTalliesAreAFoldOverTheHistory lets anything happen in any order to a few
// invitations, follows it with two relays in batches of any size that die,
// repeat and overtake one another, and compares every tally with a fold.
func TestTalliesAreAFoldOverTheHistory(t *testing.T) {
	rdb := storetest.Redis(t)
	rapid.Check(t, func(rt *rapid.T) {
		storetest.Empty(t, rdb)
		s, clock := storetest.OpenAt(t, rdb)
		w := &world{history: &history{tb: t, store: s, clock: clock}, fold: map[string]surveys.Days{}, rt: rt}
		rt.Repeat(map[string]func(*rapid.T){
			"":             func(*rapid.T) {},
			"new":          w.begin,
			"imported":     w.brought,
			"next":         w.next,
			"change":       w.change,
			"void/restore": w.flip,
			"time": func(rt *rapid.T) {
				clock.Advance(time.Duration(rapid.IntRange(1, 40*24).Draw(rt, "hours")) * time.Hour)
			},
			"relay": w.relay,
		})
		w.follow()
		w.rebuild()
		w.compare()
		w.compareSignals()
	})
}

// world is a history with its fold.
type world struct {
	*history
	rt    *rapid.T
	all   []surveys.Invitation
	fold  map[string]surveys.Days // by what is tallied
	stale [surveys.Shards]store.Batch
}

func (w *world) pick(rt *rapid.T, want func(surveys.Invitation) bool) *surveys.Invitation {
	var found []int
	for i, inv := range w.all {
		if want(inv) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return &w.all[rapid.SampledFrom(found).Draw(rt, "invitation")]
}

// add moves tallies by their names.
func (w *world) add(names []string, at time.Time, move func(*surveys.Tally)) {
	day := surveys.DayOf(at, w.store.Zone())
	for _, name := range names {
		if w.fold[name] == nil {
			w.fold[name] = surveys.Days{}
		}
		var moved surveys.Tally
		moved.Add(w.fold[name][day])
		move(&moved)
		w.fold[name][day] = moved
	}
}

// mailed names the tallies that count the mail of an invitation: each as a
// whole, and of its survey.
func mailed(inv surveys.Invitation) []string {
	return withSurvey(inv, "all", "p:"+string(inv.Project), "c:"+string(inv.Customer))
}

// told names those that count its answer.
func told(inv surveys.Invitation) []string {
	if inv.Agent == "" {
		return mailed(inv)
	}
	return append(mailed(inv), withSurvey(inv, "a:"+string(inv.Agent))...)
}

// count moves what an answer is counted in.
func (w *world) count(inv surveys.Invitation, choice, by int) {
	w.add(told(inv), inv.AnsweredAt, func(t *surveys.Tally) { t.Count(inv.Scale, choice, by) })
}

func (w *world) mails(inv surveys.Invitation, by int) {
	if !inv.SentAt.IsZero() {
		w.add(mailed(inv), inv.SentAt, func(t *surveys.Tally) { t.Answered += by })
	}
}

func (w *world) draw(rt *rapid.T) surveys.Invitation {
	project := rapid.SampledFrom([]surveys.ProjectID{"support", "website", "app"}).Draw(rt, "project")
	customer := rapid.SampledFrom([]surveys.CustomerID{"northwind", "lakeside"}).Draw(rt, "customer")
	scale := rapid.SampledFrom([]surveys.ScaleID{surveys.CSAT5, surveys.NPS11, surveys.Thumbs}).Draw(rt, "scale")
	inv := w.invitation(project, customer, scale)
	inv.Agent = rapid.SampledFrom([]surveys.AgentID{"", "sam"}).Draw(rt, "agent")
	inv.Survey = rapid.SampledFrom([]surveys.SurveyID{surveys.SurveyID(scale), surveys.SurveyID(scale), "visit", "csat5"}).Draw(rt, "survey")
	return inv
}

func choice(rt *rapid.T, scale surveys.ScaleID) int {
	s, _ := surveys.ScaleByID(scale)
	return rapid.SampledFrom(s.Choices()).Draw(rt, "choice")
}

func (w *world) begin(rt *rapid.T) {
	inv := w.draw(rt)
	w.note(inv, surveys.EntryAsked)
	w.all = append(w.all, inv)
}

func (w *world) brought(rt *rapid.T) {
	inv := w.draw(rt)
	inv.Mail, inv.Answer, inv.By, inv.Choice = surveys.MailNone, surveys.Answered, surveys.ByImported, choice(rt, inv.Scale)
	inv.AnsweredAt = w.clock.Now().AddDate(0, 0, -rapid.IntRange(0, 200).Draw(rt, "days ago"))
	w.note(inv, surveys.EntryImported)
	w.count(inv, inv.Choice, 1)
	w.all = append(w.all, inv)
}

// next sends what waits, answers what was sent, or lets a mail come back.
func (w *world) next(rt *rapid.T) {
	inv := w.pick(rt, func(i surveys.Invitation) bool { return i.Answer == "" })
	if inv == nil {
		return
	}
	switch step := rapid.IntRange(0, 4).Draw(rt, "step"); {
	case inv.Mail == surveys.MailScheduled && step > 0:
		w.sent(inv)
		w.add(mailed(*inv), inv.SentAt, func(t *surveys.Tally) { t.Sent++ })
	case inv.Mail == surveys.MailSent && step == 1:
		inv.Mail = surveys.MailBounced
		w.note(*inv, surveys.EntryBounced)
		w.add(mailed(*inv), inv.SentAt, func(t *surveys.Tally) { t.Bounced++ })
	default: // also before the sending is noted
		w.answered(inv, choice(rt, inv.Scale), surveys.ByAuto)
		w.count(*inv, inv.Choice, 1)
		w.mails(*inv, 1)
		if inv.Mail == surveys.MailScheduled {
			w.sent(inv)
			w.add(mailed(*inv), inv.SentAt, func(t *surveys.Tally) { t.Sent++; t.Answered++ })
		}
	}
}

func (w *world) change(rt *rapid.T) {
	inv := w.pick(rt, func(i surveys.Invitation) bool { return i.Answer == surveys.Answered })
	if inv == nil {
		return
	}
	was := inv.Choice
	w.changed(inv, choice(rt, inv.Scale))
	w.count(*inv, was, -1)
	w.count(*inv, inv.Choice, 1)
}

func (w *world) flip(rt *rapid.T) {
	inv := w.pick(rt, func(i surveys.Invitation) bool { return i.Answer != "" })
	if inv == nil {
		return
	}
	by := 1
	if inv.Answer == surveys.Answered {
		by = -1
		w.voided(inv)
	} else {
		w.restored(inv)
	}
	w.count(*inv, inv.Choice, by)
	w.mails(*inv, by)
}

// relay moves one shard by a batch, or dies on the way, or tries a batch that
// was read long ago.
func (w *world) relay(rt *rapid.T) {
	ctx := context.Background()
	shard := rapid.SampledFrom([]surveys.ProjectID{"support", "website", "app"}).Draw(rt, "relay of").Shard()
	b, err := w.store.Outbox(ctx, shard, "", rapid.IntRange(1, 6).Draw(rt, "most"), 0)
	w.check(err)
	switch rapid.IntRange(0, 4).Draw(rt, "way") {
	case 0:
		w.check(w.store.Glance(ctx, b))
	case 1:
		w.stale[shard] = b
	case 2:
		if w.stale[shard].Len() > 0 {
			_, err = w.store.Advance(ctx, w.stale[shard])
			w.check(err)
		}
	default:
		_, err = w.store.Advance(ctx, b)
		w.check(err)
	}
}

// compare reads every tally, and every sum of all time.
func (w *world) compare() {
	ctx, s := context.Background(), w.store
	p := surveys.Period{From: s.Today() - 4000, To: s.Today() + 1}
	for name, want := range w.fold {
		var days surveys.Days
		var total surveys.Tally
		var err error
		var standing surveys.Standing
		switch kind, id := name[:2], name[2:]; kind {
		case "s:":
			w.compareSurvey(id, want, p)
			continue
		case "p:":
			days, err = s.ProjectDays(ctx, surveys.ProjectID(id), p)
			w.check(err)
			standing, err = s.ProjectStanding(ctx, surveys.ProjectID(id), p)
			total = standing.Total
		case "c:":
			days, err = s.CustomerDays(ctx, surveys.CustomerID(id), p)
			w.check(err)
			standing, err = s.CustomerStanding(ctx, surveys.CustomerID(id), p)
			total = standing.Total
		case "a:":
			days, err = s.AgentDays(ctx, surveys.AgentID(id), p)
			total = days.Total()
		case "al":
			days, err = s.PortfolioDays(ctx, p)
			w.check(err)
			standing, err = s.Portfolio(ctx, p)
			total = standing.Total
		}
		w.check(err)
		if got, want := plain(days), plain(want); !maps.Equal(got, want) {
			w.rt.Fatalf("%s: tallies %v, want %v", name, got, want)
		}
		if got, want := plain(surveys.Days{0: total}), plain(surveys.Days{0: want.Total()}); !maps.Equal(got, want) {
			w.rt.Fatalf("%s: all time %v, want %v", name, got, want)
		}
	}
}

// plain flattens days to counts that are not 0.
func plain(days surveys.Days) map[string]int {
	out := map[string]int{}
	for day, t := range days {
		put := func(what string, n int) {
			if n != 0 {
				out[fmt.Sprintf("%v %s", day, what)] = n
			}
		}
		put("sent", t.Sent)
		put("bounced", t.Bounced)
		put("answered", t.Answered)
		for scale, counts := range t.Answers {
			for choice, n := range counts {
				put(fmt.Sprintf("%s %d", scale, choice), n)
			}
		}
	}
	return out
}
