package store_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// TestLeaversBesideThoseWhoStayed: six left in February after complaints that
// nobody acted on, eight stayed and were glad.
func TestLeaversBesideThoseWhoStayed(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t) // 2 March 2026
	desk := surveys.ProjectRef{ID: "desk"}
	for i := range 14 {
		id, choice, industry := fmt.Sprintf("c%d", i), 5, "food"
		left := i < 6
		if left {
			choice, industry = 1, "retail"
		}
		answerOf(t, s, fmt.Sprint("a", i), desk, surveys.CustomerRef{ID: surveys.CustomerID(id)}, id+"@example.com", choice, 40)
		put(t, s, surveys.CustomerID(id), "", "2024-01-01", "")
		_, err := s.PutCustomer(ctx, surveys.CustomerID(id), surveys.CustomerPatch{Attributes: map[string]*string{"industry": &industry}})
		must(t, err)
		if left {
			_, _, err := s.OpenCase(ctx, store.NewCase{Project: "desk", Customer: surveys.CustomerID(id), Text: "heard of it"})
			must(t, err)
			put(t, s, surveys.CustomerID(id), "", "", "2026-02-10")
		}
	}
	followAll(t, s)
	all, err := s.Leavers(ctx, period(t, "2026-02-01", "2026-03-02"))
	must(t, err)
	got := ""
	for _, c := range surveys.Audit(all) {
		if c.Clear {
			got += fmt.Sprintf("%s=%s %d/%d %d/%d\n", c.Name, c.Value, c.Left.K, c.Left.N, c.Stayed.K, c.Stayed.N)
		}
	}
	want := "attribute:industry=retail 6/6 0/8\ncomplaint=yes 6/6 0/8\nmood=low 6/6 0/8\nsaid=complained 6/6 0/8\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, l := range all {
		if day, _ := surveys.ParseDay("2026-02-10"); l.Day != day {
			t.Errorf("%s is looked at on %s", l.Customer, l.Day)
		}
	}
	counted, err := s.Described(ctx, all, 3)
	must(t, err)
	if len(counted) != 3 || counted[0].Name == "" {
		t.Errorf("%+v", counted)
	}
	quarter := period(t, "2026-02-01", "2026-02-28")
	r, err := s.Retention(ctx, quarter, surveys.BySaid)
	must(t, err)
	if fmt.Sprint(r.Groups) != "[{complained {6 0 0 6 0}} {satisfied {8 8 0 0 8}}]" {
		t.Errorf("by what they had last said: %v", r.Groups)
	}
}

// TestVoicesAreOfNow: what was counted since is there with the next question,
// and an answer that was set aside is there no more.
func TestVoicesAreOfNow(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	year := surveys.Last(365, s.Today())
	said := func() surveys.Said {
		t.Helper()
		v, err := s.Voices(ctx, year)
		must(t, err)
		return v["acme"].Said(s.Today() + 1)
	}
	if got := said(); got != surveys.NotAskedSaid {
		t.Errorf("at first %s", got)
	}
	answerOf(t, s, "1", surveys.ProjectRef{ID: "web"}, surveys.CustomerRef{ID: "acme"}, "a@acme.example", 5, 30)
	followAll(t, s)
	if got := said(); got != surveys.SaidSatisfied {
		t.Errorf("then %s", got)
	}
	answerOf(t, s, "2", surveys.ProjectRef{ID: "desk"}, surveys.CustomerRef{ID: "acme"}, "b@acme.example", 1, 30)
	followAll(t, s)
	if got := said(); got != surveys.SaidComplained { // the worst of the day, over both projects
		t.Errorf("at last %s", got)
	}
}
