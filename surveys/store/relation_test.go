package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestRelationsAreGathered(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	storetest.Ask(t, h.store) // makes Anna known
	h.asks("yyyyyy", 5)
	if all, at, err := h.store.Hangings(ctx, true); err != nil || len(all) != 0 || !at.IsZero() {
		t.Fatalf("gathered before anybody did: %+v, %s, %v", all, at, err)
	}
	must(t, h.store.GatherFirst(ctx)) // which may go on by itself
	comesTrue(t, "they are gathered", func() bool { _, at, err := h.store.Hangings(ctx, true); return err != nil || !at.IsZero() })
	all, at, err := h.store.Hangings(ctx, true)
	if err != nil || len(all) != 1 || all[0].Customer != "northwind" || !at.Equal(h.clock.Now().Truncate(time.Millisecond)) {
		t.Fatalf("%+v at %s, %v", all, at, err)
	}
	if got := all[0].Threads; got[0].Kind != surveys.ThreadOneKnown || got[0].N != 6 || all[0].Heard != 1 {
		t.Errorf("%+v", all[0])
	}
	happy, err := h.store.HappyPeople(ctx)
	if err != nil || len(happy) != 1 || happy[0].Contact != surveys.NewContactID(storetest.Anna) || happy[0].Level.N != 6 || happy[0].Customer != "northwind" {
		t.Errorf("happy: %+v, %v", happy, err)
	}
	list, err := h.store.Founders(ctx)
	if err != nil || len(list) != 1 || list[0].Reason != surveys.FounderNew || list[0].State != surveys.FounderOpen {
		t.Fatalf("founders: %+v, %v", list, err)
	}
	must(t, h.store.FounderAside(ctx, "northwind", "ada", "on holiday"))
	must(t, h.store.GatherRelations(ctx)) // does not draw again
	if list, err = h.store.Founders(ctx); err != nil || list[0].State != surveys.FounderAside || list[0].Why != "on holiday" || list[0].By != "ada" {
		t.Errorf("put aside: %+v, %v", list, err)
	}
	lost := surveys.Lost
	if _, err := h.store.PutCustomer(ctx, "northwind", surveys.CustomerPatch{Stage: &lost}); err != nil {
		t.Fatal(err)
	}
	must(t, h.store.GatherRelations(ctx))
	if all, _, err = h.store.Hangings(ctx, true); err != nil || len(all) != 0 {
		t.Errorf("who left hangs on somebody: %+v, %v", all, err)
	}
	if err := h.store.FounderAside(ctx, "nobody", "ada", "no"); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("who is not on the list: %v", err)
	}
}

func TestSpecialDaysAreKeptWithTheirPlaces(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	storetest.Ask(t, s)
	today := s.Today()
	keep := func(d surveys.SpecialDay) surveys.SpecialDay {
		t.Helper()
		d.Customer = "northwind"
		d, err := s.AddSpecialDay(ctx, d, surveys.Telling{})
		must(t, err)
		return d
	}
	renewal := keep(surveys.SpecialDay{Kind: surveys.DayRenewal, Date: today - 360, Yearly: true, Before: 3})
	keep(surveys.SpecialDay{Kind: surveys.DayAnniversary, Date: today + 100})
	over := keep(surveys.SpecialDay{Kind: surveys.DayOther, Date: today - 2, Note: "moved"})
	near, err := s.UpcomingDays(ctx, surveys.Period{From: today, To: today + 30})
	if err != nil || len(near) != 1 || near[0].ID != renewal.ID || near[0].On != today+5 {
		t.Errorf("near: %+v, %v", near, err)
	}
	all, err := s.SpecialDays(ctx, "northwind")
	if err != nil || len(all) != 3 || all[0].ID != renewal.ID || all[2].ID != over.ID {
		t.Errorf("all: %+v, %v", all, err)
	}
	renewal.Date = today + 9
	must(t, s.ChangeSpecialDay(ctx, renewal))
	if near, err = s.UpcomingDays(ctx, surveys.Period{From: today, To: today + 30}); err != nil || near[0].On != today+9 {
		t.Errorf("changed: %+v, %v", near, err)
	}
	must(t, s.RemoveSpecialDay(ctx, "northwind", renewal.ID))
	if near, err = s.UpcomingDays(ctx, surveys.Period{From: today, To: today + 30}); err != nil || len(near) != 0 {
		t.Errorf("removed: %+v, %v", near, err)
	}
	if err := s.RemoveSpecialDay(ctx, "northwind", renewal.ID); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	if _, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "nobody", Kind: surveys.DayRenewal, Date: today}, surveys.Telling{}); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("of nobody: %v", err)
	}
	for i := range surveys.MaxSpecialDays - 2 {
		one := surveys.SpecialDay{Kind: surveys.DayRenewal, Date: today + surveys.Day(i)}
		if first, again := keep(one), keep(one); first != again { // whoever presses twice means one
			t.Fatalf("kept twice: %+v and %+v", first, again)
		}
	}
	if _, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayOther, Date: today}, surveys.Telling{}); surveys.CodeOf(err) != surveys.Invalid {
		t.Errorf("one too many: %v", err)
	}
}

func TestADayThatIsChangedWhileItIsToldStaysChanged(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	storetest.Ask(t, s)
	d, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 3, Before: 5}, surveys.Telling{})
	must(t, err)
	changed := d
	changed.Date += 300
	must(t, s.ChangeSpecialDay(ctx, changed))
	if err := s.DayTold(ctx, d, d.Date); surveys.CodeOf(err) != surveys.Conflict {
		t.Errorf("told of the day before: %v", err)
	}
	if now, err := s.SpecialDay(ctx, d.Customer.Key(), d.ID); err != nil || now.Date != changed.Date || now.Told != 0 {
		t.Errorf("%+v, %v", now, err)
	}
}

func TestConsentsChangeOneAfterTheOther(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	inv := storetest.Sent(t, s)
	if step, err := s.NextStep(ctx); err != nil || step.Kind != "" {
		t.Fatalf("asked without being told to: %+v, %v", step, err)
	}
	must(t, s.SaveNextStep(ctx, surveys.NextStep{Kind: surveys.StepQuote}))
	if step, err := s.NextStep(ctx); err != nil || step.Kind != surveys.StepQuote {
		t.Errorf("%+v, %v", step, err)
	}
	must(t, s.StepShown(ctx, inv, surveys.StepQuote))
	contact, err := s.Contact(ctx, inv.Contact)
	if err != nil || !contact.SteppedAt.Equal(s.Now()) {
		t.Errorf("shown at %s, %v", contact.SteppedAt, err)
	}
	overtaken := false
	c, err := s.ChangeConsent(ctx, inv.Contact, func(c surveys.Consent) (surveys.Consent, error) {
		if !overtaken {
			overtaken = true
			_, err := s.ChangeConsent(ctx, inv.Contact, func(c surveys.Consent) (surveys.Consent, error) {
				return c.With(surveys.ConsentLine{State: surveys.ConsentAgreed}), nil
			})
			must(t, err)
		}
		return c.With(surveys.ConsentLine{State: surveys.ConsentThanked}), nil
	})
	if err != nil || len(c.Log) != 3 || c.Log[0].State != surveys.ConsentAsked || !c.Agreed || c.State != surveys.ConsentThanked {
		t.Errorf("%+v, %v", c, err)
	}
	refuse := errors.New("no")
	if _, err := s.ChangeConsent(ctx, inv.Contact, func(c surveys.Consent) (surveys.Consent, error) { return c, refuse }); !errors.Is(err, refuse) {
		t.Error(err)
	}
	all, err := s.Consents(ctx)
	if err != nil || len(all) != 1 || all[0].Customer != "northwind" || all[0].Invitation != inv.ID {
		t.Errorf("%+v, %v", all, err)
	}
}
