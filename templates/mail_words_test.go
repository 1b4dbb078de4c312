package templates_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

func TestGreeting(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ tag, name, want string }{
		{"en", "Priya Nair", "Hello Priya,"},
		{"en", "evil.example", "Hello,"},
		{"de", "Nair, Priya", "Guten Tag Priya Nair!"},
		{"de", "", "Guten Tag!"},
		{"fr", "Claire Dubois", "Bonjour Claire,"},
		{"es", "Lucía Gómez", "Hola, Lucía:"},
		{"pt", "Rafael Souza", "Olá, Rafael!"},
		{"hu", "Kovács Anna", "Kedves Kovács Anna!"},
		{"hu", "<b>", "Üdvözöljük!"},
		{"hi", "प्रिया नायर", "नमस्ते प्रिया जी,"},
		{"mr", "प्रिया जोशी", "नमस्कार प्रिया,"},
		{"ar", "ليلى حداد", "مرحبًا \u2068ليلى\u2069،"},
	} {
		if got := d.locales.In(c.tag).Greeting(c.name); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.tag, c.name, got, c.want)
		}
	}
}

func TestAboutAndSubject(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ kind, id, subject, project, about, line string }{
		{"ticket", "4127", "Label printer", "Support", "We closed ticket 4127, “Label printer”.", "One question about ticket 4127"},
		{"ticket", "T-4127", "", "Support", "We closed ticket T-4127.", "One question about ticket T-4127"},
		{"ticket", "9f8c2d1e-77aa", "Label printer", "Support", "We closed your ticket, “Label printer”.", "One question about “Label printer”"},
		{"ticket", "zd_x", "", "Support", "We closed your ticket.", "One question about our work on Support"},
		{"milestone", "m1", "Beta", "Website", "We reached the milestone “Beta” in Website.", "One question about “Beta”"},
		{"milestone", "m1", "", "Website", "We reached a milestone in Website.", "One question about our work on Website"},
		{"delivery", "d1", "30 lamps", "", "We delivered “30 lamps”.", "One question about “30 lamps”"},
		{"visit", "v1", "", "", "We were with you.", "One question about our work for you"},
		{"", "x", "", "", "This is about our work for you.", "One question about our work for you"},
		{"call", "x", "Prices", "Sales", "This is about “Prices” in Sales.", "One question about “Prices”"},
		{"pulse", "pulse:x", "", "Sales", "From time to time we ask how things are going with Sales.", "How are things going with Sales?"},
		{"recovery", "4127", "Prices", "", "You told us about a problem with “Prices”. On our side it is solved now.", "Is it better now? About “Prices”"},
	} {
		inv := surveys.Invitation{Project: "p", Interaction: surveys.InteractionID(c.id), Type: c.kind, Subject: c.subject}
		in := d.locales.In("en")
		if got := in.About(inv, c.project); got != c.about {
			t.Errorf("about: %s, want %s", got, c.about)
		}
		if got := in.Subject(surveys.DefaultSurvey(), inv, c.project, nil); got != c.line {
			t.Errorf("subject: %s, want %s", got, c.line)
		}
	}
	general := surveys.Invitation{Project: surveys.GeneralProject, Type: "visit"}
	if got := d.locales.In("en").About(general, "General"); got != "We were with you." {
		t.Errorf("the general project is named: %s", got)
	}
}

// Each case has a whole sentence in each language that says what is known.
func TestSentencesOfEveryLanguage(t *testing.T) {
	d := newDesk(t)
	const subject, project = "Zeta-Subject", "Yota-Project"
	for _, tag := range surveys.Languages() {
		in, seen := d.locales.In(tag), map[string]string{}
		for _, kind := range []string{"ticket", "milestone", "delivery", "visit", "other", surveys.PulseType, surveys.RecoveryType} {
			for _, inv := range []surveys.Invitation{
				{Project: "p", Type: kind, Interaction: "x"}, {Project: "p", Type: kind, Interaction: "x", Subject: subject},
				{Project: "p", Type: kind, Interaction: "4127"}, {Project: "p", Type: kind, Interaction: "4127", Subject: subject},
			} {
				for _, named := range []string{"", project} {
					about, line := in.About(inv, named), in.Subject(surveys.DefaultSurvey(), inv, named, nil)
					for _, s := range []string{about, line} {
						if s == "" || strings.ContainsAny(s, "{}<>") || strings.Contains(s, "  ") {
							t.Errorf("%s %s: %q", tag, kind, s)
						}
					}
					says := func(word string, want bool) {
						if strings.Contains(about, word) != want {
							t.Errorf("%s %s: %q says %s: %v", tag, kind, about, word, !want)
						}
					}
					says(subject, inv.Subject != "" && kind != surveys.PulseType)
					says(project, named != "" && kind != "ticket")
					says("4127", kind == "ticket" && inv.Interaction == "4127")
					if other := seen[about]; other != "" && other != kind {
						t.Errorf("%s: %q is said of %s and %s", tag, about, other, kind)
					}
					seen[about] = kind
				}
			}
		}
	}
}

// Reminder and occasion change what is asked, in every language.
func TestOccasionsAskDifferently(t *testing.T) {
	d := newDesk(t)
	for _, tag := range surveys.Languages() {
		in := d.locales.In(tag)
		for _, scale := range surveys.ScaleIDs() {
			seen := map[string]bool{}
			for _, kind := range []string{"ticket", surveys.RecoveryType, surveys.PulseType} {
				q := in.Question(builtIn(scale), surveys.Invitation{Type: kind}, nil)
				// Whether one would recommend somebody is the same question at any time.
				if q == "" || seen[q] && (scale != surveys.NPS11 || kind != surveys.PulseType) {
					t.Errorf("%s %s %s asks %q", tag, scale, kind, q)
				}
				seen[q] = true
			}
		}
		first := in.Subject(surveys.DefaultSurvey(), surveys.Invitation{Type: "visit"}, "", nil)
		second := in.Subject(surveys.DefaultSurvey(), surveys.Invitation{Type: "visit", Reminds: "x"}, "", nil)
		if first == second || !strings.Contains(second, first) {
			t.Errorf("%s: %q reminds of %q", tag, second, first)
		}
	}
}

// The owner's words stand before ours; what placeholders stand for is put in
// as text, once.
func TestOwnersWords(t *testing.T) {
	d := newDesk(t)
	s := builtIn(surveys.CSAT5)
	s.Wording = map[string]surveys.Wording{"en": {
		Subject: "{house} asks about {project}", Intro: "{agent} worked on {subject} for {customer}, {first_name}.",
		Question: "How was {project}?", Labels: []string{"Awful", "", "", "", "Great"},
	}}
	inv := ticket(s)
	inv.Agent, inv.Subject = "Aisha", "{house} {{.House}}"
	values := surveys.PlaceholderValues(inv, surveys.Contact{Name: "<b>"}, "A & B", "Web <shop>", "Lindqvist")
	in := d.locales.In("en")
	for got, want := range map[string]string{
		in.Subject(s, inv, "", values):    "Lindqvist asks about Web <shop>",
		in.Intro(s, inv, "", values):      "Aisha worked on {house} {{.House}} for A & B.",
		in.Question(s, inv, values):       "How was Web <shop>?",
		in.Wording(s).Labels[0]:           "Awful",
		in.Wording(s).Labels[1]:           "Bad",
		d.locales.In("de").About(inv, ""): d.locales.In("de").Intro(s, inv, "", values),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	recovery := inv
	recovery.Recovers = 7
	if got := in.Intro(s, recovery, "", values); got != in.About(recovery, "") {
		t.Errorf("after a resolved case it says %q", got)
	}
	_, twins := d.compose("en", s, inv, "Priya")
	for _, twin := range []string{twins.Text, twins.HTML} {
		if want := "{house} {{.House}} for Northwind Ltd, Priya."; !strings.Contains(twin, want) {
			t.Errorf("%q is not in\n%s", want, twin)
		}
	}
}

// Where placeholders without a value leave nothing to read, we say it in our
// own words.
func TestOwnersWordsThatComeOutEmpty(t *testing.T) {
	d := newDesk(t)
	ours, s := builtIn(surveys.CSAT5), builtIn(surveys.CSAT5)
	s.Wording = map[string]surveys.Wording{"en": {Subject: "{subject} – {agent}", Intro: "{subject}.", Question: "{first_name}, {agent}?"}}
	inv := ticket(s)
	inv.Subject, inv.Agent = "", ""
	values := surveys.PlaceholderValues(inv, surveys.Contact{}, "Northwind", "Web", "Lindqvist")
	in := d.locales.In("en")
	for got, want := range map[string]string{
		in.Subject(s, inv, "Web", values): in.Subject(ours, inv, "Web", nil),
		in.Intro(s, inv, "Web", values):   in.About(inv, "Web"),
		in.Question(s, inv, values):       in.Question(ours, inv, nil),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
