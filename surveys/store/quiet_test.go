package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// Three servers, each with its own view of the house, are told of interactions
// of one person in three projects, for three surveys, all at once: one of them
// asks.
func TestQuietPeriodOverAllSurveysAndServers(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	first, clock := storetest.OpenAt(t, rdb)
	servers := []*store.Store{first}
	for range 2 {
		servers = append(servers, storetest.OpenWith(t, rdb, store.Options{Now: clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()}))
	}
	for round := range 3 {
		var all sync.WaitGroup
		asked := make(chan surveys.Invitation, 27)
		for i := range cap(asked) {
			in := storetest.Interaction(storetest.ID(fmt.Sprintf("%d-%d", round, i)), storetest.At(clock.Now()),
				storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint("p", i/9))}, storetest.Northwind()))
			in.Survey = []surveys.SurveyID{"csat5", "nps11", "thumbs"}[i%3]
			all.Go(func() {
				inv, _, err := servers[i/3%3].Ask(ctx, in)
				if err != nil {
					t.Error(err)
				}
				asked <- inv
			})
		}
		all.Wait()
		close(asked)
		var mails []surveys.InvitationID
		for inv := range asked {
			if inv.Mail == surveys.MailScheduled {
				mails = append(mails, inv.ID)
			} else if inv.Reason != string(surveys.SkipQuiet) {
				t.Errorf("%s %s", inv.Mail, inv.Reason)
			}
		}
		if len(mails) != 1 {
			t.Fatalf("%d of 27 ask", len(mails))
		}
		send(t, first, mails[0])
		clock.Advance(14 * day)
	}
}
