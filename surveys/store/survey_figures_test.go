package store_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"barometer/surveys"
)

// withSurvey names tallies, and the same of the invitation's survey.
func withSurvey(inv surveys.Invitation, names ...string) []string {
	out := names
	for _, name := range names {
		out = append(out, "s:"+string(inv.Survey)+"|"+name)
	}
	return out
}

// subjectOf is the filter for a tally of the fold.
func subjectOf(survey, name string) surveys.ResponseFilter {
	f := surveys.ResponseFilter{Survey: surveys.SurveyID(survey)}
	switch kind, id, _ := strings.Cut(name, ":"); kind {
	case "p":
		f.Project = surveys.ProjectID(id)
	case "c":
		f.Customer = surveys.CustomerID(id)
	case "a":
		f.Agent = surveys.AgentID(id)
	}
	return f
}

// compareSurvey reads the figures of one survey of a subject. All surveys were
// folded, so that together they are the subject's.
func (w *world) compareSurvey(name string, want surveys.Days, p surveys.Period) {
	survey, subject, _ := strings.Cut(name, "|")
	days, err := w.store.FilterDays(context.Background(), subjectOf(survey, subject), p)
	w.check(err)
	if got, want := plain(days), plain(want); !maps.Equal(got, want) {
		w.rt.Fatalf("%s of survey %s: %v, want %v", subject, survey, got, want)
	}
}

// A survey of the house's own shares its scale with a built-in one: each has
// figures of its own, and together they are the project's.
func TestFiguresOfASurvey(t *testing.T) {
	ctx := context.Background()
	h := newHistory(t)
	ask := func(survey surveys.SurveyID, choice int) surveys.Invitation {
		inv := h.invitation("support", "northwind", surveys.CSAT5)
		inv.Survey, inv.Agent = survey, "sam"
		h.sent(&inv)
		h.answered(&inv, choice, surveys.ByGesture)
		return inv
	}
	var visit surveys.Invitation
	for range 6 {
		ask("csat5", 5)
		visit = ask("visit", 2)
	}
	h.follow()
	p := surveys.Last(7, h.store.Today())
	wants := func(survey surveys.SurveyID, satisfied, n, sent int) {
		t.Helper()
		for name, f := range map[string]surveys.ResponseFilter{
			"everything": {}, "the project": {Project: "support"}, "the customer": {Customer: "northwind"},
			"the customer in it": {Project: "support", Customer: "northwind"}, "sam": {Agent: "sam"},
		} {
			f.Survey = survey
			st, sum, err := h.store.FilterStanding(ctx, f, p)
			must(t, err)
			if f.Agent == "" && sum.Sent != sent || st.Level.K != satisfied || st.Level.N != n {
				t.Errorf("%s of %s: %d of %d satisfied, %d sent; want %d of %d, %d", survey, name, st.Level.K, st.Level.N, sum.Sent, satisfied, n, sent)
			}
		}
	}
	wants("", 6, 12, 12)
	wants("csat5", 6, 6, 6)
	wants("visit", 0, 6, 6)
	wants("nps11", 0, 0, 0)
	wants("nobody-made-it", 0, 0, 0)
	h.changed(&visit, 4)
	h.voided(&visit)
	h.follow()
	wants("visit", 0, 5, 6)
	wants("csat5", 6, 6, 6)
}

// A house without surveys of its own keeps no twins.
func TestBuiltInSurveysPayNothing(t *testing.T) {
	h := newHistory(t)
	for i := range 12 {
		h.answer("support", "northwind", 1+i%5)
	}
	h.follow()
	n, err := h.store.TwinCount(context.Background())
	must(t, err)
	if n != 0 {
		t.Errorf("%d surveys have twins", n)
	}
}
