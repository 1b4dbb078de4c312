package surveys_test

import (
	"slices"
	"testing"
	"time"

	"barometer/surveys"
)

// now of these tests.
func relationNow() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) }

// met are n answers of a contact, each a week before the other, served by agent.
func met(contact surveys.ContactID, agent surveys.AgentID, n, daysAgo int) []surveys.Invitation {
	var out []surveys.Invitation
	for i := range n {
		at := relationNow().AddDate(0, 0, -daysAgo-7*i)
		out = append(out, surveys.Invitation{Contact: contact, Agent: agent, Mail: surveys.MailSent, CreatedAt: at, SentAt: at,
			Answer: surveys.Answered, AnsweredAt: at, Scale: surveys.CSAT5, Choice: 4})
	}
	return out
}

// unanswered are n mails that nobody answered.
func unanswered(contact surveys.ContactID, n, daysAgo int) []surveys.Invitation {
	out := met(contact, "", n, daysAgo)
	for i := range out {
		out[i].Answer = surveys.AnswerNone
	}
	return out
}

func TestWhatHangsOnOnePerson(t *testing.T) {
	priya := surveys.Contact{ID: "priya", Role: surveys.Champion, Tie: "jonas"}
	tom := surveys.Contact{ID: "tom", Role: surveys.DecisionMaker, Tie: "jonas"}
	ewa := surveys.Contact{ID: "ewa", Tie: "dev"}
	tests := []struct {
		name   string
		people []surveys.Contact
		all    []surveys.Invitation
		want   []surveys.Thread
	}{
		{"nobody known, nothing asked", nil, nil, nil},
		{"two are heard, served by two", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 4, 3), met("ewa", "b", 4, 3)), nil},
		{"only one is known", []surveys.Contact{priya}, slices.Concat(met("priya", "a", 3, 3), met("priya", "b", 2, 3)),
			[]surveys.Thread{{Kind: surveys.ThreadOneKnown, Contact: "priya", N: 5}}},
		{"only one is known, and little happened", []surveys.Contact{priya}, met("priya", "a", 4, 3), nil},
		{"one is known, of whom nothing is", []surveys.Contact{priya}, nil, nil},
		{"others are known and say nothing", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 2, 3), met("priya", "b", 2, 30), unanswered("ewa", 3, 9)),
			[]surveys.Thread{{Kind: surveys.ThreadOneHeard, Contact: "priya", N: 4, Others: 1}}},
		{"a single answer says little", []surveys.Contact{priya, ewa}, met("priya", "a", 1, 3), nil},
		{"one of us served five times, all there was", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 3, 3), met("ewa", "a", 2, 3)),
			[]surveys.Thread{{Kind: surveys.ThreadOneAgent, Agent: "a", N: 5}}},
		{"four times are too few", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 2, 3), met("ewa", "a", 2, 3)), nil},
		{"what is older than a year is over", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 3, 3), met("ewa", "b", 3, 366)),
			[]surveys.Thread{{Kind: surveys.ThreadOneHeard, Contact: "priya", N: 3, Others: 1}}},
		{"who decides is never heard, and both know the same one of us", []surveys.Contact{priya, tom}, slices.Concat(met("priya", "a", 2, 3), met("priya", "b", 2, 5), unanswered("tom", 2, 20)),
			[]surveys.Thread{{Kind: surveys.ThreadOneHeard, Contact: "priya", N: 4, Others: 1}, {Kind: surveys.ThreadOneTie, User: "jonas", N: 2}, {Kind: surveys.ThreadUnheard, Contact: "tom", N: 2}}},
		{"who decides was heard half a year ago and a day", []surveys.Contact{tom, ewa}, slices.Concat(met("tom", "a", 1, surveys.UnheardDays+1), met("ewa", "b", 1, 3)),
			[]surveys.Thread{{Kind: surveys.ThreadUnheard, Contact: "tom", N: 1, Since: relationNow().AddDate(0, 0, -surveys.UnheardDays-1)}}},
		{"ties to two of us", []surveys.Contact{priya, ewa}, slices.Concat(met("priya", "a", 1, 3), met("ewa", "b", 1, 3)), nil},
	}
	for _, test := range tests {
		got := surveys.Cover("northgate", test.people, test.all, relationNow()).Threads()
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%+v, want\n%+v", test.name, got, test.want)
		}
	}
}

func TestACustomerWhoIsOnePersonHangsOnNobody(t *testing.T) {
	dora := surveys.Contact{ID: "dora"}
	if got := surveys.Cover("contact:dora", []surveys.Contact{dora}, slices.Concat(met("dora", "a", 3, 3), met("dora", "b", 3, 5)), relationNow()).Threads(); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestCoverageCountsWhoWasAskedAndHeard(t *testing.T) {
	people := []surveys.Contact{{ID: "ewa"}, {ID: "tom", Role: surveys.DecisionMaker}}
	reminder := unanswered("tom", 1, 5)[0]
	reminder.Reminds = "x"
	c := surveys.Cover("northgate", people, slices.Concat(met("ewa", "a", 2, 4), unanswered("ewa", 1, 2), unanswered("tom", 2, 8), []surveys.Invitation{reminder}), relationNow())
	heard, deciders, decidersHeard := c.Voices()
	if heard != 1 || deciders != 1 || decidersHeard != 0 || c.Answers() != 2 {
		t.Errorf("heard %d, %d of %d who decide, %d answers", heard, decidersHeard, deciders, c.Answers())
	}
	if tom := c.People[0]; tom.Contact.ID != "tom" || tom.Asked != 2 || !tom.Unheard {
		t.Errorf("who decides comes first: %+v", tom)
	}
	if ewa := c.People[1]; ewa.Asked != 3 || ewa.Replied != 2 || ewa.Answers != 2 || ewa.Unheard {
		t.Errorf("%+v", ewa)
	}
}

func TestATieIsSuggestedByWhatHappened(t *testing.T) {
	team := []surveys.User{{ID: "u1", Email: "dev@house.example", Name: "Dev", Role: surveys.Member}, {ID: "u2", Email: "jonas.weber@house.example", Name: "Jonas", Role: surveys.Admin}}
	heard := func(served map[surveys.AgentID]int) surveys.Heard {
		return surveys.Heard{Contact: surveys.Contact{ID: "priya"}, Served: served}
	}
	tests := []struct {
		name  string
		heard surveys.Heard
		cases []surveys.Case
		want  surveys.Tie
		ok    bool
	}{
		{"by the part of the address before the @", heard(map[surveys.AgentID]int{"dev": 3, "elsewhere": 1}), nil, surveys.Tie{User: "u1", Served: 3, Of: 4}, true},
		{"by name", heard(map[surveys.AgentID]int{"Jonas": 2}), nil, surveys.Tie{User: "u2", Served: 2, Of: 2}, true},
		{"half is not more than half", heard(map[surveys.AgentID]int{"dev": 2, "Jonas": 2}), nil, surveys.Tie{}, false},
		{"once says little", heard(map[surveys.AgentID]int{"dev": 1}), nil, surveys.Tie{}, false},
		{"cases count, of the same contact only", heard(map[surveys.AgentID]int{"dev": 1}),
			[]surveys.Case{{Contact: "priya", OwnerID: "u2"}, {Contact: "priya", OwnerID: "u2"}, {Contact: "ewa", OwnerID: "u1"}}, surveys.Tie{User: "u2", Served: 2, Of: 3}, true},
	}
	for _, test := range tests {
		if got, ok := surveys.SuggestTie(test.heard, test.cases, team); got != test.want || ok != test.ok {
			t.Errorf("%s: %+v %t, want %+v %t", test.name, got, ok, test.want, test.ok)
		}
	}
	rules := surveys.Ownership{Customers: map[surveys.CustomerID]surveys.UserID{"alma": "u2"}}
	people := []surveys.Contact{{Tie: "u1"}, {}, {Tie: "u1"}, {Tie: "u2"}}
	if a, b := surveys.CustomerTie(rules, "alma", people), surveys.CustomerTie(rules, "lund", people); a != "u2" || b != "u1" {
		t.Errorf("tied to %s by rule and %s by people", a, b)
	}
}
