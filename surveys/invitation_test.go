package surveys_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"barometer/surveys"
)

// TestCanAnswer: a tap is taken as soon as the body may have left the house.
func TestCanAnswer(t *testing.T) {
	for state, want := range map[surveys.MailState]bool{
		surveys.MailScheduled: false, surveys.MailClaimed: false, surveys.MailSkipped: false, surveys.MailNone: false,
		surveys.MailData: true, surveys.MailSent: true, surveys.MailUnknown: true,
		surveys.MailBounced: true, // somebody forwarded it, or the bounce was about a copy
		surveys.MailFailed:  true, // the refusal may have come after the body
	} {
		if got := (surveys.Invitation{Mail: state}).CanAnswer(); got != want {
			t.Errorf("%s: %v, want %v", state, got, want)
		}
	}
}

func TestExpiresAt(t *testing.T) {
	made := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	sent := made.Add(48 * time.Hour)
	month := surveys.Survey{Expires: 30 * 24 * time.Hour}
	for _, c := range []struct {
		story  string
		i      surveys.Invitation
		survey surveys.Survey
		want   time.Time
	}{
		{"counted from the mail", surveys.Invitation{CreatedAt: made, SentAt: sent}, month, sent.AddDate(0, 0, 30)},
		{"not sent yet: from the asking", surveys.Invitation{CreatedAt: made}, month, made.AddDate(0, 0, 30)},
		{"a survey that never ends", surveys.Invitation{CreatedAt: made, SentAt: sent}, surveys.Survey{}, time.Time{}},
	} {
		if got := c.i.ExpiresAt(c.survey); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.story, got, c.want)
		}
	}
}

// TestSampled: the draw is a property of the invitation, and fair.
func TestSampled(t *testing.T) {
	const n = 20_000
	for _, share := range []float64{.05, .5, .9} {
		drawn := 0
		for i := range n {
			id := surveys.NewInvitationID("atlas", surveys.InteractionID(fmt.Sprint(i)), "csat5", 0)
			if (surveys.Rules{SampleShare: share}).Sampled(id, surveys.Survey{}) {
				drawn++
				if !(surveys.Rules{SampleShare: share + .1}).Sampled(id, surveys.Survey{Sample: 1}) {
					t.Fatalf("%s is drawn at %v but not at more", id, share)
				}
			}
		}
		if got := float64(drawn) / n; math.Abs(got-share) > 5*math.Sqrt(share*(1-share)/n) {
			t.Errorf("a share of %v drew %v", share, got)
		}
	}
	for _, all := range []float64{0, 1, 2, -1} {
		if !(surveys.Rules{SampleShare: all}).Sampled("zzzzzzzzzzzzzzzz", surveys.Survey{Sample: all}) {
			t.Errorf("a share of %v leaves somebody out", all)
		}
	}
}

// TestSampledTwice: half of a half is a quarter, whoever asks for which half.
func TestSampledTwice(t *testing.T) {
	const n = 20_000
	drawn := 0
	for i := range n {
		id := surveys.NewInvitationID("atlas", surveys.InteractionID(fmt.Sprint(i)), "csat5", 0)
		one := surveys.Rules{SampleShare: .5}.Sampled(id, surveys.Survey{Sample: .5})
		if one != (surveys.Rules{}).Sampled(id, surveys.Survey{Sample: .25}) {
			t.Fatalf("%s is drawn by one and not by the other", id)
		}
		if one {
			drawn++
		}
	}
	if got := float64(drawn) / n; math.Abs(got-.25) > .02 {
		t.Errorf("half of a half drew %v", got)
	}
}

func TestWordsEmpty(t *testing.T) {
	for _, w := range []surveys.Words{{Comment: "x"}, {Reasons: []string{"slow"}}, {ContactWanted: true}} {
		if w.Empty() {
			t.Errorf("%+v is something", w)
		}
	}
	if !(surveys.Words{}).Empty() {
		t.Error("nothing is something")
	}
}

func TestSkipReasonsHaveWords(t *testing.T) {
	seen := map[string]surveys.SkipReason{}
	for _, r := range append(surveys.SkipReasons(), surveys.WaitsForHours) {
		text := surveys.SkipWords(r).String()
		if text == "" || text == string(r) || seen[text] != "" {
			t.Errorf("%s says %q, as does %q", r, text, seen[text])
		}
		seen[text] = r
	}
}
