package mailer_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// presses presses a button on the rating page of an invitation.
func (h *house) presses(inv surveys.Invitation, choice int) {
	h.Helper()
	ctx := context.Background()
	sight, err := h.store.Visit(ctx, store.Opening{Invitation: inv.ID, Choice: choice, Client: surveys.Client{byte(choice)}})
	if err != nil {
		h.Fatal(err)
	}
	done, err := h.store.Confirm(ctx, store.Confirmation{
		Nonce: surveys.Nonce{Invitation: inv.ID, Scale: inv.Scale, Choice: choice, Visit: sight.Visit.Number, Seen: sight.Visits.Seen,
			OpenedAt: h.clock.Now(), IssuedAt: h.clock.Now(), Client: sight.Visit.Client},
		Step: 1, Act: surveys.ActButton, Choice: choice,
	})
	if err != nil || done.State != surveys.VisitCounted {
		h.Fatalf("the press is %+v (%v)", done, err)
	}
}

// passes lets the relay see what happened, and the time for second thoughts pass.
func (h *house) passes() {
	h.Helper()
	h.relay()
	h.later(2*time.Minute + time.Second)
}

// corrected passes, and waits until no correction is on any schedule.
func (h *house) corrected() {
	h.Helper()
	h.passes()
	h.until(func() bool {
		ctx := context.Background()
		schedules, err := h.store.Redis().Keys(ctx, "*:due").Result()
		for _, key := range schedules {
			members, e := h.store.Redis().ZRange(ctx, key, 0, -1).Result()
			err = errors.Join(err, e)
			if slices.ContainsFunc(members, func(m string) bool { return strings.HasPrefix(m, "correct:") }) {
				return false
			}
		}
		if err != nil {
			h.Fatal(err)
		}
		return true
	}, func() string { return "a correction stays on the schedule" })
}

// dueAgain puts work on every schedule of a case, as if nobody had finished it.
func (h *house) dueAgain(member string) {
	h.Helper()
	ctx := context.Background()
	schedules, err := h.store.Redis().Keys(ctx, "*:pos").Result() // one a shard that the relay has followed
	if err != nil || len(schedules) == 0 {
		h.Fatal(schedules, err)
	}
	for _, key := range schedules {
		due := redis.Z{Score: float64(h.clock.Now().UnixMilli()), Member: member}
		if err := h.store.Redis().ZAdd(ctx, strings.TrimSuffix(key, "pos")+"due", due).Err(); err != nil {
			h.Fatal(err)
		}
	}
}

// alerted returns a house whose team was told of a complaint a minute ago.
func alerted(t *testing.T, addresses ...string) (*house, surveys.Invitation) {
	t.Helper()
	h := open(t, smtptest.Start(t), alertTo(addresses...))
	inv := h.complain(surveys.Words{})
	h.told(inv.Case)
	h.later(time.Minute)
	return h, inv
}

// follows returns the corrections that went out to somebody.
func (h *house) follows(address string) []string {
	var out []string
	for _, m := range h.sink.Messages() {
		if raw := string(m.Raw); m.To == address && strings.Contains(raw, "\r\nIn-Reply-To: ") {
			out = append(out, raw)
		}
	}
	return out
}

func TestAChangeAfterTheAlertIsTold(t *testing.T) {
	h, inv := alerted(t, "ada@house.example", "mia@house.example")
	h.presses(inv, 4)
	h.corrected()
	if got := to(h.sink.Messages()); !slices.Equal(got, []string{"ada@house.example", "ada@house.example", "mia@house.example", "mia@house.example"}) {
		t.Fatalf("told %v", got)
	}
	raw := h.follows("ada@house.example")
	alert := "c." + strconv.Itoa(int(inv.Case)) + "." + string(surveys.NewContactID("ada@house.example")) + "@lindqvist.example>"
	if len(raw) != 1 {
		t.Fatalf("%d corrections", len(raw))
	}
	for _, want := range []string{
		"Subject: Re: Anna Berg at Northwind Ltd is not satisfied\r\n", "In-Reply-To: <" + alert, "References: <" + alert,
		"Anna Berg changed the rating from 1 of 5 to 4 of 5\r\n", "The case stays open until somebody resolves it.",
	} {
		if !strings.Contains(raw[0], want) {
			t.Errorf("no %q in\n%s", want, raw[0])
		}
	}
	if strings.Contains(raw[0], "Message-ID: <"+alert) {
		t.Error("the correction has the id of the alert")
	}
}

// However often the work is found due, each change is told once.
func TestACorrectionGoesOutOnce(t *testing.T) {
	h, inv := alerted(t, "ada@house.example")
	h.presses(inv, 4)
	h.corrected()
	for range 3 {
		h.dueAgain("correct:" + strconv.Itoa(int(inv.Case)))
		h.corrected()
	}
	if got := len(h.follows("ada@house.example")); got != 1 {
		t.Errorf("%d corrections, want one", got)
	}
}

func TestSettingAsideAndRestoringIsTold(t *testing.T) {
	h, inv := alerted(t, "ada@house.example")
	ctx := context.Background()
	if err := h.store.Void(ctx, inv.ID, surveys.TokenActor("helpdesk"), "Our own test"); err != nil {
		t.Fatal(err)
	}
	h.corrected()
	if err := h.store.Restore(ctx, inv.ID, "nobody-known", "No test after all"); err != nil {
		t.Fatal(err)
	}
	h.corrected()
	got := h.follows("ada@house.example")
	if len(got) != 2 {
		t.Fatalf("%d corrections, want two", len(got))
	}
	for i, want := range [][]string{
		{"the API token helpdesk set the answer aside; 1 of 5 counts no longer", "> Our own test", "The case stays open"},
		{"somebody who has left the team restored the answer; 1 of 5 counts", "> No test after all", "It still calls for somebody."},
	} {
		for _, w := range want {
			if !strings.Contains(strings.ReplaceAll(got[i], "=\r\n", ""), w) {
				t.Errorf("no %q in\n%s", w, got[i])
			}
		}
	}
}

func TestNobodyIsToldOfWhatWasUndoneOrNeverAlerted(t *testing.T) {
	h, inv := alerted(t, "ada@house.example")
	h.presses(inv, 5)
	h.later(10 * time.Second)
	h.presses(inv, 1)
	h.corrected()
	if got := h.follows("ada@house.example"); len(got) != 0 {
		t.Errorf("told of a change that was undone:\n%s", got[0])
	}

	quiet := h.await(storetest.Ask(h, h.store, storetest.ID("T-quiet"), storetest.To("zoe@lakeside.example", "Zoe")).ID, surveys.MailSent)
	h.presses(quiet, 5)
	h.later(time.Minute)
	h.presses(quiet, 4)
	h.corrected()
	if got := h.follows("ada@house.example"); len(got) != 0 {
		t.Errorf("told of what was no complaint:\n%s", got[0])
	}
}

// Only who was told is told of the change, and only while on the team.
func TestACorrectionReachesThoseWhoWereTold(t *testing.T) {
	h := open(t, smtptest.Start(t), nil)
	hire := func(email string) {
		if _, err := h.store.AddUser(context.Background(), surveys.User{Email: email, Role: surveys.Member}); err != nil {
			t.Fatal(err)
		}
	}
	hire("ada@house.example")
	inv := h.complain(surveys.Words{})
	h.told(inv.Case)
	h.later(time.Minute)
	hire("new@house.example")
	h.presses(inv, 4)
	h.corrected()
	if got := to(h.sink.Messages()); !slices.Equal(got, []string{"ada@house.example", "ada@house.example"}) {
		t.Errorf("told %v", got)
	}
}

// A link can be tapped for ever; the team's mailboxes are spared.
func TestCorrectionsOfOneCaseEnd(t *testing.T) {
	h, inv := alerted(t, "ada@house.example")
	for i := range 13 {
		h.presses(inv, 4+i%2)
		h.corrected()
	}
	if got := len(h.follows("ada@house.example")); got != 10 {
		t.Errorf("%d corrections, want 10", got)
	}
}

// A recipient who cannot be reached is told later, the others not again.
func TestACorrectionIsTriedAgain(t *testing.T) {
	h, inv := alerted(t, "ada@house.example", "mia@house.example")
	h.sink.Fail(func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Rcpt && to == "mia@house.example" {
			return smtptest.Later
		}
		return nil
	})
	h.presses(inv, 4)
	h.passes()
	h.until(func() bool { return len(h.follows("ada@house.example")) == 1 }, func() string { return "not told" })
	h.sink.Fail(nil)
	h.until(func() bool {
		h.later(10 * time.Second)
		return len(h.follows("mia@house.example")) == 1
	}, func() string { return "not told later" })
	if got := len(h.follows("ada@house.example")); got != 1 {
		t.Errorf("told %d times", got)
	}
}
