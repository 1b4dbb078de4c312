package surveys_test

import (
	"slices"
	"testing"

	"barometer/surveys"
)

// priyaRated are answers of priya on a scale of five, the newest first, 20 days apart.
func priyaRated(choices ...int) []surveys.Invitation {
	var out []surveys.Invitation
	for i, choice := range choices {
		out = append(out, surveys.Invitation{Contact: "priya", Scale: surveys.CSAT5, Answer: surveys.Answered, Choice: choice,
			AnsweredAt: relationNow().AddDate(0, 0, -20*i-1)})
	}
	return out
}

func TestWhoIsHappyForGood(t *testing.T) {
	other := func(choice, daysAgo int) surveys.Invitation {
		inv := priyaRated(choice)[0]
		inv.Contact, inv.AnsweredAt = "tom", relationNow().AddDate(0, 0, -daysAgo)
		return inv
	}
	old := priyaRated(5, 5, 5, 5, 5)
	for i := range old {
		old[i].AnsweredAt = old[i].AnsweredAt.AddDate(-1, 0, -1)
	}
	tests := []struct {
		name     string
		answers  []surveys.Invitation
		troubled bool
		want     bool
	}{
		{"five good answers, three of them the best", priyaRated(5, 4, 5, 4, 5), false, true},
		{"four are too few", priyaRated(5, 5, 5, 5), false, false},
		{"good, and never the best", priyaRated(4, 4, 4, 4, 4, 4), false, false},
		{"half of them the best", priyaRated(4, 5, 4, 5, 4, 5), false, true},
		{"one of ten so-so", priyaRated(5, 5, 5, 5, 5, 3, 4, 4, 4, 5), false, true},
		{"one of nine so-so", priyaRated(5, 5, 5, 5, 5, 3, 4, 4, 4), false, false},
		{"the newest so-so", priyaRated(3, 5, 5, 5, 5, 5, 5, 5, 5, 5), false, false},
		{"a case is open, or a decline stands", priyaRated(5, 4, 5, 4, 5), true, false},
		{"somebody else complained 179 days ago", append(priyaRated(5, 4, 5, 4, 5), other(2, 179)), false, false},
		{"somebody else complained 181 days ago", append(priyaRated(5, 4, 5, 4, 5), other(2, 181)), false, true},
		{"a year and a day ago", old, false, false},
	}
	for _, test := range tests {
		got := surveys.HappyForGood([]surveys.Contact{{ID: "priya"}, {ID: "tom"}}, test.answers, test.troubled, relationNow())
		if (len(got) == 1 && got[0].Contact == "priya") != test.want || len(got) > 1 {
			t.Errorf("%s: %+v, want %t", test.name, got, test.want)
		}
	}
}

func TestWhenTheNextStepMayBeShown(t *testing.T) {
	step := surveys.NextStep{Kind: surveys.StepQuote, Months: 12}
	shown := func(months int) surveys.Contact {
		return surveys.Contact{SteppedAt: relationNow().AddDate(0, -months, 0)}
	}
	tests := []struct {
		name   string
		step   surveys.NextStep
		choice int
		to     surveys.Contact
		want   bool
	}{
		{"after the best choice", step, 5, surveys.Contact{}, true},
		{"after a good one", step, 4, surveys.Contact{}, false},
		{"after a complaint", step, 1, surveys.Contact{}, false},
		{"where nothing is configured", surveys.NextStep{}, 5, surveys.Contact{}, false},
		{"eleven months after the last time", step, 5, shown(11), false},
		{"twelve months after it", step, 5, shown(12), true},
		{"the usual twelve months", surveys.NextStep{Kind: surveys.StepReference}, 5, shown(11), false},
		{"of somebody who wants no more mails", step, 5, surveys.Contact{OptedOutAt: relationNow()}, false},
	}
	for _, test := range tests {
		if got := test.step.May(surveys.CSAT5, test.choice, test.to, relationNow()); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
	for _, bad := range []surveys.NextStep{{Kind: "bribe"}, {Kind: surveys.StepReferral}, {Kind: surveys.StepReferral, Link: "http://x.example"},
		{Kind: surveys.StepReferral, Link: "https://me@x.example"}, {Kind: surveys.StepReferral, Link: "javascript:alert(1)"}, {Months: 121}} {
		if surveys.CodeOf(bad.Validate()) != surveys.Invalid {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func TestConsentIsGivenOnceAndCanBeTakenBack(t *testing.T) {
	c := surveys.Consent{Kind: surveys.StepQuote}
	if c.May(surveys.ConsentThanked) || c.May(surveys.ConsentRevoked) || c.May("sold") {
		t.Error("thanked, or taken back, before anything was agreed")
	}
	c.Quote, c.Name = "Wonderful.", "Priya Nair"
	c = c.With(surveys.ConsentLine{State: surveys.ConsentAgreed})
	if !c.Agreed || c.May(surveys.ConsentAsked) || !slices.ContainsFunc(surveys.ConsentStates(), c.May) {
		t.Errorf("%+v", c)
	}
	c = c.With(surveys.ConsentLine{State: surveys.ConsentThanked}).With(surveys.ConsentLine{State: surveys.ConsentRevoked})
	if c.Agreed || c.Quote != "" || c.Name != "" || len(c.Log) != 3 {
		t.Errorf("the words stay: %+v", c)
	}
}
