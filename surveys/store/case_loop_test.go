package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// team makes people who may act, by the part of the address before the @.
func team(t *testing.T, s *store.Store, names ...string) map[string]surveys.User {
	t.Helper()
	out := map[string]surveys.User{}
	for _, name := range names {
		u, err := s.AddUser(context.Background(), surveys.User{Email: name + "@house.example", Name: strings.ToUpper(name[:1]) + name[1:], Role: surveys.Member})
		must(t, err)
		out[name] = u
	}
	return out
}

func TestWhoFollowsUp(t *testing.T) {
	for name, c := range map[string]struct {
		rules func(surveys.Ownership, map[string]surveys.User) surveys.Ownership
		want  []string // of three cases
	}{
		"nobody by any rule": {func(o surveys.Ownership, _ map[string]surveys.User) surveys.Ownership { return o }, []string{"", "", ""}},
		"one after the other": {func(o surveys.Ownership, u map[string]surveys.User) surveys.Ownership {
			o.Rota = []surveys.UserID{u["ada"].ID, u["ben"].ID}
			return o
		}, []string{"Ada", "Ben", "Ada"}},
		"the project's before the rota's": {func(o surveys.Ownership, u map[string]surveys.User) surveys.Ownership {
			o.Rota, o.Projects = []surveys.UserID{u["ada"].ID}, map[surveys.ProjectID]surveys.UserID{"support": u["cem"].ID}
			return o
		}, []string{"Cem", "Cem", "Cem"}},
		"the customer's before the project's": {func(o surveys.Ownership, u map[string]surveys.User) surveys.Ownership {
			o.Customers = map[surveys.CustomerID]surveys.UserID{"c2": u["ben"].ID}
			o.Projects = map[surveys.ProjectID]surveys.UserID{"support": u["cem"].ID}
			return o
		}, []string{"Cem", "Ben", "Cem"}},
	} {
		t.Run(name, func(t *testing.T) {
			h, ctx := newHistory(t), context.Background()
			people := team(t, h.store, "ada", "ben", "cem")
			must(t, h.store.PutOwnership(ctx, c.rules(surveys.Ownership{}, people)))
			var got []string
			for _, id := range []string{"1", "2", "3"} {
				got = append(got, h.complaintOf(t, surveys.CustomerID("c"+id), "support", id).Owner)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("owners %q, want %q", got, c.want)
			}
		})
	}
}

func TestRulesNameTheTeamOnly(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx, people := context.Background(), team(t, s, "ada")
	viewer, err := s.AddUser(ctx, surveys.User{Email: "vic@house.example", Role: surveys.Viewer})
	must(t, err)
	for _, c := range []struct {
		name string
		o    surveys.Ownership
	}{
		{"a stranger", surveys.Ownership{Rota: []surveys.UserID{"nobody"}}},
		{"who may only look", surveys.Ownership{Founders: []surveys.UserID{viewer.ID}}},
		{"too little patience", surveys.Ownership{After: time.Minute}},
	} {
		if err := s.PutOwnership(ctx, c.o); surveys.CodeOf(err) != surveys.Invalid {
			t.Errorf("%s: %v, want it refused", c.name, err)
		}
	}
	want := surveys.Ownership{Rota: []surveys.UserID{people["ada"].ID}, Founders: []surveys.UserID{people["ada"].ID}, After: 4 * time.Hour,
		Projects: map[surveys.ProjectID]surveys.UserID{"p:x": people["ada"].ID}, Customers: map[surveys.CustomerID]surveys.UserID{"c:": people["ada"].ID}}
	must(t, s.PutOwnership(ctx, want))
	got, err := s.Ownership(ctx)
	must(t, err)
	if !slices.Equal(got.Rota, want.Rota) || got.After != want.After || got.Projects["p:x"] == "" || got.Customers["c:"] == "" || len(got.Projects) != 1 {
		t.Errorf("rules %+v, want %+v", got, want)
	}
}

// A decision maker's complaint goes to the founders at once, any other when
// nobody has acted in the time set.
func TestWhenFoundersAreTold(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	must(t, p.store.PutOwnership(ctx, surveys.Ownership{After: 4 * time.Hour}))
	c := p.complains(1, surveys.Words{})
	if at, there := p.due(surveys.DueEscalate, c.ID); !there || !at.Equal(p.clock.Now().Add(4*time.Hour)) {
		t.Errorf("founders due %v %t, want in four hours", at, there)
	}
	boss := p.again(storetest.ID("T-2"), storetest.For(storetest.Website(), storetest.Lakeside()), storetest.To(storetest.Carla, "Carla"),
		func(in *surveys.Interaction) { in.Contact.Role = surveys.DecisionMaker })
	k := boss.complains(1, surveys.Words{})
	if at, there := p.due(surveys.DueEscalate, k.ID); !there || !at.Equal(p.clock.Now()) {
		t.Errorf("founders due %v %t, want at once, %v", at, there, p.clock.Now())
	}
	p.resolve(c.ID)
	if _, there := p.due(surveys.DueEscalate, c.ID); there {
		t.Error("founders are told of what is resolved")
	}
}

func TestTheLogOfACase(t *testing.T) {
	p := newTapping(t, time.Hour)
	c := p.complains(2, surveys.Words{})
	cause, lesson, owner, contacted := "Told too late", "Tell first, mend second.\nAlways.", "Marta", surveys.CaseContacted
	for range 2 { // a repeat changes nothing
		p.patch(c.ID, surveys.CasePatch{By: "marta", Note: "Say sorry first | then explain.\nTwice."})
		p.patch(c.ID, surveys.CasePatch{By: "marta", State: &contacted, Owner: &owner, Cause: &cause, Lesson: &lesson})
		p.patch(c.ID, surveys.CasePatch{})
	}
	f := p.file(c.ID)
	want := []surveys.LineKind{surveys.LineOpened, surveys.LineNote, surveys.LineOwner, surveys.LineCause, surveys.LineLesson, surveys.LineState}
	if len(f.Log) != len(want)+1 {
		t.Fatalf("the log says %v", lineKinds(f))
	}
	// The note came again after other lines: somebody meant it.
	if got := lineKinds(f)[:len(want)]; !slices.Equal(got, want) || f.Log[len(want)].Kind != surveys.LineNote {
		t.Errorf("the log says %v, want %v and the note again", lineKinds(f), want)
	}
	if note := f.Log[1]; note.Who != "marta" || note.Text != "Say sorry first | then explain.\nTwice." || f.ActedAt.IsZero() {
		t.Errorf("the note is %+v", note)
	}
	lessons, err := p.store.Lessons(context.Background(), store.LessonQuery{})
	must(t, err)
	if len(lessons) != 1 || lessons[0].Cause != cause || lessons[0].Lesson != lesson {
		t.Errorf("the lessons are %+v", lessons)
	}
	for _, q := range []store.LessonQuery{{Project: "website"}, {Period: surveys.Period{To: p.store.Today() - 1}}} {
		if none, err := p.store.Lessons(context.Background(), q); err != nil || len(none) != 0 {
			t.Errorf("%+v: %d lessons (%v), want none", q, len(none), err)
		}
	}
}

func TestAReplyIsWrittenOnce(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	marta := team(t, p.store, "marta")["marta"]
	c := p.complains(2, surveys.Words{})
	write := func(text string) (surveys.Reply, bool) {
		t.Helper()
		r, written, err := p.store.WriteReply(ctx, store.NewReply{Case: c.ID, By: marta, Text: text})
		must(t, err)
		return r, written
	}
	first, written := write("Dear Anna,\r\n\x00sorry.")
	again, twice := write("Dear Anna,\nsorry.")
	if !written || twice || first.Number != 1 || again.Number != 1 || first.Text != "Dear Anna,\nsorry." {
		t.Fatalf("first %+v %t, again %+v %t", first, written, again, twice)
	}
	if second, written := write("And one more thing."); !written || second.Number != 2 {
		t.Errorf("second %+v %t", second, written)
	}
	got := p.file(c.ID)
	if got.State != surveys.CaseContacted || got.Owner != "Marta" || got.OwnerID != marta.ID || len(got.Answers) != 2 || got.ActedAt.IsZero() {
		t.Errorf("the case is %+v", got)
	}
	due, err := p.store.Schedule(ctx, c.ID.Shard())
	must(t, err)
	for _, member := range []string{"reply:24.1", "reply:24.2"} {
		if _, there := due[member]; !there || c.ID != 24 {
			t.Errorf("%s of case %d is not due: %v", member, c.ID, due)
		}
	}
	ben := p.again(storetest.ID("T-2"), storetest.To(storetest.Ben, "Ben"))
	ben.complains(1, surveys.Words{})
	if third, _ := write("Dear Ben, sorry, too."); third.To != surveys.NewContactID(storetest.Ben) || third.About != ben.id {
		t.Errorf("the answer to Ben is %+v", third)
	}
	for _, bad := range []string{"", " \n ", strings.Repeat("a", surveys.MaxReply+1)} {
		_, _, err := p.store.WriteReply(ctx, store.NewReply{Case: c.ID, By: marta, Text: bad})
		wantCode(t, err, surveys.Invalid)
	}
}

// After a resolved case the customer is asked once more, whatever the quiet
// period says; what comes of it stands on the case.
func TestAResolvedCaseAsksOnceMore(t *testing.T) {
	for name, c := range map[string]struct {
		choice int
		want   surveys.Recovery
		state  surveys.CaseState
	}{
		"satisfied":  {5, surveys.Recovered, surveys.CaseResolved},
		"neither":    {3, surveys.RecoveryUnclear, surveys.CaseResolved},
		"once again": {1, surveys.NotRecovered, surveys.CaseOpen},
	} {
		t.Run(name, func(t *testing.T) {
			p, ctx := newTapping(t, time.Hour), context.Background()
			k := p.complains(2, surveys.Words{})
			p.resolve(k.ID)
			if at, there := p.due(surveys.DueRecover, k.ID); !there || !at.Equal(p.clock.Now().Add(surveys.DefaultRecovery)) {
				t.Fatalf("asked once more %v %t", at, there)
			}
			p.clock.Advance(surveys.DefaultRecovery)
			for range 2 {
				if again, err := p.store.AskRecovery(ctx, k.ID); err != nil || again {
					t.Fatalf("asked %t, %v", again, err)
				}
			}
			asked := p.caseOf(k.ID)
			inv, err := p.store.Invitation(ctx, asked.Recovers)
			must(t, err)
			if asked.Recovery != surveys.RecoveryAsked || inv.Recovers != k.ID || inv.Case != k.ID || inv.Mail != surveys.MailScheduled {
				t.Fatalf("the case is %+v, the invitation %+v", asked, inv)
			}
			claimed, _, err := p.store.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
			must(t, err)
			if len(claimed) != 1 {
				t.Fatal("the quiet period held the question back")
			}
			must(t, p.store.MailsToData(ctx, claimed))
			must(t, p.store.MailsSent(ctx, []surveys.InvitationID{inv.ID}))
			p.clock.Advance(time.Hour)
			q := &tapping{t, p.store, p.clock, inv.ID}
			q.confirm(press(q.visit(1, c.choice, 0), 1, c.choice))
			if got := p.caseOf(k.ID); got.Recovery != c.want || got.State != c.state || got.Withdrawn {
				t.Errorf("the case is %s, %s; want %s, %s", got.State, got.Recovery, c.state, c.want)
			}
		})
	}
}

func TestWhoMustNotBeAskedOnceMore(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	k := p.complains(2, surveys.Words{})
	p.resolve(k.ID)
	must(t, p.store.OptOut(ctx, k.Contact))
	if again, err := p.store.AskRecovery(ctx, k.ID); err != nil || again {
		t.Fatalf("again %t, %v", again, err)
	}
	got := p.caseOf(k.ID)
	inv, err := p.store.Invitation(ctx, got.Recovers)
	must(t, err)
	if got.Recovery != surveys.RecoveryNotAsked || inv.Mail != surveys.MailSkipped || inv.Reason != string(surveys.SkipOptedOut) {
		t.Errorf("the case says %s, the invitation %s %s", got.Recovery, inv.Mail, inv.Reason)
	}
}

func TestCasesWithoutAnAnswer(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	byHand := func(text string) (surveys.Case, bool) {
		t.Helper()
		c, opened, err := p.store.OpenCase(ctx, store.NewCase{Project: "support", Customer: "northwind", Text: text, By: "marta"})
		must(t, err)
		return c, opened
	}
	c, opened := byHand("Anna called: the line stands still.")
	again, twice := byHand("And again.")
	if !opened || twice || c.ID != again.ID || c.Source != surveys.FromHand || c.Contact == "" {
		t.Fatalf("opened %t %+v, then %t %+v", opened, c, twice, again)
	}
	if k := p.complains(1, surveys.Words{}); k.ID != c.ID || k.News != 2 {
		t.Errorf("a complaint opened case %d beside %d", k.ID, c.ID)
	}
	alarm := surveys.Alarm{ID: "a1", Level: surveys.AlarmOfCustomer, Project: "support", Customer: "northwind", At: p.clock.Now(), By: p.id,
		Responses: []surveys.InvitationID{p.id}}
	whole := alarm
	whole.ID, whole.Level = "a2", surveys.AlarmOfProject
	for range 2 {
		id, opened, err := p.store.OpenAlarmCase(ctx, alarm, "2 of 9 satisfied since 1 Mar")
		must(t, err)
		if id != c.ID || opened {
			t.Errorf("an alarm opened case %d beside %d", id, c.ID)
		}
	}
	first, opened, err := p.store.OpenAlarmCase(ctx, whole, "2 of 9 satisfied since 1 Mar")
	must(t, err)
	second, twice, err := p.store.OpenAlarmCase(ctx, whole, "2 of 9 satisfied since 1 Mar")
	must(t, err)
	if !opened || twice || first != second || first == c.ID {
		t.Errorf("a project's alarm: case %d %t, then %d %t", first, opened, second, twice)
	}
	p.follow()
	standing, err := p.store.ProjectStanding(ctx, "support", month())
	must(t, err)
	if customers, total, err := p.store.CustomerStandings(ctx, store.ListQuery{Period: month(), Limit: 10}); err != nil || total != 1 || standing.Cases != 2 {
		t.Errorf("%d customers %+v (%v), %d open cases of the project, want 1 and 2", total, customers, err, standing.Cases)
	}
	p.resolve(first)
	if standing, err = p.store.ProjectStanding(ctx, "support", month()); err != nil || standing.Cases != 1 {
		t.Errorf("%d open cases (%v), want 1", standing.Cases, err)
	}
	_, _, err = p.store.OpenCase(ctx, store.NewCase{Project: "support", Customer: "nobody", Text: "x"})
	wantCode(t, err, surveys.NotFound)
	_, _, err = p.store.OpenCase(ctx, store.NewCase{Project: "support", Customer: "northwind"})
	wantCode(t, err, surveys.Invalid)
}
