package surveys_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// said makes answers: of each customer so many satisfied and so many not, the
// latter with a reason.
func said(counts map[surveys.CustomerID][2]int) (out []surveys.Invitation, sum surveys.Tally) {
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		n := counts[id]
		for i := range n[0] + n[1] {
			inv := surveys.Invitation{ID: surveys.InvitationID(fmt.Sprint(id, i)), Customer: id, Survey: "csat5", Scale: surveys.CSAT5, Choice: 5, Answer: surveys.Answered}
			if i >= n[0] {
				inv.Choice, inv.Words.Reasons = 1, []string{"slow"}
			}
			sum.Count(inv.Scale, inv.Choice, 1)
			out = append(out, inv)
		}
	}
	return out, sum
}

func same(id surveys.CustomerID) surveys.CustomerID { return id }

// A report about a project shows one customer nothing of another: neither words
// nor a figure that fewer than three customers, or five answers, stand behind.
func TestAReportAboutAProjectHoldsTotalsOnly(t *testing.T) {
	at := time.Date(2026, 7, 3, 9, 0, 0, 0, time.UTC)
	cases := func(n int) (out []surveys.ReportCase) {
		for i := range n {
			out = append(out, surveys.ReportCase{Began: true, Resolved: true, Case: surveys.Case{Customer: surveys.CustomerID(fmt.Sprint("c", i%3)),
				Cause: " Late  Answer", Lesson: "Call Priya", Since: at, ActedAt: at.Add(2 * time.Hour), Recovery: surveys.Recovered}})
		}
		return out
	}
	for _, k := range []struct {
		name    string
		answers map[surveys.CustomerID][2]int
		cases   int
		level   int
		reasons int
		causes  int
	}{
		{"three customers", map[surveys.CustomerID][2]int{"a": {4, 2}, "b": {4, 2}, "c": {4, 2}}, 6, 18, 1, 1},
		{"two customers", map[surveys.CustomerID][2]int{"a": {9, 4}, "b": {9, 4}}, 6, 0, 0, 1},
		{"three, four answers", map[surveys.CustomerID][2]int{"a": {2, 0}, "b": {1, 0}, "c": {1, 0}}, 6, 0, 0, 1},
		{"a reason of two", map[surveys.CustomerID][2]int{"a": {4, 4}, "b": {4, 4}, "c": {4, 0}}, 6, 20, 0, 1},
		{"cases of three, four of them", map[surveys.CustomerID][2]int{"a": {4, 2}, "b": {4, 2}, "c": {4, 2}}, 4, 18, 1, 0},
	} {
		t.Run(k.name, func(t *testing.T) {
			in := surveys.ReportInput{Of: same, Quotes: []surveys.ContactID{"priya"}, Cases: cases(k.cases), Voices: [2]int{3, 2}}
			in.Answers, in.Tally = said(k.answers)
			in.Before, in.After = in.Tally, in.Tally
			f := surveys.NewReportFacts(in, true)
			if f.Level.N != k.level || len(f.Reasons) != k.reasons || len(f.Causes) != k.causes || f.Quotes != nil || f.After.N != 0 {
				t.Errorf("%+v", f)
			}
			if k.causes == 0 && f.Complaint+f.InTime+f.Resolved+f.Again+f.Recovered != 0 {
				t.Errorf("few cases are counted: %+v", f)
			}
			own := surveys.NewReportFacts(in, false)
			if own.Level.N != in.Tally.N() || own.Complaint != k.cases || own.InTime != k.cases || own.Recovered != k.cases || len(own.Quotes) != 1 || own.Causes[0].Name != "Late  Answer" {
				t.Errorf("of one customer: %+v", own)
			}
		})
	}
}

func TestLessonsAreToldWithoutNames(t *testing.T) {
	names := []string{"Priya Nair", "Jürgen O'Neil", "Li", "प्रिया"}
	for text, want := range map[string]string{
		"Priya was not called":        "… was not called",
		"Ask PRIYA, then Mr. Nair's":  "Ask …, then Mr. …'s",
		"jürgen's list; O'Neil":       "…'s list; O'…",
		"Nairobi is far, Li is short": "Nairobi is far, Li is short",
		"प्रिया से पूछें":             "… से पूछें",
		"nothing": "nothing",
	} {
		if got := surveys.WithoutNames(text, names); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	lesson := func(resolved bool, cause, text string) surveys.ReportCase {
		return surveys.ReportCase{Resolved: resolved, Case: surveys.Case{Cause: cause, Lesson: text}}
	}
	got := surveys.ReportLessons([]surveys.ReportCase{lesson(true, "Late", "Tell  Priya"), lesson(true, "Late", "Tell Nair"), lesson(false, "", "Not over"), lesson(true, "Late", "")}, names)
	if got != "Late: Tell …" {
		t.Errorf("%q", got)
	}
}

func TestWhoMayReviewAReport(t *testing.T) {
	ada, vic := surveys.User{ID: "ada", Role: surveys.Member}, surveys.User{ID: "vic", Role: surveys.Viewer}
	boss := surveys.User{ID: "boss", Role: surveys.Admin}
	report := surveys.Report{Customer: "north"}
	for name, k := range map[string]struct {
		who   surveys.User
		rules surveys.Ownership
		cases []surveys.Case
		want  bool
	}{
		"a founder":                        {ada, surveys.Ownership{Founders: []surveys.UserID{"ada"}}, nil, true},
		"a founder who may only look":      {vic, surveys.Ownership{Founders: []surveys.UserID{"vic"}}, nil, false},
		"an admin where nobody founded":    {boss, surveys.Ownership{}, nil, true},
		"an admin beside founders":         {boss, surveys.Ownership{Founders: []surveys.UserID{"ada"}}, nil, false},
		"a member":                         {ada, surveys.Ownership{}, nil, false},
		"who follows up a case":            {ada, surveys.Ownership{}, []surveys.Case{{OwnerID: "ada"}}, true},
		"who follows up all of a customer": {ada, surveys.Ownership{Customers: map[surveys.CustomerID]surveys.UserID{"north": "ada"}}, nil, true},
	} {
		if got := surveys.MayReview(k.who, k.rules, k.cases, report); got != k.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestTheLinkOfAReportIsItsOwn(t *testing.T) {
	s := surveys.NewSigner([]byte(strings.Repeat("k", 32)))
	id := surveys.NewReportID([10]byte{7})
	token := s.Report(id, 2)
	if got, reader, ok := s.ParseReport(token); !ok || got != id || reader != 2 {
		t.Errorf("%s %d %t", got, reader, ok)
	}
	for i := range token {
		other := []byte(token)
		if other[i]++; other[i] > 'z' {
			other[i] = '0'
		}
		if _, _, ok := s.ParseReport(string(other)); ok {
			t.Fatalf("letter %d can be changed", i)
		}
	}
	for _, foreign := range []string{s.Rate(surveys.InvitationID(id), 2), s.Unsubscribe(surveys.InvitationID(id)), s.Trial("csat5", "en", 2),
		surveys.NewSigner([]byte(strings.Repeat("x", 32))).Report(id, 2)} {
		if _, _, ok := s.ParseReport(foreign); ok {
			t.Errorf("%s opens a report", foreign)
		}
	}
	if _, _, ok := s.ParseRate(token); ok {
		t.Error("the link of a report rates")
	}
}
