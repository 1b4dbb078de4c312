package mailer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// A month of a firm with 200 contacts in five time zones, three surveys, one
// with a pulse, two with reminders; people opt out and go on holiday, the clock
// changes in three of the zones, the server is down for two days, and workers
// are killed at any step. Nobody is asked too often or at night, nothing is
// sent twice, nothing is lost.
func TestAMonthOfAFirm(t *testing.T) {
	f := openFirm(t, 20260302)
	end := f.clock.Now().AddDate(0, 0, 30)
	down := time.Date(2026, time.March, 14, 20, 0, 0, 0, time.UTC)
	for f.clock.Now().Before(end) {
		f.live()
		f.work()
		f.answer()
		f.clock.Advance(time.Duration(20+f.random.IntN(60)) * time.Minute)
		if now := f.clock.Now(); now.After(down) && now.Before(down.AddDate(0, 0, 1)) {
			f.clock.Set(time.Date(2026, time.March, 17, 5, 0, 0, 0, time.UTC))
		}
	}
	for range 14 * 8 { // what is scheduled comes to its end
		f.work()
		f.answer()
		f.clock.Advance(3 * time.Hour)
	}
	all := f.everything()
	f.checkArrivals(all)
	f.checkLedger(all)
	f.checkReminders(all)
	f.checkPulses(all)
	t.Logf("%d interactions, %d invitations, %d mails, %d kills", len(f.told), len(all), len(f.arrived), f.kills)
	if len(f.arrived) < 200 || f.kills < 50 {
		t.Errorf("%d mails and %d kills are no month", len(f.arrived), f.kills)
	}
}

// everything reads all invitations from the ledger.
func (f *firm) everything() map[surveys.InvitationID]surveys.Invitation {
	out := map[surveys.InvitationID]surveys.Invitation{}
	q := store.InvitationQuery{Limit: 200}
	for {
		items, next, err := f.store.InvitationsBy(context.Background(), q)
		f.check(err)
		for _, inv := range items {
			out[inv.ID] = inv
		}
		if q.Cursor = next; next == "" {
			return out
		}
	}
}

// checkArrivals looks at the mails as their readers saw them.
func (f *firm) checkArrivals(all map[surveys.InvitationID]surveys.Invitation) {
	f.Helper()
	byContact := map[surveys.ContactID][]arrival{}
	times := map[surveys.InvitationID]int{}
	for _, a := range f.arrived {
		inv := all[a.id]
		byContact[inv.Contact] = append(byContact[inv.Contact], a)
		if times[a.id]++; times[a.id] > 1 {
			f.Errorf("%s was sent %d times", a.id, times[a.id])
		}
		if !slices.Contains([]surveys.MailState{surveys.MailSent, surveys.MailUnknown}, inv.Mail) {
			f.Errorf("%s has arrived and is %s %s", a.id, inv.Mail, inv.Reason)
		}
	}
	for _, p := range f.people {
		zone, _ := surveys.ParseZone(p.TimeZone)
		var last arrival
		for _, a := range byContact[p.ID] {
			inv := all[a.id]
			own := inv.Reminds != "" && inv.Reminds == last.id
			if !last.at.IsZero() && !own && a.at.Sub(last.at) < 14*24*time.Hour {
				f.Errorf("%s was asked at %s and at %s", p.Address, last.at, a.at)
			}
			if local := a.at.In(zone); !firmHours().Open(local, zone) {
				f.Errorf("%s was asked at %s", p.Address, local)
			}
			if !p.outAt.IsZero() && a.at.After(p.outAt) {
				f.Errorf("%s was asked at %s and had opted out at %s", p.Address, a.at, p.outAt)
			}
			for _, pause := range p.pauses {
				if a.at.After(pause[0]) && a.at.Before(pause[1]) && !f.shortened(p, pause, a.at) {
					f.Errorf("%s was asked at %s, paused from %s to %s", p.Address, a.at, pause[0], pause[1])
				}
			}
			last = a
		}
	}
}

// shortened reports whether a later pause replaced this one before t.
func (f *firm) shortened(p person, pause [2]time.Time, t time.Time) bool {
	return slices.ContainsFunc(p.pauses, func(other [2]time.Time) bool {
		return other[0].After(pause[0]) && other[0].Before(t) && other[1].Before(t)
	})
}

// checkLedger makes sure that every interaction, and whatever else was to be
// asked, ended as a mail or as a skip with a reason.
func (f *firm) checkLedger(all map[surveys.InvitationID]surveys.Invitation) {
	f.Helper()
	arrived, reasons := map[surveys.InvitationID]bool{}, map[string]int{}
	for _, a := range f.arrived {
		arrived[a.id] = true
	}
	for _, id := range f.told {
		if _, ok := all[id]; !ok {
			f.Errorf("the interaction of %s is lost", id)
		}
	}
	late := f.clock.Now().Add(-time.Hour)
	for _, inv := range all {
		switch inv.Mail {
		case surveys.MailSent:
			if !arrived[inv.ID] {
				f.Errorf("%s is sent and has not arrived", inv.ID)
			}
		case surveys.MailSkipped, surveys.MailUnknown:
			reasons[inv.Reason]++
			if surveys.SkipWords(inv.Reason).String() == "" {
				f.Errorf("%s is %s for no reason", inv.ID, inv.Mail)
			}
		case surveys.MailScheduled:
			if inv.SendAt.Before(late) {
				f.Errorf("%s waits since %s: %s", inv.ID, inv.SendAt, inv.Reason)
			}
		default:
			f.Errorf("%s is %s %s", inv.ID, inv.Mail, inv.Reason)
		}
	}
	f.Log(reasons)
	for _, want := range []surveys.SkipReason{surveys.SkipQuiet, surveys.SkipSampled, surveys.SkipOptedOut, surveys.SkipContactPaused, surveys.SkipCustomerPaused} {
		if reasons[string(want)] == 0 {
			f.Errorf("a month without %s: the firm shows nothing", want)
		}
	}
}

// checkReminders: who had not answered was reminded, once, and nobody else.
func (f *firm) checkReminders(all map[surveys.InvitationID]surveys.Invitation) {
	f.Helper()
	after := map[surveys.SurveyID]time.Duration{surveys.DefaultSurveyID: 5 * 24 * time.Hour, "mood": 4 * 24 * time.Hour}
	reminders := map[surveys.InvitationID]int{}
	for _, inv := range all {
		if inv.Reminds == "" {
			continue
		}
		original := all[inv.Reminds]
		reminders[original.ID]++
		if inv.Mail == surveys.MailSent && original.Answer == surveys.Answered && original.AnsweredAt.Before(inv.SentAt) {
			f.Errorf("%s answered at %s and was reminded at %s", original.ID, original.AnsweredAt, inv.SentAt)
		}
	}
	for _, inv := range all {
		wait := after[inv.Survey]
		due := inv.SentAt.Add(wait)
		wanted := inv.Mail == surveys.MailSent && inv.Reminds == "" && wait > 0 && due.Before(f.clock.Now().AddDate(0, 0, -3))
		silent := inv.Answer == surveys.AnswerNone || inv.AnsweredAt.After(due.Add(3*24*time.Hour))
		if n := reminders[inv.ID]; n > 1 || wanted && silent && n != 1 {
			f.Errorf("%s, sent %s, answered %s %s: %d reminders", inv.ID, inv.SentAt, inv.Answer, inv.AnsweredAt, n)
		}
	}
	if len(reminders) < 30 {
		f.Errorf("%d reminders are no month", len(reminders))
	}
}

// checkPulses: each round asks every contact that is active once.
func (f *firm) checkPulses(all map[surveys.InvitationID]surveys.Invitation) {
	f.Helper()
	const second = 2
	begins := (surveys.DayFromDate(2026, time.March, 23) - 1).Start(f.store.Zone())
	rounds := map[surveys.ContactID]map[int]int{}
	for _, inv := range all {
		if inv.Type != surveys.PulseType || inv.Reminds != "" {
			continue
		}
		if rounds[inv.Contact] == nil {
			rounds[inv.Contact] = map[int]int{}
		}
		if rounds[inv.Contact][inv.Round]++; rounds[inv.Contact][inv.Round] > 1 {
			f.Errorf("%s is asked more than once in round %d", inv.Contact, inv.Round)
		}
	}
	for _, p := range f.people {
		active := !p.toldAt.IsZero() && p.toldAt.Before(begins) && (p.outAt.IsZero() || p.outAt.After(begins.AddDate(0, 0, 1)))
		if active && rounds[p.ID][second] != 1 {
			f.Errorf("%s, told of at %s, is asked %d times in the second round", p.Address, p.toldAt, rounds[p.ID][second])
		}
	}
}
