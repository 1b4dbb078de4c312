package store_test

import (
	"context"
	"math"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/surveys/store"
)

func TestAProjectStandsAsItsAnswersSay(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for _, choice := range []int{5, 4, 1} { // in the period before: 2 of 3
		h.answer("support", "northwind", choice)
	}
	h.clock.Advance(10 * day)
	for _, choice := range []int{5, 5, 4, 3, 2, 5} { // in the period: 4 of 6
		h.answer("support", "lakeside", choice)
	}
	for range 2 { // 8 were sent in the period, one came back
		inv := h.invitation("support", "lakeside", surveys.CSAT5)
		h.sent(&inv)
		if inv.Interaction == "I-11" {
			inv.Mail = surveys.MailBounced
			h.note(inv, surveys.EntryBounced)
		}
	}
	h.follow()
	p := surveys.Last(10, h.store.Today())
	got, err := h.store.ProjectStanding(ctx, "support", p)
	must(t, err)
	if got.Total.N() != 9 || got.Total.Satisfied() != 6 || got.Total.Complaints() != 2 {
		t.Errorf("of all time %d answers, %d satisfied, %d complaints, want 9, 6, 2",
			got.Total.N(), got.Total.Satisfied(), got.Total.Complaints())
	}
	if got.Level != surveys.NewLevel(4, 6) || got.Before != surveys.NewLevel(2, 3) {
		t.Errorf("level %+v after %+v, want 4 of 6 after 2 of 3", got.Level, got.Before)
	}
	if got.Response != surveys.NewLevel(6, 7) {
		t.Errorf("response rate %+v, want 6 of 8 less 1 bounced", got.Response)
	}
	if got.Forecast != surveys.Rain || got.Alarm {
		t.Errorf("forecast %s, alarm %t, want rain (66.7 %%) without alarm", got.Forecast, got.Alarm)
	}
	if got.First.String() != "2026-03-02" || got.Last.String() != "2026-03-12" {
		t.Errorf("answers from %s to %s, want 2026-03-02 to 2026-03-12", got.First, got.Last)
	}
	if want := badnessToExpect(t, h, [][]int{{5, 4, 1}, {5, 5, 4, 3, 2, 5}}); math.Abs(got.Risk-want) > 1e-12 || !got.HasRisk {
		t.Errorf("risk %v, want %v", got.Risk, want)
	}
}

// badnessToExpect is the risk by its definition: the answers of today, and
// those of ten days ago, faded. Yesterday's portfolio knew the latter.
func badnessToExpect(t *testing.T, h *history, choices [][]int) float64 {
	t.Helper()
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	var f signal.Portfolio
	var then surveys.Tally
	for _, c := range choices[0] {
		then.Count(surveys.CSAT5, c, 1)
	}
	f.AddDay(h.store.Today()-10, then)
	old, late := math.Exp2(-10./30), math.Exp2(-10./365)
	var fast, fastN, slow, slowN float64
	for i, fade := range [][2]float64{{old, late}, {1, 1}} {
		for _, c := range choices[i] {
			fast, fastN = fast+fade[0]*scale.BadnessOf(c), fastN+fade[0]
			slow, slowN = slow+fade[1]*scale.BadnessOf(c), slowN+fade[1]
		}
	}
	prior := (25*f.Priors().Recent + slow) / (25 + slowN)
	return (30*prior + fast) / (30 + fastN)
}

func TestACustomerIsTheSumOverItsProjects(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.answer("support", "northwind", 5)
	h.answer("website", "northwind", 1)
	h.answer("website", "northwind", 4)
	h.answer("website", "lakeside", 1)
	h.follow()
	got, err := h.store.CustomerStanding(ctx, "northwind", month())
	must(t, err)
	if got.Total.N() != 3 || got.Total.Satisfied() != 2 || got.Level != surveys.NewLevel(2, 3) {
		t.Errorf("standing %+v, want 2 of 3", got)
	}
	var sums signal.Sums
	for _, project := range []surveys.ProjectID{"support", "website"} {
		stream, err := h.store.CustomerStream(ctx, "northwind", project)
		must(t, err)
		sums = signal.Add(sums, stream.Sums)
	}
	want := signal.Risk(sums, signal.Days(h.clock.Now()), new(signal.Portfolio).Priors())
	if math.Abs(got.Risk-want) > 1e-12 {
		t.Errorf("risk %v, want that of the joined sums, %v", got.Risk, want)
	}
	each, err := h.store.CustomerInProjects(ctx, "northwind", month())
	must(t, err)
	if len(each) != 2 || each[0].ID != "support" || each[0].Total.N() != 1 || each[1].ID != "website" || each[1].Total.N() != 2 {
		t.Errorf("in its projects %+v, want 1 in support and 2 in website", each)
	}
	days, err := h.store.CustomerDays(ctx, "northwind", month())
	must(t, err)
	if days.Total().N() != 3 || len(days) != 1 {
		t.Errorf("days %+v, want 3 answers on one day", days)
	}
	look, err := h.store.LookAt(ctx, "northwind")
	must(t, err)
	in, err := look.ProjectDays(ctx, "website", month())
	must(t, err)
	if in.Total().N() != 2 || in.Total().Complaints() != 1 {
		t.Errorf("days in website %+v, want 2 answers, 1 complaint", in)
	}
}

func TestAStandingAlarmHoldsTheForecastDown(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for range 60 {
		h.answer("support", "northwind", 5)
		h.clock.Advance(day)
		h.follow()
	}
	for range 6 {
		h.answer("support", "northwind", 1)
		h.clock.Advance(time.Hour)
		h.follow()
	}
	p := surveys.Last(90, h.store.Today())
	got, err := h.store.ProjectStanding(ctx, "support", p)
	must(t, err)
	if !got.Alarm || got.Forecast != surveys.Change {
		t.Errorf("after 6 complaints in a row: alarm %t, forecast %s (%.1f %%), want a standing alarm and change",
			got.Alarm, got.Forecast, got.Level.Rate)
	}
	customer, err := h.store.CustomerStanding(ctx, "northwind", p)
	must(t, err)
	if !customer.Alarm {
		t.Error("the customer has no alarm, want that of its project's stream")
	}
	h.clock.Advance(31 * day)
	if got, err = h.store.ProjectStanding(ctx, "support", p); err != nil || got.Alarm {
		t.Errorf("31 days later: alarm %t (%v), want none", got.Alarm, err)
	}
}

func TestWhoIsNotKnownIsNotFound(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.answer("support", "northwind", 5)
	h.follow()
	s, p := h.store, month()
	for name, ask := range map[string]func() error{
		"project":           func() error { _, err := s.ProjectStanding(ctx, "nobody", p); return err },
		"project days":      func() error { _, err := s.ProjectDays(ctx, "nobody", p); return err },
		"project customers": func() error { _, err := s.ProjectCustomers(ctx, "nobody", p, 5); return err },
		"customer":          func() error { _, err := s.CustomerStanding(ctx, "nobody", p); return err },
		"customer days":     func() error { _, err := s.CustomerDays(ctx, "nobody", p); return err },
		"in projects":       func() error { _, err := s.CustomerInProjects(ctx, "nobody", p); return err },
		"responses": func() error {
			_, _, err := s.Responses(ctx, store.ResponseQuery{Project: "nobody"})
			return err
		},
		"case": func() error { _, err := s.Case(ctx, 16); return err },
	} {
		if code := surveys.CodeOf(ask()); code != surveys.NotFound {
			t.Errorf("%s: code %q, want not_found", name, code)
		}
	}
}

func TestThePortfolioIsEverything(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	if last, err := h.store.LastAnswer(ctx); err != nil || last != 0 {
		t.Fatalf("last answer of nobody: %v %v, want 0", last, err)
	}
	for _, project := range []surveys.ProjectID{"a", "b", "c", "d", "e"} {
		h.answer(project, "northwind", 5)
		h.answer(project, "lakeside", 2)
	}
	h.clock.Advance(day)
	h.follow()
	got, err := h.store.Portfolio(ctx, month())
	must(t, err)
	if got.Total.N() != 10 || got.Level != surveys.NewLevel(5, 10) || got.Response != surveys.NewLevel(10, 10) {
		t.Errorf("portfolio %+v, want 5 of 10", got)
	}
	// n = 50 + 10 of late, faded by nothing: they were all on the last day.
	g := (20*.185 + 5*.9) / 30
	if want := (50*.185 + 5*.9 + 20*g) / (60 + 20); math.Abs(got.Risk-want) > 1e-12 {
		t.Errorf("risk %v, want %v", got.Risk, want)
	}
	if last, err := h.store.LastAnswer(ctx); err != nil || last.String() != "2026-03-02" {
		t.Errorf("last answer %v %v, want 2026-03-02", last, err)
	}
}

func TestAVoidAnswerIsNotTheLast(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.answer("support", "northwind", 5)
	h.clock.Advance(100 * day)
	void := h.answer("support", "northwind", 1)
	h.voided(&void)
	h.follow()
	h.rebuild()
	if last, err := h.store.LastAnswer(ctx); err != nil || last.String() != "2026-03-02" {
		t.Errorf("last answer %v (%v), want 2026-03-02", last, err)
	}
	project, err := h.store.Project(ctx, "support")
	must(t, err)
	if project.Last.String() != "2026-03-02" {
		t.Errorf("last answer of the project %v, want 2026-03-02", project.Last)
	}
}
