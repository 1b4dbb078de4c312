package surveys_test

import (
	"testing"

	"barometer/surveys"
)

func TestChoicesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{"": "", "complaints": "complaints", "satisfied": "satisfied", "unsatisfied": "unsatisfied", "3": "3", "5,1,5": "1,5", "0,10": "0,10"} {
		c, ok := surveys.ParseChoices(text)
		if !ok || c.String() != want {
			t.Errorf("%q: %q %t, want %q", text, c, ok, want)
		}
	}
	for _, text := range []string{"best", "11", "-1", "1,", "01", "1;2", "1,complaints", " 1", "+1"} {
		if _, ok := surveys.ParseChoices(text); ok {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestChoicesFollowTheScale(t *testing.T) {
	complaints, satisfied := surveys.Choices{Complaints: true}, surveys.Choices{Satisfied: true}
	for _, c := range []struct {
		scale                surveys.ScaleID
		choice               int
		complaint, satisfied bool
	}{
		{surveys.CSAT5, 2, true, false}, {surveys.CSAT5, 3, false, false}, {surveys.CSAT5, 4, false, true},
		{surveys.NPS11, 6, true, false}, {surveys.NPS11, 9, false, true}, {"unknown", 1, false, false},
	} {
		if complaints.Has(c.scale, c.choice) != c.complaint || satisfied.Has(c.scale, c.choice) != c.satisfied {
			t.Errorf("%d of %s", c.choice, c.scale)
		}
	}
	var tally surveys.Tally
	tally.Count(surveys.CSAT5, 1, 3)
	tally.Count(surveys.CSAT5, 5, 4)
	tally.Count(surveys.NPS11, 0, 2)
	for text, want := range map[string]int{"": 9, "complaints": 5, "satisfied": 4, "unsatisfied": 5, "1": 3, "0,5": 6} {
		if c, _ := surveys.ParseChoices(text); c.In(tally) != want {
			t.Errorf("%q: %d in the tally, want %d", text, c.In(tally), want)
		}
	}
}

func TestAFilterWantsAnswersOfItsKind(t *testing.T) {
	inv := surveys.Invitation{Project: "p", Customer: "c", Contact: "u", Agent: "a", Survey: "s", Scale: surveys.CSAT5, Choice: 2,
		By: surveys.ByAuto, Answer: surveys.Answered, Words: surveys.Words{Comment: "x", Reasons: []string{"slow", "quality"}}}
	for _, f := range []surveys.ResponseFilter{{}, {Project: "p"}, {Customer: "c"}, {Contact: "u"}, {Agent: "a"}, {Survey: "s"}, {By: surveys.ByAuto},
		{Words: surveys.Yes}, {Reason: "quality"}, {Scale: surveys.CSAT5}, {Choices: surveys.Choices{Unsatisfied: true}}, {Choices: surveys.Choices{Complaints: true}}, {Choices: surveys.Choices{Numbers: []int{2}}}} {
		if !f.Wants(inv) {
			t.Errorf("%+v does not want it", f)
		}
	}
	for _, f := range []surveys.ResponseFilter{{Project: "q"}, {Customer: "d"}, {Contact: "v"}, {Agent: "b"}, {Survey: "t"}, {By: surveys.ByGesture},
		{Words: surveys.No}, {Reason: "waiting"}, {Scale: surveys.NPS11}, {Choices: surveys.Choices{Satisfied: true}}, {Void: true}} {
		if f.Wants(inv) {
			t.Errorf("%+v wants it", f)
		}
	}
	inv.Answer = surveys.AnswerVoid
	if (surveys.ResponseFilter{}).Wants(inv) || !(surveys.ResponseFilter{Void: true}).Wants(inv) {
		t.Error("an answer that was set aside")
	}
}

func TestAViewLeadsToAPageOfOurs(t *testing.T) {
	for address, want := range map[string]string{
		"/": "/", "/?days=365": "/?days=365", "/responses?words=yes&choice=1": "/responses?choice=1&words=yes",
		"/customers/a%2Fb?days=28": "/customers/a%2Fb?days=28", "/worth": "/worth", "/responses#here": "/responses",
	} {
		v, err := surveys.NewView("v", " A  view ", address, "u", false)
		if err != nil || v.Address != want || v.Name != "A view" {
			t.Errorf("%s: %q %q %v, want %q", address, v.Name, v.Address, err, want)
		}
	}
	for _, address := range []string{"", "responses", "//evil.example", "/\\evil.example", "///evil.example", "https://evil.example/responses", "javascript:alert(1)",
		"/logout", "/static/x.js", "/api/v1/responses", "/setup/x", "/responses/../logout", "/responses//x", "/responsesx", "/%2Fevil.example", "/customers/%5Cx\n", "/responses?a=%zz"} {
		if v, err := surveys.NewView("v", "x", address, "u", false); err == nil {
			t.Errorf("%q is kept as %q", address, v.Address)
		}
	}
}
