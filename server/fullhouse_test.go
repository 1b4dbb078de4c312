package server_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// fullMoney is what a customer of the full house pays, in cents and as pages
// write it: no other figure there looks like it.
const fullMoney surveys.Amount = 987_654_00

// fullHouse is an office in which everything is that a page can show.
type fullHouse struct {
	*office
	say     func(usual string) string // what people write, name and call things
	sent    surveys.Invitation        // answered, with visits and a history
	unknown surveys.Invitation        // nobody knows whether its mail arrived
	opened  surveys.CaseID            // by hand, with notes
	closed  surveys.CaseID            // with cause and lesson
	survey  surveys.SurveyID
	view    surveys.ViewID
	hook    surveys.WebhookID
	told    surveys.DeliveryID
	trial   surveys.TrialID
	day     string
	place   surveys.UserID
	alarm   surveys.AlarmID
	report  surveys.ReportID
	read    surveys.ReportID // released: whoever has its link reads it
}

// openFullHouse builds it; say turns every text that people write into another.
func openFullHouse(tb testing.TB, say func(usual string) string, more ...func(*server.Options)) *fullHouse {
	tb.Helper()
	mail := server.CaughtMail{ID: "m1", Subject: say("Your ticket"), From: say("Jonas") + " <jonas@house.example>", To: "priya@northgate.example",
		Text: say("Hello Priya,") + "\n\nGood: http://localhost:8080/r/abc.\n", HTML: "<html><head><title>x</title></head><body><p>Hello</p></body></html>"}
	h := &fullHouse{say: say}
	more = append(more, withMail(mail), withDoctor(func(context.Context) []surveys.Finding { return examined() }))
	h.office = openOffice(tb, localOffice, more...)
	h.office.marta.Money = true
	h.do(h.store.ChangeUser(tb.Context(), h.marta.ID, surveys.Admin, true))
	h.fillFull()
	h.sent, h.unknown = h.openFirm()
	h.tellsOfItsVisits(h.sent, h.unknown)
	h.tellLives()
	h.keepBooks()
	h.writeDown()
	h.keepCases()
	h.setUpFull()
	h.do(h.store.GatherRelations(tb.Context()))
	h.reportBack()
	alarms, _, err := h.store.Alarms(tb.Context(), store.AlarmQuery{Limit: 1})
	h.do(err)
	if len(alarms) == 0 {
		tb.Fatal("the full house has no decline")
	}
	h.alarm = alarms[0].ID
	return h
}

// do fails the test where something did not work.
func (h *fullHouse) do(err error) {
	h.tb.Helper()
	if err != nil {
		h.tb.Fatal(err)
	}
}

// fillFull brings in a customer, a project, people and an agent who are called
// and say what people write, and a decline.
func (h *fullHouse) fillFull() {
	project := surveys.ProjectRef{ID: "full", Name: h.say("Whole project")}
	customer := surveys.CustomerRef{ID: "full/1", Name: h.say("Whole customer")}
	words := surveys.Words{Comment: h.say("It broke again."), ContactWanted: true, Reasons: []string{"untold"}}
	var answers []answered
	for day := range 40 {
		who := surveys.Contact{Address: "who@full.example", Name: h.said(day == 0, "Wholly Other"), Role: surveys.DecisionMaker}
		choice := 5
		if day < 8 {
			choice = 1
		}
		answers = append(answers, answered{project, customer, who, choice, 1 + 2*day, surveys.Words{}})
	}
	answers[0].words = words
	h.fill(answers)
	h.serve("ada", 6)
	_, _, err := h.store.Ask(h.tb.Context(), surveys.Interaction{ID: "full-ask", Type: "milestone", OccurredAt: h.clock.Now(), Agent: "ada", Project: project, Customer: customer,
		Contact: surveys.Contact{Address: "next@full.example", Name: h.say("Next of them")}, Properties: map[string]string{"subject": h.say("The roof is on")}})
	h.do(err)
	h.follow()
}

// typed is a text without what no form takes.
func typed(text string) string {
	return strings.Map(func(r rune) rune {
		if surveys.CheckText(string(r), 1) != nil {
			return -1
		}
		return r
	}, surveys.OneLine(text, 200))
}

// said is what people write where it is the first time, so that one name stays
// one name.
func (h *fullHouse) said(first bool, usual string) string {
	if first {
		return h.say(usual)
	}
	return usual
}

// tellLives tells when customers came and left, and what kind they are.
func (h *fullHouse) tellLives() {
	industry := typed(h.say("logistics"))
	for _, c := range []struct {
		id  surveys.CustomerID
		ago surveys.Day
	}{{"northgate", 900}, {"bergmann/de", 800}, {"full/1", 700}, {"gone", 600}, {"stays-1", 500}, {"stays-2", 480}, {"stays-3", 470}, {"stays-4", 460}} {
		won, name := h.store.Today()-c.ago, typed(h.say("Name of "+string(c.id)))
		_, err := h.store.PutCustomer(h.tb.Context(), c.id, surveys.CustomerPatch{Name: &name, WonOn: &won, By: h.marta.ID,
			Attributes: map[string]*string{"industry": &industry, "region": &name}})
		h.do(err)
	}
	lost, stage := h.store.Today()-40, surveys.AtRisk
	_, err := h.store.PutCustomer(h.tb.Context(), "gone", surveys.CustomerPatch{LostOn: &lost, Reason: typed(h.say("Nobody called back.")), By: h.marta.ID})
	h.do(err)
	_, err = h.store.PutCustomer(h.tb.Context(), "full/1", surveys.CustomerPatch{Stage: &stage, Reason: typed(h.say("They ask others.")), By: h.marta.ID})
	h.do(err)
}

// keepBooks keeps what customers pay and cost, each revenue the unmistakable one.
func (h *fullHouse) keepBooks() {
	today := h.store.Today()
	h.do(h.store.PutRates(h.tb.Context(), surveys.DefaultCurrency, surveys.Rate{Kind: surveys.RateOfRole, Name: typed(h.say("engineer")), From: today - 400, PerHour: 48_50}))
	var entries []surveys.WorthEntry
	for _, id := range []surveys.CustomerID{"full/1", "northgate", "bergmann/de", "stays-1"} {
		for ago := range surveys.Day(3) {
			day, name := today-30*ago-2, string(id)+"-"+string(rune('a'+ago))
			entries = append(entries,
				surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: "r-" + name, Customer: id, Project: "portal", From: day, To: day, Amount: fullMoney, Sort: surveys.RevenueRecurring, Note: h.say("Service")},
				surveys.WorthEntry{Kind: surveys.WorthCost, ID: "c-" + name, Customer: id, Project: "portal", From: day, To: day, Amount: fullMoney, Note: h.say("Parts")},
				surveys.WorthEntry{Kind: surveys.WorthTime, ID: "t-" + name, Customer: id, Project: "portal", From: day, To: day, Minutes: 90, Person: h.say("Dev"), Role: "engineer", Note: h.say("On site")},
				surveys.WorthEntry{Kind: surveys.WorthBeyond, ID: "w-" + name, Customer: id, Project: surveys.GeneralProject, From: day, To: day, Amount: fullMoney, Sort: surveys.BeyondReferral, Note: h.say("Told others."), By: h.say("Jonas Weber"), Why: h.say("A year of theirs")})
		}
	}
	_, err := h.store.KeepWorth(h.tb.Context(), entries, surveys.DefaultCurrency)
	h.do(err)
}

// writeDown notes what the team knows: on timelines, days, ties, consents.
func (h *fullHouse) writeDown() {
	ctx := h.tb.Context()
	for _, kind := range []surveys.NoteKind{surveys.NoteText, surveys.NoteStage, surveys.NoteThanks, surveys.NoteDay, surveys.NoteReport, surveys.NoteAdvocate, surveys.NoteMoney, surveys.NoteAsking} {
		for _, id := range []surveys.CustomerID{"full/1", "northgate"} {
			text := h.say("A line about " + string(kind))
			if kind == surveys.NoteMoney {
				text += " 987,654"
			}
			h.do(h.store.NoteCustomer(ctx, surveys.CustomerNote{ID: string(kind), Customer: id, Kind: kind, Text: text, By: h.marta.ID, At: h.clock.Now()}))
		}
	}
	for _, c := range []surveys.CustomerID{"full/1", "northgate"} {
		kept, err := h.store.AddSpecialDay(ctx, surveys.SpecialDay{Customer: c, Kind: surveys.DayRenewal, Date: h.store.Today() + 9, Yearly: true, Before: 14, Note: h.say("Support contract"), By: h.marta.ID}, surveys.Telling{})
		h.do(err)
		h.day = kept.ID
	}
	who, none := surveys.NewContactID("who@full.example"), h.say("A shared mailbox")
	h.do(h.store.AmendContact(ctx, who, surveys.ContactPatch{Tie: &h.marta.ID}))
	h.do(h.store.AmendContact(ctx, surveys.NewContactID(karl().Address), surveys.ContactPatch{Tie: &h.marta.ID}))
	_, err := h.store.DoNotAsk(ctx, "office@full.example", none)
	h.do(err)
	h.do(h.store.BounceContact(ctx, surveys.NewContactID("next@full.example"), h.say("550 no mailbox")))
	h.do(h.store.PauseContact(ctx, who, h.clock.Now().AddDate(0, 0, 21)))
	h.do(h.store.SaveNextStep(ctx, surveys.NextStep{Kind: surveys.StepQuote, Months: 12}))
	_, err = h.store.ChangeConsent(ctx, surveys.NewContactID(karl().Address), func(c surveys.Consent) (surveys.Consent, error) {
		c.Customer, c.Kind, c.Quote, c.Name = "bergmann/de", surveys.StepQuote, h.say("Never a machine stood still."), h.say("Karl B.")
		return c.With(surveys.ConsentLine{At: h.clock.Now(), State: surveys.ConsentAgreed}).
			With(surveys.ConsentLine{At: h.clock.Now(), State: surveys.ConsentThanked, By: h.marta.ID, Text: h.say("a cake")}), nil
	})
	h.do(err)
}

// keepCases opens cases by hand: one stays open, one is resolved and taught.
func (h *fullHouse) keepCases() {
	ctx := h.tb.Context()
	open := func(project surveys.ProjectID, customer surveys.CustomerID, contact string) surveys.CaseID {
		c, _, err := h.store.OpenCase(ctx, store.NewCase{Project: project, Customer: customer, Contact: surveys.NewContactID(contact), Text: h.say("They called, angry."), By: h.marta.ID})
		h.do(err)
		return c.ID
	}
	patch := func(id surveys.CaseID, p surveys.CasePatch) {
		p.By = h.marta.ID
		_, err := h.store.PatchCase(ctx, id, p)
		h.do(err)
	}
	h.opened, h.closed = open("full", "full/1", "who@full.example"), open("helpdesk", "bergmann/de", karl().Address)
	owner, cause, lesson, done := h.say("Somebody else"), h.say("Disk full"), h.say("Tell them first."), surveys.CaseResolved
	patch(h.opened, surveys.CasePatch{Owner: &owner, Note: h.say("Called, nobody there.")})
	patch(h.closed, surveys.CasePatch{State: &done, Owner: &h.marta.Email, Cause: &cause, Lesson: &lesson})
	_, _, err := h.store.WriteReply(ctx, store.NewReply{Case: h.opened, By: h.marta, Text: h.say("Dear you, I am sorry.")})
	h.do(err)
	h.follow()
}

// reportBack drafts a report of what was heard, and brings up a file.
func (h *fullHouse) reportBack() {
	ctx := h.tb.Context()
	report, err := h.store.DraftReport(ctx, store.ReportDraft{Customer: "full/1", Period: surveys.Last(90, h.store.Today()), By: h.marta.ID,
		Opening: h.say("Thank you for telling us."), Closing: h.say("See you soon.")})
	h.do(err)
	h.report = report.ID
	h.read = h.released(report.Sections)
	h.do(h.store.KeepImport(ctx, surveys.ImportJob{ID: "full", File: h.say("customers.csv"), By: h.marta.ID, At: h.clock.Now(), State: surveys.ImportDone, Plan: surveys.ImportPlan{Kind: surveys.ImportCustomers}, Rows: 2, Refused: 1}, []byte("id,name\n1,x\n2,\n")))
	h.do(h.store.KeepRefused(ctx, "full", []byte("\ufeffid,name,why\r\n2,,name is missing\r\n")))
}

// released is a report with the same words that was read, released and sent.
func (h *fullHouse) released(sections []surveys.ReportSection) surveys.ReportID {
	ctx := h.tb.Context()
	r, err := h.store.DraftReport(ctx, store.ReportDraft{Customer: "bergmann/de", Period: surveys.Last(90, h.store.Today()), By: h.marta.ID})
	h.do(err)
	r, err = h.store.EditReport(ctx, r.ID, r.Revision, sections, []surveys.ContactID{surveys.NewContactID(karl().Address)})
	h.do(err)
	r, err = h.store.ReviewReport(ctx, r.ID, r.Revision, h.marta.ID)
	h.do(err)
	r, err = h.store.ReleaseReport(ctx, r.ID, r.Revision, h.marta, 30, surveys.Plain(h.say("Marta released a report")))
	h.do(err)
	return r.ID
}

// setUpFull sets up what admins set up.
func (h *fullHouse) setUpFull() {
	ctx := h.tb.Context()
	jonas := h.hire("jonas@house.example", h.say("Jonas Weber"), surveys.Member)
	h.do(h.store.PutOwnership(ctx, surveys.Ownership{Projects: map[surveys.ProjectID]surveys.UserID{"full": jonas.ID}, Customers: map[surveys.CustomerID]surveys.UserID{"full/1": jonas.ID},
		Founders: []surveys.UserID{h.marta.ID}, Rota: []surveys.UserID{jonas.ID}}))
	place, err := h.store.OfferPlace(ctx, surveys.Place{Email: "lena@house.example", Role: surveys.Viewer, ByName: h.say("Marta"), Post: "full"}, "secret")
	h.do(err)
	h.place = place.ID
	h.do(h.store.AddToken(ctx, "bmt_full", surveys.Token{Name: h.say("helpdesk"), Scope: surveys.Send, CreatedAt: h.clock.Now()}))
	h.view = "full"
	h.do(h.store.SaveView(ctx, surveys.View{ID: h.view, Name: h.say("Unhappy ones"), Address: "/responses?choice=complaints", Owner: h.marta.ID, Shared: true}))
	made, err := h.store.SaveWebhook(ctx, surveys.Webhook{ID: "wh_full", Name: h.say("Helpdesk"), URL: "https://house.example/hook", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
	h.do(err)
	h.hook, h.told = made.ID, "msg_full"
	_, err = h.store.KeepDelivery(ctx, surveys.Delivery{ID: h.told, Webhook: h.hook, Event: surveys.OnCaseOpened, Body: `{"text":"` + h.say("It broke") + `"}`, State: surveys.DeliveryWaiting, At: h.clock.Now(),
		Tries: []surveys.Try{{At: h.clock.Now(), Words: h.say("connection refused")}}})
	h.do(err)
	survey := surveys.NewSurvey("full", surveys.Thermometer4)
	survey.Name, survey.Sender, survey.Types, survey.Logo.Text = h.say("After a visit"), h.say("Jonas at the house"), []string{"visit"}, h.say("The house")
	survey.Wording = map[string]surveys.Wording{"en": {Subject: h.say("How was it?"), Intro: h.say("We were there."), Question: h.say("Was it good?"), Labels: []string{h.say("no"), "little", "some", h.say("all")}}}
	_, _, err = h.store.SaveSurvey(ctx, survey, 0)
	h.do(err)
	h.survey = survey.ID
	trial, err := h.store.TrySurvey(ctx, surveys.Trial{ID: surveys.NewTrialID([10]byte{7}), Survey: "csat5", Language: "en", Address: "marta@house.example"})
	h.do(err)
	h.trial = trial.ID
	for _, line := range []surveys.AuditEntry{{By: h.marta.ID, Act: "case.changed", Subject: "case 1", Detail: surveys.Plain(h.say("taken"))}, {ByToken: h.say("crm"), Act: "survey.changed", Subject: "survey full", Detail: surveys.Plain(h.say("asked"))}} {
		h.do(h.store.Record(ctx, line))
	}
	h.clock.Advance(time.Minute)
	storetest.Ask(h.tb, h.store, storetest.ID("T-3001"), storetest.To("karl@bergmann.example", h.say("Karl Bergmann")), storetest.For(helpdesk(), bergmann()))
	h.follow()
}
