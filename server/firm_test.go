package server_test

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// answered is an answer that the firm of the tests has had.
type answered struct {
	project  surveys.ProjectRef
	customer surveys.CustomerRef
	contact  surveys.Contact
	choice   int
	daysAgo  int
	words    surveys.Words
}

// The firm's customers and projects.
func northgate() surveys.CustomerRef {
	return surveys.CustomerRef{ID: "northgate", Name: "Northgate Logistics"}
}
func bergmann() surveys.CustomerRef {
	return surveys.CustomerRef{ID: "bergmann/de", Name: "Bergmann Maschinenbau"}
}
func portal() surveys.ProjectRef {
	return surveys.ProjectRef{ID: "portal", Name: "Warehouse portal"}
}
func helpdesk() surveys.ProjectRef { return surveys.ProjectRef{ID: "helpdesk", Name: "Helpdesk"} }

func priya() surveys.Contact {
	return surveys.Contact{Address: "priya@northgate.example", Name: "Priya Nair", Role: surveys.DecisionMaker}
}
func tom() surveys.Contact {
	return surveys.Contact{Address: "tom@northgate.example", Name: "Tom Whitlock", Role: surveys.Champion}
}
func karl() surveys.Contact {
	return surveys.Contact{Address: "karl@bergmann.example", Name: "Karl Bergmann", Role: surveys.EndUser}
}

// firmYear is a year of a small firm: Bergmann stays glad, Northgate's portal
// declines in the last months and ends with a complaint.
func firmYear() []answered {
	var out []answered
	for week := range 52 {
		daysAgo := 7*week + 8
		out = append(out,
			answered{helpdesk(), bergmann(), karl(), 4 + week%2, daysAgo, surveys.Words{}},
			answered{helpdesk(), northgate(), tom(), 3 + week%3, daysAgo + 1, surveys.Words{}},
			answered{portal(), northgate(), priya(), portalChoice(week), daysAgo + 2, surveys.Words{}})
	}
	return append(out, answered{portal(), northgate(), priya(), 2, 0, surveys.Words{
		Comment: "The portal was down again on our busiest morning.", Reasons: []string{"untold"}, ContactWanted: true}})
}

func portalChoice(week int) int {
	if week < 10 {
		return 1 + week%3
	}
	return 4 + week%2
}

// fill brings in what the firm was answered; complaints of the last days open
// cases.
func (o *office) fill(answers []answered) {
	o.tb.Helper()
	var rows []store.Imported
	for _, a := range answers {
		o.filled++
		at := o.clock.Now().Add(-time.Hour).AddDate(0, 0, -a.daysAgo)
		contact := a.contact
		contact.ID = surveys.NewContactID(contact.Address)
		rows = append(rows, store.Imported{
			Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprintf("t-%d", o.filled)), Type: "ticket", OccurredAt: at,
				Project: a.project, Customer: a.customer, Contact: contact},
			Scale: surveys.CSAT5, Choice: a.choice, AnsweredAtMS: at.UnixMilli(), Words: a.words, OpenCase: true,
		})
	}
	if _, err := o.store.Import(context.Background(), rows); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
}

// openFirm is an office with a year behind it: mails in every state, too.
func (o *office) openFirm() (sent, unknown surveys.Invitation) {
	o.tb.Helper()
	ctx := context.Background()
	o.fill(firmYear())
	sent = storetest.Sent(o.tb, o.store, storetest.ID("T-2001"), storetest.To("priya@northgate.example", "Priya Nair"), storetest.For(portal(), northgate()))
	storetest.Ask(o.tb, o.store, storetest.ID("T-2002"), storetest.To("priya@northgate.example", "Priya Nair"), storetest.For(portal(), northgate()))
	unknown = storetest.Ask(o.tb, o.store, storetest.ID("T-2003"), storetest.To("karl@bergmann.example", "Karl Bergmann"), storetest.For(helpdesk(), bergmann()))
	ids := []surveys.InvitationID{unknown.ID}
	claimed, _, err := o.store.ClaimMails(ctx, unknown.ID.Shard(), ids)
	if err != nil {
		o.tb.Fatal(err)
	}
	if err := o.store.MailsToData(ctx, claimed); err != nil {
		o.tb.Fatal(err)
	}
	if err := o.store.MailUnknown(ctx, unknown.ID, "connection lost after the body"); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
	return sent, unknown
}

// serve brings in answers about the work of somebody at the help desk.
func (o *office) serve(agent surveys.AgentID, answers int) {
	o.tb.Helper()
	var rows []store.Imported
	for i := range answers {
		at := o.clock.Now().Add(-time.Duration(i+1) * time.Hour)
		contact := karl()
		contact.ID = surveys.NewContactID(contact.Address)
		rows = append(rows, store.Imported{
			Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprintf("%s-%d", agent, i)), Type: "ticket", OccurredAt: at,
				Project: helpdesk(), Customer: bergmann(), Contact: contact, Agent: agent},
			Scale: surveys.CSAT5, Choice: 4, AnsweredAtMS: at.UnixMilli(),
		})
	}
	if _, err := o.store.Import(context.Background(), rows); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
}
