package store_test

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"pgregory.net/rapid"
)

// drawSurvey makes any survey, whether the domain would take it or not.
func drawSurvey(rt *rapid.T) surveys.Survey {
	text := rapid.StringOfN(rapid.Rune(), 0, 12, -1)
	duration := rapid.Map(rapid.IntRange(0, 90*24*60), func(n int) time.Duration { return time.Duration(n) * time.Minute })
	texts := rapid.SliceOfN(text, 1, 3)
	wording := rapid.Custom(func(rt *rapid.T) surveys.Wording {
		return surveys.Wording{
			Subject: text.Draw(rt, "subject"), Intro: text.Draw(rt, "intro"), Question: text.Draw(rt, "question"),
			Labels: texts.Draw(rt, "labels"), Reasons: rapid.MapOfN(text, text, 1, 3).Draw(rt, "reasons"),
		}
	})
	return surveys.Survey{
		ID: surveys.SurveyID(rapid.StringMatching(`[a-z0-9_-]{1,32}`).Draw(rt, "id")), Name: text.Draw(rt, "name"),
		Scale: rapid.SampledFrom(surveys.ScaleIDs()).Draw(rt, "scale"), Language: text.Draw(rt, "language"),
		Wording: rapid.MapOfN(rapid.SampledFrom(surveys.Languages()), wording, 0, 3).Draw(rt, "wording"),
		Reasons: texts.Draw(rt, "reasons"), Sender: text.Draw(rt, "sender"), ReplyTo: text.Draw(rt, "reply to"),
		Logo:  surveys.Logo{Text: text.Draw(rt, "logo"), Color: text.Draw(rt, "colour")},
		Delay: duration.Draw(rt, "delay"), Expires: duration.Draw(rt, "expires"), Sample: rapid.Float64Range(0, 1).Draw(rt, "sample"),
		Reminder: duration.Draw(rt, "reminder"), Recovery: duration.Draw(rt, "recovery"), Pulse: rapid.IntRange(0, 104).Draw(rt, "pulse"),
		Types:    texts.Draw(rt, "types"),
		Projects: []surveys.ProjectID{surveys.ProjectID(text.Draw(rt, "project"))}, Archived: rapid.Bool().Draw(rt, "archived"),
		ChangedBy: text.Draw(rt, "who"),
	}
}

func TestASurveyComesBackAsItWasSaved(t *testing.T) {
	rdb := storetest.Redis(t)
	rapid.Check(t, func(rt *rapid.T) {
		storetest.Empty(t, rdb)
		s, _ := storetest.OpenAt(t, rdb)
		saved, _, err := s.SaveSurvey(context.Background(), drawSurvey(rt), 0)
		if err != nil {
			rt.Fatal(err)
		}
		other, _ := storetest.OpenAt(t, rdb)
		got, ok := catalogue(t, other).Get(saved.ID)
		if !ok || !reflect.DeepEqual(got, saved) || saved.Revision != 1 {
			rt.Fatalf("%+v\ncame back as\n%+v", saved, got)
		}
	})
}

func catalogue(t *testing.T, s *store.Store) surveys.Catalogue {
	t.Helper()
	all, err := s.Surveys(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNobodyOverwritesAnothersChange(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	marta, jonas := surveys.NewSurvey("visit", surveys.Faces3), surveys.NewSurvey("visit", surveys.Faces3)
	marta.Name, jonas.Name = "After a visit", "Visits"
	saved, created, err := s.SaveSurvey(ctx, marta, 0)
	if err != nil || !created || saved.Revision != 1 {
		t.Fatalf("%+v, created %v: %v", saved, created, err)
	}
	for _, revision := range []int{0, 2} {
		if _, _, err := s.SaveSurvey(ctx, jonas, revision); surveys.CodeOf(err) != surveys.Conflict {
			t.Errorf("a change that began from revision %d: %v", revision, err)
		}
	}
	if _, created, err := s.SaveSurvey(ctx, jonas, 1); err != nil || created {
		t.Errorf("created %v: %v", created, err)
	}
	if got, _ := catalogue(t, s).Get("visit"); got.Name != "Visits" || got.Revision != 2 {
		t.Errorf("%+v", got)
	}
}

// Of many that save at once, one does.
func TestOneOfManySaves(t *testing.T) {
	s, _ := storetest.Open(t)
	var wait sync.WaitGroup
	done := make(chan error, 8)
	for range cap(done) {
		wait.Go(func() {
			_, _, err := s.SaveSurvey(context.Background(), surveys.DefaultSurvey(), 0)
			done <- err
		})
	}
	wait.Wait()
	saved := 0
	for range cap(done) {
		err := <-done
		if err == nil {
			saved++
		} else if surveys.CodeOf(err) != surveys.Conflict {
			t.Error(err)
		}
	}
	if saved != 1 {
		t.Errorf("%d saved", saved)
	}
}

// A survey that came with the program is changed, not made.
func TestABuiltInSurveyIsChanged(t *testing.T) {
	s, clock := storetest.Open(t)
	own := surveys.DefaultSurvey()
	own.Name, own.ChangedBy = "After a ticket", "Marta"
	saved, created, err := s.SaveSurvey(context.Background(), own, 0)
	if err != nil || created || saved.ChangedBy != "Marta" || !saved.ChangedAt.Equal(clock.Now()) {
		t.Errorf("%+v, created %v: %v", saved, created, err)
	}
	if got := catalogue(t, s).Usual(); got.Name != "After a ticket" {
		t.Errorf("the usual one is %q", got.Name)
	}
}

// One process sees the changes of another after a second, not every time.
func TestChangesElsewhereAreSeenAfterASecond(t *testing.T) {
	rdb := storetest.Redis(t)
	here, clock := storetest.OpenAt(t, rdb)
	there, _ := storetest.OpenAt(t, rdb)
	ctx := context.Background()
	catalogue(t, here)
	if _, _, err := there.SaveSurvey(ctx, surveys.NewSurvey("visit", surveys.Faces3), 0); err != nil {
		t.Fatal(err)
	}
	if err := there.SavePreferences(ctx, surveys.Preferences{Survey: "visit", Language: "hu"}); err != nil {
		t.Fatal(err)
	}
	if _, ok := catalogue(t, here).Get("visit"); ok {
		t.Error("Redis is asked every time")
	}
	clock.Advance(time.Second)
	if usual := catalogue(t, here).Usual(); usual.ID != "visit" {
		t.Errorf("after a second the usual one is %s", usual.ID)
	}
	if p, err := here.Preferences(ctx); err != nil || p.Language != "hu" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestPreferencesComeBack(t *testing.T) {
	s, _ := storetest.Open(t)
	want := surveys.Preferences{Survey: "nps11", Language: "de", Hours: surveys.Hours{From: 480, To: 1080, Days: []time.Weekday{time.Monday, time.Friday}}}
	if err := s.SavePreferences(context.Background(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Preferences(context.Background()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// Rating pages go on while Redis is away: they say what was last known.
func TestSurveysAreKnownWhileRedisIsAway(t *testing.T) {
	redis := redistest.Start(t)
	s, clock := storetest.OpenAt(t, redis.Client())
	ctx := context.Background()
	if _, _, err := s.SaveSurvey(ctx, surveys.NewSurvey("visit", surveys.Faces3), 0); err != nil {
		t.Fatal(err)
	}
	redis.Kill()
	clock.Advance(time.Hour)
	if _, ok := catalogue(t, s).Get("visit"); !ok {
		t.Error("the survey is forgotten")
	}
	if _, _, err := s.SaveSurvey(ctx, surveys.NewSurvey("other", surveys.Faces3), 0); err == nil {
		t.Error("saved without Redis")
	}
}
