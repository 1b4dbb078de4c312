package surveys_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// owned is a survey in the owner's words that nothing is wrong with.
func owned() surveys.Survey {
	s := surveys.NewSurvey("after-ticket", surveys.Thermometer4)
	s.Name, s.Language, s.Reasons = "After a ticket", "de", []string{"slow", "price", "other"}
	s.Wording = map[string]surveys.Wording{
		"de": {Subject: "Ticket {interaction}: wie war es?", Intro: "Es geht um {subject}.", Question: "Wie zufrieden sind Sie, {name}?",
			Labels: []string{"rot", "gelb", "", "gold"}, Reasons: map[string]string{"price": "Der Preis"}},
		"ar": {Question: "كيف كانت خدمتنا؟"},
	}
	s.Sender, s.ReplyTo = "Jonas Weber at Acme", "jonas@acme.example"
	s.Logo = surveys.Logo{Text: "Acme", Color: "#1a2b5c"}
	s.Delay, s.Reminder, s.Pulse = 2*time.Hour, 5*24*time.Hour, 6
	s.Types, s.Projects = []string{"ticket"}, []surveys.ProjectID{"portal"}
	return s
}

func TestASurveyIsCheckedFieldByField(t *testing.T) {
	word := func(change func(*surveys.Wording)) func(*surveys.Survey) {
		return func(s *surveys.Survey) {
			w := s.Wording["de"]
			change(&w)
			s.Wording["de"] = w
		}
	}
	tests := []struct {
		name   string
		change func(*surveys.Survey)
		wrong  string
	}{
		{"a good one", func(*surveys.Survey) {}, ""},
		{"one that came with the program", func(s *surveys.Survey) { *s = surveys.DefaultSurvey() }, ""},
		{"no id", func(s *surveys.Survey) { s.ID = "" }, "id"},
		{"an id for an address", func(s *surveys.Survey) { s.ID = "../admin" }, "id"},
		{"an id of ours", func(s *surveys.Survey) { s.ID = "preview" }, "id"},
		{"a name of two lines", func(s *surveys.Survey) { s.Name = "a\nb" }, "name"},
		{"an unknown scale", func(s *surveys.Survey) { s.Scale = "stars" }, "scale"},
		{"another scale than before", func(s *surveys.Survey) { *s = surveys.NewSurvey("csat5", surveys.NPS11) }, "scale"},
		{"an unknown language", func(s *surveys.Survey) { s.Language = "tlh" }, "language wording.en.reasons.price"},
		{"words in an unknown language", func(s *surveys.Survey) { s.Wording["tlh"] = surveys.Wording{Question: "nuq?"} }, "wording.tlh"},
		{"a header in the subject", word(func(w *surveys.Wording) { w.Subject = "Hi\r\nBcc: all@acme.example" }), "wording.de.subject"},
		{"a subject of 151 letters", word(func(w *surveys.Wording) { w.Subject = strings.Repeat("é", 151) }), "wording.de.subject"},
		{"a subject of 150 letters", word(func(w *surveys.Wording) { w.Subject = strings.Repeat("é", 150) }), ""},
		{"a subject that turns around", word(func(w *surveys.Wording) { w.Subject = "Re: \u202efdp.exe" }), "wording.de.subject"},
		{"a question that turns and turns back", word(func(w *surveys.Wording) { w.Question = "How was \u202eit\u202c?" }), ""},
		{"a question that turns for good", word(func(w *surveys.Wording) { w.Question = "How was \u2067it?" }), "wording.de.question"},
		{"a question of blanks", word(func(w *surveys.Wording) { w.Question = " \u00a0" }), "wording.de.question"},
		{"a question that nobody sees", word(func(w *surveys.Wording) { w.Question = "\u200b\u2060 \u3164" }), "wording.de.question"},
		{"a label that nobody sees", word(func(w *surveys.Wording) { w.Labels[1] = "\u200d\u2800" }), "wording.de.labels[1]"},
		{"an unknown placeholder", word(func(w *surveys.Wording) { w.Intro = "About {ticket}" }), "wording.de.intro"},
		{"a template", word(func(w *surveys.Wording) { w.Intro = "(no {{unsubscribe_url}})" }), "wording.de.intro"},
		{"markup is text", word(func(w *surveys.Wording) { w.Question = "<img src=x onerror=alert(1)>" }), ""},
		{"a label too few", word(func(w *surveys.Wording) { w.Labels = w.Labels[1:] }), "wording.de.labels"},
		{"all labels ours", word(func(w *surveys.Wording) { w.Labels = nil }), ""},
		{"a label of 41 letters", word(func(w *surveys.Wording) { w.Labels[2] = strings.Repeat("ü", 41) }), "wording.de.labels[2]"},
		{"two labels alike", word(func(w *surveys.Wording) { w.Labels[3] = "Rot" }), "wording.de.labels[3]"},
		{"a label with a bell", word(func(w *surveys.Wording) { w.Labels[0] = "r\a" }), "wording.de.labels[0]"},
		{"words for a reason that is not offered", word(func(w *surveys.Wording) { w.Reasons["colour"] = "Die Farbe" }), "wording.de.reasons"},
		{"a long reason", word(func(w *surveys.Wording) { w.Reasons["price"] = strings.Repeat("p", 61) }), "wording.de.reasons.price"},
		{"an own reason without words", word(func(w *surveys.Wording) { w.Reasons = nil }), "wording.de.reasons.price"},
		{"a reason twice", func(s *surveys.Survey) { s.Reasons = []string{"slow", "slow", "price"} }, "reasons[1]"},
		{"an odd reason", func(s *surveys.Survey) { s.Reasons = []string{"price", "too slow"} }, "reasons[1]"},
		{"too many reasons", func(s *surveys.Survey) { s.Reasons = append(strings.Split(strings.Repeat("slow,", 12), ","), "price") }, "reasons"},
		{"a sender with a header", func(s *surveys.Survey) { s.Sender = "Jonas\nBcc: x" }, "sender"},
		{"an address as the sender", func(s *surveys.Survey) { s.Sender = "ceo@bank.example" }, "sender"},
		{"no address to reply to", func(s *surveys.Survey) { s.ReplyTo = "jonas" }, "reply_to"},
		{"nobody to reply to", func(s *surveys.Survey) { s.ReplyTo = "No-Reply+7@acme.example" }, "reply_to"},
		{"nobody, in German", func(s *surveys.Survey) { s.ReplyTo = "bitte.nicht-antworten@acme.example" }, "reply_to"},
		{"a colour by name", func(s *surveys.Survey) { s.Logo.Color = "red" }, "logo.color"},
		{"a colour too pale", func(s *surveys.Survey) { s.Logo.Color = "#ffcc00" }, "logo.color"},
		{"a logo too long", func(s *surveys.Survey) { s.Logo.Text = strings.Repeat("A", 61) }, "logo.text"},
		{"a negative delay", func(s *surveys.Survey) { s.Delay = -1 }, "delay"},
		{"a delay of 91 days", func(s *surveys.Survey) { s.Delay = 91 * 24 * time.Hour }, "delay"},
		{"closed after a minute", func(s *surveys.Survey) { s.Expires, s.Reminder = time.Minute, 0 }, "expires"},
		{"never closed", func(s *surveys.Survey) { s.Expires = 0 }, ""},
		{"a reminder after the end", func(s *surveys.Survey) { s.Reminder = s.Expires }, "reminder"},
		{"nobody asked", func(s *surveys.Survey) { s.Sample = 0 }, "sample"},
		{"more than all asked", func(s *surveys.Survey) { s.Sample = 1.01 }, "sample"},
		{"no number at all", func(s *surveys.Survey) { s.Sample = math.NaN() }, "sample"},
		{"a pulse every 105 weeks", func(s *surveys.Survey) { s.Pulse = 105 }, "pulse_weeks"},
		{"an empty type", func(s *surveys.Survey) { s.Types = []string{"ticket", ""} }, "types[1]"},
		{"a project of two lines", func(s *surveys.Survey) { s.Projects[0] = "a\nb" }, "projects[0]"},
		{"the usual one archived", func(s *surveys.Survey) { *s = surveys.DefaultSurvey(); s.Archived = true }, "archived"},
		{"all at once", func(s *surveys.Survey) { s.ID, s.Scale, s.Sample, s.ReplyTo = "", "", 2, "x" }, "id scale reply_to sample"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := owned()
			tt.change(&s)
			if got := fieldsOf(surveys.NewCatalogue(nil, "").Check(s.Tidy(), "en")); got != tt.wrong {
				t.Errorf("wrong fields: %q, want %q", got, tt.wrong)
			}
		})
	}
}

func TestTidyWordsAreOneLine(t *testing.T) {
	s := owned()
	s.Wording = map[string]surveys.Wording{
		"de": {Question: "How?\n\n\n http://evil.example\u2028 ", Labels: []string{"", " ", "", ""}, Reasons: map[string]string{"slow": " "}},
		"fr": {Labels: []string{"", "", "", ""}, Reasons: map[string]string{"slow": ""}},
	}
	got := s.Tidy().Wording
	if len(got) != 1 || got["de"].Question != "How? http://evil.example" || got["de"].Labels != nil || len(got["de"].Reasons) != 0 {
		t.Errorf("%+v", got)
	}
}

// What is too dark for the dark is lightened until it can be read; hue stays.
func TestALogoCanBeReadInTheDark(t *testing.T) {
	for color, want := range map[string]string{"": "", "red": "", "#000000": "#808080", "#1a2b5c": "#76809d", "#d6a650": "#d6a650"} {
		if got := (surveys.Logo{Color: color}).Dark(); got != want {
			t.Errorf("%s in the dark: %s, want %s", color, got, want)
		}
	}
}

func TestPreferencesAreChecked(t *testing.T) {
	archived := surveys.NewSurvey("old", surveys.Thumbs)
	archived.Archived = true
	all := surveys.NewCatalogue([]surveys.Survey{archived}, "")
	tests := []struct {
		name  string
		p     surveys.Preferences
		wrong string
	}{
		{"none", surveys.Preferences{}, ""},
		{"office hours", surveys.Preferences{Survey: "nps11", Language: "hi", Hours: surveys.Hours{From: 480, To: 1080, Days: []time.Weekday{1, 2}}}, ""},
		{"to midnight", surveys.Preferences{Hours: surveys.Hours{From: 1, To: 1440}}, ""},
		{"an unknown survey", surveys.Preferences{Survey: "stars"}, "survey"},
		{"one that is asked no longer", surveys.Preferences{Survey: "old"}, "survey"},
		{"an unknown language", surveys.Preferences{Language: "pt-BR"}, "language"},
		{"over midnight", surveys.Preferences{Hours: surveys.Hours{From: 1320, To: 360}}, "hours.to"},
		{"no time at all", surveys.Preferences{Hours: surveys.Hours{From: 480, To: 480}}, "hours.to"},
		{"a day twice", surveys.Preferences{Hours: surveys.Hours{Days: []time.Weekday{1, 1}}}, "hours.days[1]"},
		{"an eighth day", surveys.Preferences{Hours: surveys.Hours{Days: []time.Weekday{7}}}, "hours.days[0]"},
	}
	for _, tt := range tests {
		if got := fieldsOf(tt.p.Validate(all)); got != tt.wrong {
			t.Errorf("%s: wrong fields %q, want %q", tt.name, got, tt.wrong)
		}
	}
}

func TestClockTimesAndDays(t *testing.T) {
	for text, want := range map[string]int{"": 0, "08:00": 480, "8:30": 510, "24:00": 1440} {
		if got, ok := surveys.ParseClock(text); got != want || !ok {
			t.Errorf("ParseClock(%q) = %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"8", "24:01", "08:60", "-1:00", "08:5", "08:00:00", "noon"} {
		if _, ok := surveys.ParseClock(text); ok {
			t.Errorf("ParseClock(%q) is taken", text)
		}
	}
	for day := range time.Weekday(7) {
		if got, ok := surveys.ParseWeekday(surveys.FormatWeekday(day)); got != day || !ok {
			t.Errorf("%s comes back as %s", day, got)
		}
	}
	if _, ok := surveys.ParseWeekday("Mon"); ok || surveys.FormatClock(510) != "08:30" {
		t.Error("a day in capitals is taken, or 08:30 is not 510")
	}
}

func TestDurationsComeBack(t *testing.T) {
	for _, text := range []string{"0", "30m", "90m", "2h", "3d", "36h", "1m30s"} {
		d, err := surveys.ParseDuration(text)
		if err != nil || surveys.FormatDuration(d) != text {
			t.Errorf("%s comes back as %s, %v", text, surveys.FormatDuration(d), err)
		}
	}
}

func TestOwnReasonsAreSaidInSomeLanguage(t *testing.T) {
	s := owned()
	s.Reasons = append(s.Reasons, "colour")
	s.Wording["hu"] = surveys.Wording{Reasons: map[string]string{"price": "Az ár", "colour": "A szín"}}
	for tag, want := range map[string]string{"hu": "Az ár", "fr": "Der Preis", "de": "Der Preis"} {
		if got := s.OwnReasons(tag); got["price"] != want || got["colour"] != "A szín" || len(got) != 2 {
			t.Errorf("%s: %v", tag, got)
		}
	}
	if got := surveys.DefaultSurvey().OwnReasons("de"); got != nil {
		t.Errorf("ours are the owner's: %v", got)
	}
}
