package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// again is another invitation of the same store, sent an hour ago.
func (t *tapping) again(options ...storetest.Option) *tapping {
	t.tb.Helper()
	t.clock.Advance(20 * 24 * time.Hour)
	inv := storetest.Sent(t.tb, t.store, options...)
	t.clock.Advance(time.Hour)
	return &tapping{t.tb, t.store, t.clock, inv.ID}
}

// complains presses a choice, with words.
func (t *tapping) complains(choice int, words surveys.Words) surveys.Case {
	t.tb.Helper()
	c := press(t.visit(1, choice, 0), 1, choice)
	c.Words = words
	t.confirm(c)
	return t.caseOf(t.invitation().Case)
}

func (t *tapping) caseOf(id surveys.CaseID) surveys.Case {
	t.tb.Helper()
	c, err := t.store.Case(context.Background(), id)
	if err != nil {
		t.tb.Fatal(err)
	}
	return c
}

func (t *tapping) file(id surveys.CaseID) surveys.CaseFile {
	t.tb.Helper()
	f, err := t.store.CaseFile(context.Background(), id)
	if err != nil {
		t.tb.Fatal(err)
	}
	return f
}

func (t *tapping) patch(id surveys.CaseID, p surveys.CasePatch) surveys.Case {
	t.tb.Helper()
	c, err := t.store.PatchCase(context.Background(), id, p)
	if err != nil {
		t.tb.Fatal(err)
	}
	return c
}

func (t *tapping) resolve(id surveys.CaseID) {
	t.tb.Helper()
	state := surveys.CaseResolved
	t.patch(id, surveys.CasePatch{By: "marta", State: &state})
}

// tell has the team told of the case as it stands, as the mailer does.
func (t *tapping) tell(c surveys.Case) {
	t.tb.Helper()
	t.follow()
	ctx := context.Background()
	due, err := t.store.Claim(ctx, c.ID.Shard(), time.Minute, 10)
	if err != nil {
		t.tb.Fatal(err)
	}
	for _, d := range due {
		if d.Kind != surveys.DueAlert {
			if err := t.store.Release(ctx, d, d.At); err != nil {
				t.tb.Fatal(err)
			}
			continue
		}
		if _, err := t.store.CaseAlerted(ctx, c.ID, c.News, t.clock.Now()); err != nil {
			t.tb.Fatal(err)
		}
		if err := t.store.FinishNeedless(ctx, d, c.ID); err != nil {
			t.tb.Fatal(err)
		}
	}
}

// due reports whether work of a kind is on the schedule for the case, and when.
func (t *tapping) due(kind surveys.DueKind, id surveys.CaseID) (time.Time, bool) {
	t.tb.Helper()
	t.follow()
	all, err := t.store.Schedule(context.Background(), id.Shard())
	if err != nil {
		t.tb.Fatal(err)
	}
	at, there := all[fmt.Sprintf("%s:%d", kind, int(id))]
	return at, there
}

func lineKinds(f surveys.CaseFile) []surveys.LineKind {
	var out []surveys.LineKind
	for _, l := range f.Log {
		out = append(out, l.Kind)
	}
	return out
}

// A case that was resolved is opened again by whatever the customer says anew on
// the same page, and the team is told again, each time once.
func TestAResolvedCaseIsOpenedAgain(t *testing.T) {
	for name, anew := range map[string]func(p *tapping){
		"a worse choice":           func(p *tapping) { p.confirm(press(p.visit(1, 1, 0), 1, 1)) },
		"the same choice, pressed": func(p *tapping) { p.confirm(press(p.visit(1, 2, 0), 1, 2)) },
		"please contact me":        func(p *tapping) { p.complains(2, surveys.Words{ContactWanted: true}) },
		"another comment":          func(p *tapping) { p.complains(2, surveys.Words{Comment: "It is broken again."}) },
		"a complaint after a change of mind": func(p *tapping) {
			p.confirm(press(p.visit(1, 5, 0), 1, 5))
			p.clock.Advance(time.Minute)
			p.confirm(press(p.visit(1, 2, 0), 1, 2))
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTapping(t, time.Hour)
			c := p.complains(2, surveys.Words{Comment: "It is broken."})
			p.tell(c)
			p.resolve(c.ID)
			p.clock.Advance(48 * time.Hour)
			anew(p)
			got := p.caseOf(c.ID)
			if got.State != surveys.CaseOpen || got.Chapter != 2 || !got.Since.Equal(p.clock.Now()) || got.Withdrawn {
				t.Fatalf("the case is %+v, want it open in its second chapter", got)
			}
			if _, there := p.due(surveys.DueAlert, c.ID); !there {
				t.Error("the team is not told again")
			}
			if at, there := p.due(surveys.DueEscalate, c.ID); !there || !at.Equal(p.clock.Now().Add(24*time.Hour)) {
				t.Errorf("founders due %v %t, want in a day", at, there)
			}
			if _, there := p.due(surveys.DueRecover, c.ID); there {
				t.Error("the customer is asked about the end of a case that is open")
			}
			p.tell(got)
			if _, there := p.due(surveys.DueAlert, c.ID); there {
				t.Error("the team is told twice of one reason")
			}
			open, total, err := p.store.Cases(context.Background(), surveys.CaseOpen, 10)
			if err != nil || total != 1 || len(open) != 1 {
				t.Errorf("%d open cases (%v), want this one", total, err)
			}
			if standing, err := p.store.ProjectStanding(context.Background(), "support", month()); err != nil || standing.Cases != 1 {
				t.Errorf("the project shows %d open cases (%v), want 1", standing.Cases, err)
			}
		})
	}
}

// What is no news leaves a resolved case alone.
func TestAResolvedCaseStays(t *testing.T) {
	for name, now := range map[string]func(p *tapping){
		"a better choice":                 func(p *tapping) { p.confirm(press(p.visit(1, 5, 0), 1, 5)) },
		"the same choice, left untouched": func(p *tapping) { p.confirm(auto(p.visit(1, 2, 0), 1)) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newTapping(t, time.Hour)
			c := p.complains(2, surveys.Words{})
			p.tell(c)
			p.resolve(c.ID)
			p.clock.Advance(time.Hour)
			now(p)
			if got := p.caseOf(c.ID); got.State != surveys.CaseResolved || got.Chapter != 1 {
				t.Errorf("the case is %s, chapter %d", got.State, got.Chapter)
			}
			if _, there := p.due(surveys.DueAlert, c.ID); there {
				t.Error("the team is told of nothing")
			}
		})
	}
}

// What the same customer says in the same project joins the open case; what
// another says, or about another project, does not.
func TestOneCaseAStory(t *testing.T) {
	p := newTapping(t, time.Hour)
	c := p.complains(2, surveys.Words{})
	p.tell(c)
	second := p.again(storetest.ID("T-2"), storetest.To(storetest.Ben, "Ben"))
	joined := second.complains(1, surveys.Words{Comment: "For us, too."})
	if joined.ID != c.ID || joined.Latest != second.id || joined.News != 2 || joined.Chapter != 1 {
		t.Fatalf("the second complaint is case %+v, want it in %d", joined, c.ID)
	}
	if f := p.file(c.ID); !slices.Equal(f.Voices, []surveys.InvitationID{p.id, second.id}) {
		t.Errorf("the case is about %v", f.Voices)
	}
	if _, there := p.due(surveys.DueAlert, c.ID); !there {
		t.Error("the team is not told of the second complaint")
	}
	other := p.again(storetest.ID("T-3"), storetest.For(storetest.Website(), storetest.Northwind()))
	if k := other.complains(1, surveys.Words{}); k.ID == c.ID {
		t.Error("a complaint in another project joined")
	}
	carla := p.again(storetest.ID("T-4"), storetest.For(storetest.Support(), storetest.Lakeside()), storetest.To(storetest.Carla, "Carla"))
	if k := carla.complains(1, surveys.Words{}); k.ID == c.ID {
		t.Error("a complaint of another customer joined")
	}
	p.resolve(c.ID)
	third := p.again(storetest.ID("T-5"))
	if k := third.complains(1, surveys.Words{}); k.ID == c.ID || k.State != surveys.CaseOpen {
		t.Error("a complaint about something else joined a case that was resolved")
	}
	want := []surveys.LineKind{surveys.LineOpened, surveys.LineTold, surveys.LineJoined, surveys.LineState}
	if got := lineKinds(p.file(c.ID)); !slices.Equal(got, want) {
		t.Errorf("the log says %v, want %v", got, want)
	}
}

// A case of two complaints is withdrawn when both are, by whomever.
func TestACaseIsWithdrawnWithItsLastComplaint(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	c := p.complains(2, surveys.Words{})
	second := p.again(storetest.ID("T-2"), storetest.To(storetest.Ben, "Ben"))
	second.complains(1, surveys.Words{})
	withdrawn := func(want bool) {
		t.Helper()
		p.clock.Advance(time.Minute)
		if got := p.caseOf(c.ID); got.Withdrawn != want {
			t.Errorf("withdrawn %t, want %t", got.Withdrawn, want)
		}
	}
	p.confirm(press(p.visit(1, 5, 0), 1, 5))
	withdrawn(false)
	must(t, p.store.Void(ctx, second.id, "marta", "a joke"))
	withdrawn(true)
	must(t, p.store.Restore(ctx, second.id, "marta", "no joke"))
	withdrawn(false)
	second.confirm(press(second.visit(1, 4, 0), 1, 4))
	withdrawn(true)
	p.confirm(press(p.visit(1, 1, 0), 1, 1))
	withdrawn(false)
}

// Two complaints of one customer that come in at once open one case.
func TestComplaintsAtOnceOpenOneCase(t *testing.T) {
	p := newTapping(t, time.Hour)
	taps := []*tapping{p}
	for i, who := range []string{storetest.Ben, storetest.Dora} {
		taps = append(taps, p.again(storetest.ID(fmt.Sprint("T-", i+2)), storetest.To(who, "")))
	}
	var confirmations []store.Confirmation
	for _, q := range taps {
		confirmations = append(confirmations, press(q.visit(1, 1, 0), 1, 1))
	}
	done := make(chan error)
	for _, c := range confirmations {
		go func() {
			_, err := p.store.Confirm(context.Background(), c)
			done <- err
		}()
	}
	for range confirmations {
		must(t, <-done)
	}
	first := p.invitation().Case
	for _, q := range taps {
		if got := q.invitation().Case; got != first || got == 0 {
			t.Errorf("case %d, want %d", got, first)
		}
	}
	if f := p.file(first); len(f.Voices) != len(taps) || f.News != len(taps) {
		t.Errorf("%d answers, %d news, want %d", len(f.Voices), f.News, len(taps))
	}
}
