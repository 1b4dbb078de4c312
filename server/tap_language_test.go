package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// in sets what the contact speaks; empty: nobody knows.
func in(language string) storetest.Option {
	return func(i *surveys.Interaction) { i.Contact.Language = language }
}

// asking sets the survey.
func asking(id surveys.SurveyID) storetest.Option {
	return func(i *surveys.Interaction) { i.Survey = id }
}

// newReader returns a house, and a person who got its mail an hour ago. prepare
// changes the house's surveys before it asks.
func newReader(t *testing.T, prepare func(*tapHouse), options ...storetest.Option) (*tapHouse, surveys.InvitationID, *tapper) {
	t.Helper()
	s, clock := storetest.Open(t)
	h := newHouse(t, s, clock, nil)
	if prepare != nil {
		prepare(h)
	}
	inv := storetest.Sent(t, s, options...)
	clock.Advance(time.Hour)
	return h, inv.ID, newPerson(h)
}

func (h *tapHouse) prefer(language string) {
	h.tb.Helper()
	must(h.tb, h.store.SavePreferences(h.tb.Context(), surveys.Preferences{Language: language}))
}

// change saves a survey of csat5 that the owner has changed.
func (h *tapHouse) change(change func(*surveys.Survey)) {
	h.tb.Helper()
	survey := surveys.DefaultSurvey()
	change(&survey)
	_, _, err := h.store.SaveSurvey(h.tb.Context(), survey, 0)
	must(h.tb, err)
}

func wantsSaid(t *testing.T, what, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q", what, w)
		}
	}
}

func TestTapPageSpeaksTheContactsLanguageElseTheSurveysElseTheHouses(t *testing.T) {
	german := func(h *tapHouse) { h.prefer("hu"); h.change(func(s *surveys.Survey) { s.Language = "de" }) }
	for _, c := range []struct {
		name    string
		prepare func(*tapHouse)
		contact string
		want    string
	}{
		{"contact", german, "fr-CA", `<html lang="fr" dir="ltr">`},
		{"survey", german, "", `<html lang="de" dir="ltr">`},
		{"survey of a contact whose language we do not speak", german, "ja", `<html lang="de" dir="ltr">`},
		{"house", func(h *tapHouse) { h.prefer("ar") }, "", `<html lang="ar" dir="rtl">`},
		{"nobody's", nil, "", `<html lang="en" dir="ltr">`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, id, person := newReader(t, c.prepare, in(c.contact))
			// Who opens the mail is asked in its language, whatever the browser speaks.
			person.headers["Accept-Language"] = "es"
			p := person.open(id, 2)
			wantsSaid(t, "the page", p.body, c.want)
			wantsSaid(t, "the opt-out page", person.get("/u/"+h.signer.Unsubscribe(id)).body, c.want)
			h.clock.Advance(time.Second)
			wantsSaid(t, "the page after a press", p.press("3", nil).body, c.want)
		})
	}
}

// The way of a tap is in one language to its end: what the page's script says,
// and what a form that is refused says, follow the page.
func TestTapAnswersInThePagesLanguage(t *testing.T) {
	h, id, person := newReader(t, nil, in("hi"))
	person.headers["Accept-Language"] = "es"
	p := person.open(id, 2)
	h.clock.Advance(time.Second)
	wantsSaid(t, "the page", p.body, "धन्यवाद।\nआपने 2, खराब चुना।", "हमारा काम आपको कैसा लगा?", "मुझे किसी ने नहीं बताया")
	if got := p.script("auto"); got.body != "आपका जवाब दर्ज हो गया है। नीचे कुछ भी भरना ज़रूरी नहीं है।" {
		t.Errorf("the script says %q", got.body)
	}
	wantsSaid(t, "the refusal", p.press("9", nil).body, "कृपया वापस जाकर कोई एक बटन दबाएँ।")
	wantsSaid(t, "the refusal", p.press("2", url.Values{"comment": {strings.Repeat("x", 4001)}}).body, "4,000 अक्षरों")
	other := newPerson(h)
	other.addr = "198.51.100.7"
	q := other.open(id, 5)
	h.clock.Advance(time.Second)
	wantsSaid(t, "another visitor's page", q.body, "क्या हम इसे बदलकर 5, बहुत अच्छा कर दें?")
	wantsSaid(t, "the page after a press", q.press("none", nil).body, "कुछ नहीं बदला गया।")
}

func TestTapSaysWhatWasCountedBefore(t *testing.T) {
	h, id, person := newReader(t, nil, in("ar"))
	early := person.open(id, 5)
	h.clock.Advance(time.Second)
	other := newPerson(h)
	other.addr = "198.51.100.7"
	q := other.open(id, 2)
	h.clock.Advance(time.Second)
	q.press("2", nil)
	got := early.script("auto")
	wantsSaid(t, "the script", got.body, "سُجّلت من قبل إجابة أخرى: \u20682، سيئ\u2069.")
	if got.status != 202 {
		t.Errorf("status %d, want 202", got.status)
	}
}

func TestTapStopsInTheContactsLanguage(t *testing.T) {
	h, id, _ := newReader(t, nil, in("mr"))
	program := &tapper{house: h, addr: "203.0.113.9", agent: "Mailer/1.0"}
	stop := "/u/" + h.signer.Unsubscribe(id)
	wantsSaid(t, "the page", program.get(stop).body, "मला पुन्हा विचारू नका", "a•••a@northwind.example या पत्त्यावर", `href="/about?lang=mr"`)
	wantsSaid(t, "one click", program.do("POST", stop, url.Values{"List-Unsubscribe": {"One-Click"}}, nil).body, "आपल्याला पुन्हा विचारले जाणार नाही.")
}

// A page that knows nobody goes by the link of ours, then the browser, then
// the house.
func TestTapPagesForNobodyInParticular(t *testing.T) {
	_, _, person := newReader(t, func(h *tapHouse) { h.prefer("pt") })
	for _, c := range []struct{ target, accept, want string }{
		{"/about?lang=hi", "es", "hi"},
		{"/about?lang=xx", "es-MX, en;q=0.5", "es"},
		{"/about?lang=HI", "es", "es"}, // none of our links
		{"/about", "ja, fr-CH;q=0.4, ar;q=0.9", "ar"},
		{"/about", "ja", "pt"},
		{"/about", ";;;q=x", "pt"},
		{"/about", "", "pt"},
		{"/r/nothing", "de", "de"},
		{"/u/nothing?lang=hu", "de", "hu"},
	} {
		headers := map[string]string{}
		if c.accept != "" {
			headers["Accept-Language"] = c.accept
		}
		body := person.do("GET", c.target, nil, headers).body
		wantsSaid(t, c.target+" for "+c.accept, body, `<html lang="`+c.want+`"`)
	}
}

func TestTapPageInTheOwnersWords(t *testing.T) {
	own := func(h *tapHouse) {
		h.change(func(s *surveys.Survey) {
			s.Logo = surveys.Logo{Text: "Northern <Lights>", Color: "#1a5276"}
			s.Reasons = []string{"price", "other"}
			s.Wording = map[string]surveys.Wording{"de": {
				Intro:    "Es geht um {project} für {customer}.",
				Question: "{first_name}, wie war {agent}?",
				Labels:   []string{"Katastrophe", "", "", "", "Spitze"},
				Reasons:  map[string]string{"price": "Zu teuer"},
			}}
		})
	}
	h, id, person := newReader(t, own, in("de"))
	p := person.open(id, 1)
	wantsSaid(t, "the page", p.body, "Anna, wie war sam?", "Es geht um Support für Northwind Ltd.", "1, Katastrophe",
		"<b>5</b>Spitze", "<b>2</b>schlecht", "Zu teuer", "Etwas anderes",
		"<bdi>Northern &lt;Lights&gt;</bdi>", "color:light-dark(#1a5276,")
	if strings.Contains(p.body, "Lindqvist") || strings.Contains(p.body, "Es hat zu lange gedauert") {
		t.Error("the page still says ours")
	}
	h.clock.Advance(time.Second)
	p.press("1", url.Values{"reason": {"price"}})
	if inv := h.invitation(id); len(inv.Words.Reasons) != 1 || inv.Words.Reasons[0] != "price" {
		t.Errorf("words %+v", inv.Words)
	}
	wantsSaid(t, "the opt-out page", person.get("/u/"+h.signer.Unsubscribe(id)).body, "<bdi>Northern &lt;Lights&gt;</bdi>")
}

// Eleven numbers, or words alone: each scale is shown and named in its way.
func TestTapPageOfEachScale(t *testing.T) {
	for scale, want := range map[surveys.ScaleID][]string{
		surveys.Thumbs:       {"You chose “No”.", "repeat(2,", "(max-width:999rem)"},
		surveys.Faces3:       {"You chose “Bad”.", "repeat(3,"},
		surveys.Thermometer4: {"You chose “Not good”.", "repeat(4,"},
		surveys.CSAT5:        {"You chose 1, very bad.", "repeat(5,", "(max-width:22rem)"},
		surveys.CES7:         {"You chose 1, very hard.", "repeat(7,", "(max-width:36rem)"},
		surveys.NPS11:        {"You chose 1.", "repeat(6,", "0 = not at all, 10 = very likely"},
	} {
		_, id, person := newReader(t, nil, asking(surveys.SurveyID(scale)))
		wantsSaid(t, string(scale), person.open(id, 1).body, want...)
	}
}

// A house that is closed to a client for a while says so in its language.
func TestTapIsBusyInTheReadersLanguage(t *testing.T) {
	s, clock := storetest.Open(t)
	h := newHouse(t, s, clock, func(o *server.Options) { o.House = "" })
	person := newPerson(h)
	person.headers["Accept-Language"] = "hu"
	id := storetest.Sent(t, s).ID
	var last page
	for range 101 {
		last = person.open(id, 2)
	}
	if last.status != 429 {
		t.Fatalf("status %d", last.status)
	}
	wantsSaid(t, "the page", last.body, "Túl sok kérés egyszerre")
}
