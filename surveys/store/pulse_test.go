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

// pulsing saves a survey that asks every two weeks, and plans it.
func pulsing(t *testing.T, s *store.Store, change func(*surveys.Survey)) surveys.Survey {
	t.Helper()
	survey := surveys.NewSurvey("mood", surveys.Thumbs)
	survey.Pulse = 2
	if change != nil {
		change(&survey)
	}
	known, err := s.Surveys(context.Background())
	must(t, err)
	before, _ := known.Get(survey.ID)
	saved, _, err := s.SaveSurvey(context.Background(), survey, before.Revision)
	must(t, err)
	must(t, s.SchedulePulse(context.Background(), saved))
	return saved
}

// pulseNow does all of the pulse's work that is due.
func pulseNow(t *testing.T, s *store.Store) (asked int) {
	t.Helper()
	for claimed(t, s, surveys.DuePulse, func(d surveys.Due) {
		n, err := s.Pulse(context.Background(), d)
		must(t, err)
		asked += n
	}) > 0 {
	}
	return asked
}

// met tells the house of somebody at a customer, without asking: the ticket is
// drawn into no sample.
func people(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		_, _, err := s.Ask(context.Background(), storetest.Interaction(
			storetest.ID(fmt.Sprintf("T-%d", i)), storetest.To(fmt.Sprintf("p%d@northwind.example", i), ""),
			storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("project-%d", i%7))},
				surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprintf("c%d", i%60))})))
		must(t, err)
	}
	followAll(t, s)
}

// unasked is a house that asks nobody about interactions.
func unasked(t *testing.T) (*store.Store, *storetest.Clock) {
	t.Helper()
	clock := storetest.NewClock()
	rules := storetest.Rules()
	rules.SampleShare = 1e-12
	return storetest.OpenWith(t, storetest.Redis(t), store.Options{Now: clock.Now, Zone: "Europe/Berlin", Rules: rules}), clock
}

// pulsesOf returns the pulse's invitations by contact.
func pulsesOf(t *testing.T, s *store.Store) map[surveys.ContactID][]surveys.Invitation {
	t.Helper()
	all, err := s.NewestInvitations(context.Background(), 5000)
	must(t, err)
	out := map[surveys.ContactID][]surveys.Invitation{}
	for _, inv := range all {
		if inv.Type == surveys.PulseType {
			out[inv.Contact] = append(out[inv.Contact], inv)
		}
	}
	return out
}

// Every active contact is asked once a round, within the hours of one week, not
// all on one day; the next round comes two weeks later.
func TestPulseAsksEverybodyOnce(t *testing.T) {
	s, clock := unasked(t)
	working(t, s)
	people(t, s, 150)
	pulsing(t, s, nil)
	if n := pulseNow(t, s); n != 0 {
		t.Fatalf("%d asked at once", n)
	}
	clock.Set(time.Date(2026, time.March, 8, 0, 0, 0, 0, s.Zone()))
	if n := pulseNow(t, s); n != 150 {
		t.Fatalf("%d asked in the first round, want 150", n)
	}
	days := map[surveys.Day]int{}
	for contact, got := range pulsesOf(t, s) {
		if len(got) != 1 || got[0].Mail != surveys.MailScheduled || got[0].Round != 1 || !office().Open(got[0].SendAt, s.Zone()) {
			t.Fatalf("%s: %+v", contact, got)
		}
		days[surveys.DayOf(got[0].SendAt, s.Zone())]++
	}
	monday := surveys.DayFromDate(2026, time.March, 9)
	for day := monday; day < monday+5; day++ {
		if n := days[day]; n < 15 || n > 50 {
			t.Errorf("%d of 150 on %s", n, day)
		}
	}
	clock.Set(time.Date(2026, time.March, 21, 23, 59, 59, 0, s.Zone()))
	if n := pulseNow(t, s); n != 0 {
		t.Fatalf("%d asked before the second round", n)
	}
	clock.Advance(time.Second)
	if n := pulseNow(t, s); n != 150 {
		t.Errorf("%d asked in the second round", n)
	}
}

// Who is asked, and in which project.
func TestWhomAPulseAsks(t *testing.T) {
	ctx := context.Background()
	anna, ben := surveys.NewContactID(storetest.Anna), surveys.NewContactID(storetest.Ben)
	carla, dora := surveys.NewContactID(storetest.Carla), surveys.NewContactID(storetest.Dora)
	s, clock := unasked(t)
	told := func(id string, options ...storetest.Option) {
		_, _, err := s.Ask(ctx, storetest.Interaction(append(options, storetest.ID(id))...))
		must(t, err)
	}
	told("old", storetest.To(storetest.Dora, "Dora"), storetest.At(clock.Now().Add(-surveys.PulseActive)))
	told("1")
	told("2", storetest.For(storetest.Website(), storetest.Northwind()))
	told("3", storetest.To(storetest.Ben, "Ben"), storetest.For(storetest.Website(), storetest.Northwind()))
	told("4", storetest.At(clock.Now().Add(-day))) // told later, but older
	told("5", storetest.To(storetest.Carla, "Carla"), storetest.For(storetest.Support(), storetest.Lakeside()))
	followAll(t, s)
	must(t, s.PauseContact(ctx, ben, clock.Now().Add(60*day)))
	must(t, s.OptOut(ctx, carla))
	pulsing(t, s, nil)
	clock.Set(time.Date(2026, time.March, 8, 0, 0, 0, 0, s.Zone()))
	pulseNow(t, s)
	got := pulsesOf(t, s)
	if len(got[anna]) != 1 || got[anna][0].Project != "website" || got[anna][0].Mail != surveys.MailScheduled {
		t.Errorf("Anna, last seen at the website: %+v", got[anna])
	}
	if len(got[ben]) != 1 || got[ben][0].Reason != string(surveys.SkipContactPaused) {
		t.Errorf("Ben, who is on the beach: %+v", got[ben])
	}
	if len(got[carla])+len(got[dora]) != 0 {
		t.Errorf("who opted out, and who was not seen for half a year: %+v %+v", got[carla], got[dora])
	}
}

// A pulse for one project asks its customers only, in that project.
func TestPulseOfAProject(t *testing.T) {
	ctx := context.Background()
	s, clock := unasked(t)
	for _, c := range []struct {
		id      string
		project surveys.ProjectRef
	}{{"1", storetest.Website()}, {"2", storetest.Support()}} {
		_, _, err := s.Ask(ctx, storetest.Interaction(storetest.ID(c.id), storetest.For(c.project, storetest.Northwind())))
		must(t, err)
	}
	_, _, err := s.Ask(ctx, storetest.Interaction(storetest.ID("3"), storetest.To(storetest.Carla, ""), storetest.For(storetest.Support(), storetest.Lakeside())))
	must(t, err)
	followAll(t, s)
	pulsing(t, s, func(survey *surveys.Survey) { survey.Projects = []surveys.ProjectID{"website", "unheard"} })
	clock.Set(time.Date(2026, time.March, 8, 0, 0, 0, 0, s.Zone()))
	if n := pulseNow(t, s); n != 1 {
		t.Fatalf("%d asked, want Anna", n)
	}
	if got := pulsesOf(t, s)[surveys.NewContactID(storetest.Anna)]; len(got) != 1 || got[0].Project != "website" {
		t.Errorf("Anna: %+v", got)
	}
}

// A step that died anywhere is done again, and nobody is asked twice in a round
// although somebody was seen in another project meanwhile.
func TestPulseIsSafeToRepeat(t *testing.T) {
	ctx := context.Background()
	shard := surveys.SurveyID("mood").Shard()
	everyBreak(t,
		func(t *testing.T, s *store.Store) {
			storetest.Sent(t, s)
			followAll(t, s)
			pulsing(t, s, nil)
			must(t, s.AddDue(ctx, shard, surveys.DuePulse, "mood", s.Now()))
		},
		func(s *store.Store) error {
			for {
				due, err := s.Claim(ctx, shard, time.Minute, 1)
				if err != nil || len(due) == 0 {
					return err
				}
				if _, err := s.Pulse(ctx, due[0]); err != nil {
					return err
				}
			}
		},
		func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			_, _, err := s.Ask(ctx, storetest.Interaction(storetest.ID("T-2"), storetest.For(storetest.Website(), storetest.Northwind())))
			must(t, err)
			followAll(t, s)
			clock.Advance(2 * time.Minute)
			pulseNow(t, s)
			if got := pulsesOf(t, s)[surveys.NewContactID(storetest.Anna)]; len(got) != 1 || got[0].Reason != string(surveys.SkipQuiet) {
				t.Errorf("Anna: %+v", got)
			}
			schedule, err := s.Schedule(ctx, shard)
			must(t, err)
			if at := schedule["pulse:mood"]; !at.Equal(time.Date(2026, time.March, 22, 0, 0, 0, 0, s.Zone())) {
				t.Errorf("the next round is due %s", at)
			}
		})
}

// How a change of the survey moves its rounds.
func TestPlanningAPulse(t *testing.T) {
	ctx := context.Background()
	s, clock := unasked(t)
	next := func() string {
		schedule, err := s.Schedule(ctx, surveys.SurveyID("mood").Shard())
		must(t, err)
		if at, ok := schedule["pulse:mood"]; ok {
			return surveys.DayOf(at, s.Zone()).String()
		}
		return "never"
	}
	weeks := func(n int) func(*surveys.Survey) { return func(survey *surveys.Survey) { survey.Pulse = n } }
	for _, step := range []struct {
		what string
		do   func()
		want string
	}{
		{"saved on a Monday", func() { pulsing(t, s, weeks(4)) }, "2026-03-08"},
		{"saved once more", func() { pulsing(t, s, weeks(4)) }, "2026-03-08"},
		{"the first round", func() { clock.Set(time.Date(2026, time.March, 8, 9, 0, 0, 0, time.UTC)); pulseNow(t, s) }, "2026-04-05"},
		{"every six weeks", func() { pulsing(t, s, weeks(6)) }, "2026-04-19"},
		{"every week", func() { pulsing(t, s, weeks(1)) }, "2026-03-15"},
		{"no more", func() { pulsing(t, s, weeks(0)) }, "never"},
		{"again", func() { pulsing(t, s, weeks(2)) }, "2026-03-22"},
		{"looked at at the start", func() { must(t, s.SchedulePulses(ctx)) }, "2026-03-22"},
		{"the server was down until Wednesday", func() { clock.Set(time.Date(2026, time.March, 25, 9, 0, 0, 0, time.UTC)); pulseNow(t, s) }, "2026-03-29"},
	} {
		if step.do(); next() != step.want {
			t.Errorf("%s: the next round is due %s, want %s", step.what, next(), step.want)
		}
	}
}
