package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

const day = 24 * time.Hour

func TestAskMakesAnInvitation(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	in := storetest.Interaction(storetest.After(2 * time.Hour))
	inv, created, err := s.Ask(ctx, in)
	must(t, err)
	if !created {
		t.Error("first request: created is false")
	}
	want := surveys.Invitation{
		ID:      surveys.NewInvitationID("support", "T-1001", "csat5", 0),
		Project: "support", Customer: "northwind", Contact: surveys.NewContactID(storetest.Anna),
		Interaction: "T-1001", Type: "ticket", Agent: "sam", Survey: "csat5", Scale: surveys.CSAT5,
		Mail: surveys.MailScheduled, Answer: surveys.AnswerNone,
		CreatedAt: clock.Now(), SendAt: clock.Now().Add(2 * time.Hour),
	}
	kept, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	for name, got := range map[string]surveys.Invitation{"answer": inv, "kept": kept} {
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	schedule, err := s.Schedule(ctx, inv.ID.Shard())
	must(t, err)
	if at := schedule["mail:"+string(inv.ID)]; !at.Equal(want.SendAt) {
		t.Errorf("mail is due %v, want %v", at, want.SendAt)
	}
	entries, err := s.OutboxEntries(ctx, inv.ID.Shard())
	must(t, err)
	if len(entries) != 1 || entries[0].Kind != surveys.EntryAsked || entries[0].Invitation != inv.ID ||
		entries[0].Project != "support" || entries[0].Agent != "sam" || entries[0].Scale != surveys.CSAT5 ||
		!entries[0].At.Equal(clock.Now()) {
		t.Errorf("outbox %+v, want the invitation", entries)
	}
}

func TestAskUpsertsWhoIsNamed(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	storetest.Ask(t, s)
	storetest.Ask(t, s, storetest.ID("T-2"), storetest.To(storetest.Ben, ""),
		storetest.For(storetest.Website(), surveys.CustomerRef{ID: "northwind"}))

	customer, err := s.Customer(ctx, "northwind")
	must(t, err)
	if customer.Name != "Northwind Ltd" || fmt.Sprint(customer.Projects) != "[support website]" || len(customer.Contacts) != 2 {
		t.Errorf("customer %+v, want its name, both projects and both contacts", customer)
	}
	byKey, err := s.CustomerByKey(ctx, surveys.CustomerID("northwind").Key())
	must(t, err)
	if byKey.ID != "northwind" {
		t.Errorf("by its key: %+v", byKey)
	}
	project, err := s.Project(ctx, "website")
	must(t, err)
	if project.Name != "New website" {
		t.Errorf("project %+v", project)
	}
	anna, err := s.Contact(ctx, surveys.NewContactID("ANNA@northwind.example"))
	must(t, err)
	if anna.Name != "Anna Berg" || anna.Customer != "northwind" || anna.Language != "en" {
		t.Errorf("contact %+v", anna)
	}
}

func TestAskKnowsWhatIsLeftOut(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	inv := storetest.Ask(t, s, storetest.To(storetest.Dora, "Dora Lind"), storetest.By(""),
		storetest.For(surveys.ProjectRef{}, surveys.CustomerRef{}))
	inv, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	contact := surveys.NewContactID(storetest.Dora)
	if inv.Project != surveys.GeneralProject || inv.Contact != contact || inv.Customer != surveys.CustomerID("contact:"+contact) || inv.Agent != "" {
		t.Errorf("invitation %+v, want project general and Dora as her own customer", inv)
	}
	names, err := s.CustomerNames(ctx, []surveys.CustomerID{inv.Customer, "nobody"})
	must(t, err)
	if len(names) != 1 || names[inv.Customer] != "Dora Lind" {
		t.Errorf("names %v", names)
	}
}

// asking is a story about whether Anna is asked.
type asking struct {
	name   string
	before func(*testing.T, *store.Store, *storetest.Clock)
	rules  func(*surveys.Rules)
	change storetest.Option
	want   surveys.SkipReason
}

func (a asking) run(t *testing.T) {
	clock, rules := storetest.NewClock(), storetest.Rules()
	if a.rules != nil {
		a.rules(&rules)
	}
	s := storetest.OpenWith(t, storetest.Redis(t), store.Options{Now: clock.Now, Rules: rules})
	if a.before != nil {
		a.before(t, s, clock)
	}
	change := a.change
	if change == nil {
		change = func(*surveys.Interaction) {}
	}
	checkAsked(t, s, storetest.Ask(t, s, change), a.want)
}

func TestAskSkipsWithTheReason(t *testing.T) {
	ctx := context.Background()
	anna := surveys.NewContactID(storetest.Anna)
	for _, story := range []asking{
		{name: "nothing speaks against it"},
		{name: "no address", change: storetest.To("", "Anna"), want: surveys.SkipNoAddress},
		{name: "opted out", want: surveys.SkipOptedOut,
			before: func(t *testing.T, s *store.Store, _ *storetest.Clock) { must(t, s.OptOut(ctx, anna)) }},
		{name: "mail came back", want: surveys.SkipBounced,
			before: func(t *testing.T, s *store.Store, _ *storetest.Clock) { must(t, s.BounceContact(ctx, anna, "550")) }},
		{name: "contact paused", want: surveys.SkipContactPaused,
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				must(t, s.MailFailed(ctx, storetest.Ask(t, s, storetest.ID("T-1")).ID, "550"))
				must(t, s.PauseContact(ctx, anna, c.Now().Add(day)))
			}},
		{name: "contact was paused once",
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				must(t, s.MailFailed(ctx, storetest.Ask(t, s, storetest.ID("T-1")).ID, "550"))
				must(t, s.PauseContact(ctx, anna, c.Now().Add(day)))
				must(t, s.PauseContact(ctx, anna, time.Time{}))
			}},
		{name: "customer paused", want: surveys.SkipCustomerPaused,
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Ask(t, s, storetest.ID("T-1"), storetest.To(storetest.Ben, "Ben"))
				must(t, s.PauseCustomer(ctx, "northwind", c.Now().Add(day)))
			}},
		{name: "sampled out", want: surveys.SkipSampled, rules: func(r *surveys.Rules) { r.SampleShare = 1e-12 }},
		{name: "too long ago", want: surveys.SkipTooOld,
			rules: func(r *surveys.Rules) { r.MaxAge = 7 * day }, change: storetest.At(storetest.NewClock().Now().Add(-8 * day))},
	} {
		t.Run(story.name, story.run)
	}
}

func TestAskMindsOtherMails(t *testing.T) {
	ctx := context.Background()
	for _, story := range []asking{
		{name: "asked yesterday", want: surveys.SkipQuiet,
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Sent(t, s, storetest.ID("T-1"))
				c.Advance(day)
			}},
		{name: "asked yesterday in another project", want: surveys.SkipQuiet,
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Sent(t, s, storetest.ID("T-1"), storetest.For(storetest.Website(), storetest.Northwind()))
				c.Advance(day)
			}},
		{name: "asked 14 days ago",
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Sent(t, s, storetest.ID("T-1"))
				c.Advance(14 * day)
			}},
		{name: "asked 13 days ago, but the mail waits for one",
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Sent(t, s, storetest.ID("T-1"))
				c.Advance(13 * day)
			},
			change: func(in *surveys.Interaction) { in.OccurredAt, in.Delay = in.OccurredAt.Add(13*day), day }},
		{name: "another mail waits", want: surveys.SkipQuiet,
			before: func(t *testing.T, s *store.Store, _ *storetest.Clock) { storetest.Ask(t, s, storetest.ID("T-1")) }},
		{name: "another mail waits for days", want: surveys.SkipQuiet,
			before: func(t *testing.T, s *store.Store, c *storetest.Clock) {
				storetest.Ask(t, s, storetest.ID("T-1"), storetest.After(3*day))
				c.Advance(2 * day)
			}},
		{name: "another mail failed",
			before: func(t *testing.T, s *store.Store, _ *storetest.Clock) {
				must(t, s.MailFailed(ctx, storetest.Ask(t, s, storetest.ID("T-1")).ID, "550"))
			}},
	} {
		t.Run(story.name, story.run)
	}
}

// checkAsked compares what is kept of an invitation with the reason wanted: a
// skip has no work due and gives its contact back.
func checkAsked(t *testing.T, s *store.Store, inv surveys.Invitation, want surveys.SkipReason) {
	t.Helper()
	ctx := context.Background()
	inv, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	schedule, err := s.Schedule(ctx, inv.ID.Shard())
	must(t, err)
	_, due := schedule["mail:"+string(inv.ID)]
	holds := s.Holder(ctx, inv.Contact) == string(inv.ID)
	wantMail := surveys.MailScheduled
	if want != "" {
		wantMail = surveys.MailSkipped
	}
	if inv.Mail != wantMail || inv.Reason != string(want) || due != (want == "") || holds != (want == "") || inv.SendAt.IsZero() != (want != "") {
		t.Errorf("mail %s, reason %q, send at %v, due %t, holds the contact %t; want %s %q", inv.Mail, inv.Reason, inv.SendAt, due, holds, wantMail, want)
	}
}

func TestARepeatFindsItsOwn(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	first := storetest.Ask(t, s)
	clock.Advance(time.Hour)
	again, created, err := s.Ask(ctx, storetest.Interaction(storetest.To(storetest.Ben, "Ben")))
	must(t, err)
	if created || fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("repeat: created %t, %+v, want the first: %+v", created, again, first)
	}
	entries, err := s.OutboxEntries(ctx, first.ID.Shard())
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("%d outbox entries after a repeat, want 1", len(entries))
	}
}

func TestManyAskForOneContact(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	asked := askAtOnce(t, s, 32, func(i int) surveys.Interaction {
		return storetest.Interaction(storetest.ID(fmt.Sprint("T-", i)))
	})
	scheduled := 0
	for _, inv := range asked {
		switch {
		case inv.Mail == surveys.MailScheduled:
			scheduled++
			if s.Holder(ctx, inv.Contact) != string(inv.ID) {
				t.Error("the contact is held by another than the one that is scheduled")
			}
		case inv.Reason != string(surveys.SkipQuiet):
			t.Errorf("%s %q, want a skip for the quiet period", inv.Mail, inv.Reason)
		}
	}
	if scheduled != 1 {
		t.Errorf("%d mails to one contact, want 1", scheduled)
	}
}

func TestManyAskAboutOneInteraction(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	asked := askAtOnce(t, s, 32, func(int) surveys.Interaction { return storetest.Interaction() })
	for _, inv := range asked {
		if inv.ID != asked[0].ID || inv.Mail != surveys.MailScheduled {
			t.Errorf("%s %s, want the one invitation", inv.ID, inv.Mail)
		}
	}
	entries, err := s.OutboxEntries(ctx, asked[0].ID.Shard())
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("%d outbox entries, want 1", len(entries))
	}
}

// askAtOnce asks n times at the same time. Of requests for one interaction
// exactly one creates.
func askAtOnce(t *testing.T, s *store.Store, n int, in func(int) surveys.Interaction) []surveys.Invitation {
	t.Helper()
	out, created, errs := make([]surveys.Invitation, n), make([]bool, n), make([]error, n)
	start, done := make(chan struct{}), sync.WaitGroup{}
	for i := range n {
		done.Go(func() {
			<-start
			out[i], created[i], errs[i] = s.Ask(context.Background(), in(i))
		})
	}
	close(start)
	done.Wait()
	made := map[surveys.InvitationID]int{}
	for i := range n {
		must(t, errs[i])
		if made[out[i].ID] += 0; created[i] {
			made[out[i].ID]++
		}
	}
	for id, k := range made {
		if k != 1 {
			t.Errorf("%s was created %d times", id, k)
		}
	}
	return out
}
