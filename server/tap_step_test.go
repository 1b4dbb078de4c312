package server_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// may is what the page asks where a word may be quoted.
const may = "You may quote these words with my name"

func (h *tapHouse) asksFor(step surveys.NextStep) {
	h.tb.Helper()
	must(h.tb, h.store.SaveNextStep(h.tb.Context(), step))
}

func (h *tapHouse) consent(id surveys.InvitationID) surveys.Consent {
	h.tb.Helper()
	c, err := h.store.Consent(h.tb.Context(), h.invitation(id).Contact)
	must(h.tb, err)
	return c
}

func TestTheNextStepIsShownOnlyWhereItIsConfiguredAndNeverToAComplaint(t *testing.T) {
	_, id, person := newTapped(t, time.Hour)
	if body := person.open(id, 5).body; strings.Contains(body, may) || !strings.Contains(body, `name="contact"`) {
		t.Error("asked without being told to")
	}
	for _, choice := range []int{1, 3, 4} {
		h, id, person := newTapped(t, time.Hour)
		h.asksFor(surveys.NextStep{Kind: surveys.StepQuote})
		if body := person.open(id, choice).body; strings.Contains(body, may) || !strings.Contains(body, `name="contact"`) {
			t.Errorf("after %d the page asks for a word, or hides the way to be contacted", choice)
		}
	}
	h, id, person := newTapped(t, time.Hour)
	h.asksFor(surveys.NextStep{Kind: surveys.StepQuote})
	body := person.open(id, 5).body
	if at := strings.Index(body, `name="contact"`); at < 0 || at > strings.Index(body, may) {
		t.Error("it stands before the way to be contacted")
	}
	if c := h.consent(id); c.State != "" {
		t.Errorf("opening a link counts as asked: %+v", c)
	}
}

func TestAWordMayBeQuotedAndTheConsentTakenBack(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	h.asksFor(surveys.NextStep{Kind: surveys.StepQuote})
	p := person.open(id, 5)
	h.clock.Advance(2 * time.Second)
	p.script("auto")
	if c := h.consent(id); c.State != surveys.ConsentAsked || c.Agreed {
		t.Fatalf("after the tap: %+v", c)
	}
	p.step++
	h.clock.Advance(time.Second)
	p = p.press("5", url.Values{"comment": {"Wonderful."}, "next": {"1"}, "may": {"1"}})
	if c := h.consent(id); !c.Agreed || c.Quote != "Wonderful." || c.Name != "Anna Berg" || c.Invitation != id {
		t.Fatalf("after agreeing: %+v", c)
	}
	if !strings.Contains(p.body, `name="may" value="1" checked`) {
		t.Error("the page forgot what was ticked")
	}
	h.clock.Advance(time.Second)
	p.press("5", url.Values{"comment": {"Wonderful."}, "next": {"1"}})
	if c := h.consent(id); c.Agreed || c.State != surveys.ConsentRevoked || c.Quote != "" {
		t.Errorf("after taking it back: %+v", c)
	}
	events, _, err := h.store.CustomerTimeline(t.Context(), "northwind", "", 20)
	if err != nil || len(events) == 0 || events[0].Note.Kind != surveys.NoteAdvocate {
		t.Errorf("the timeline knows nothing of it: %+v, %v", events, err)
	}
}

func TestAnAgreementEndsWithTheBestChoice(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	h.asksFor(surveys.NextStep{Kind: surveys.StepQuote})
	p := person.open(id, 5)
	h.clock.Advance(2 * time.Second)
	p = p.press("5", url.Values{"comment": {"Wonderful."}, "next": {"1"}, "may": {"1"}})
	if !h.consent(id).Agreed {
		t.Fatal("not agreed")
	}
	h.clock.Advance(10 * time.Second)
	p = p.press("1", url.Values{"comment": {"Broken again."}, "next": {"1"}, "may": {"1"}})
	if c := h.consent(id); c.Agreed || c.Quote != "" {
		t.Errorf("a complaint may be quoted: %+v", c)
	}
	if strings.Contains(p.body, may) {
		t.Error("a complaint is asked for a word to quote")
	}
}

func TestThePageAsksAPersonOnceInALongWhile(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	h.asksFor(surveys.NextStep{Kind: surveys.StepReferral, Link: "https://house.example/friends?a=1&b=2", Months: 6})
	p := person.open(id, 5)
	if !strings.Contains(p.body, `<a href="https://house.example/friends?a=1&amp;b=2" rel="noreferrer">Recommend us</a>`) {
		t.Errorf("no link in\n%s", p.body)
	}
	h.clock.Advance(2 * time.Second)
	p.script("auto")
	if !strings.Contains(person.open(id, 5).body, "Recommend us") {
		t.Error("the same page forgets what it asked")
	}
	h.clock.Advance(30 * 24 * time.Hour)
	next := storetest.Sent(t, h.store, storetest.ID("T-2"), storetest.At(h.clock.Now())).ID
	h.clock.Advance(time.Hour)
	if strings.Contains(person.open(next, 5).body, "Recommend us") {
		t.Error("asked again after a month")
	}
	h.clock.Advance(160 * 24 * time.Hour)
	third := storetest.Sent(t, h.store, storetest.ID("T-3"), storetest.At(h.clock.Now())).ID
	h.clock.Advance(time.Hour)
	if !strings.Contains(person.open(third, 5).body, "Recommend us") {
		t.Error("never asked again")
	}
}
