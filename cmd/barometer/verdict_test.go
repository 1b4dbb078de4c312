package main

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// mailsPerKill bounds the mails that a kill can leave open: over each of four
// connections sixteen go out while the sixteen before them are written down, and
// two may be late.
const mailsPerKill = 4 * (2*16 + 2)

// verdict holds what was promised to customers beside what Redis and the
// mailboxes have after the kills.
type verdict struct {
	t         *testing.T
	load      *load
	store     *store.Store
	all       []surveys.Invitation
	delivered map[surveys.InvitationID]int
}

// newVerdict waits until every mail has an end and the figures have followed,
// and then reads everything.
func newVerdict(t *testing.T, l *load) *verdict {
	t.Helper()
	st, err := store.Open(context.Background(), l.h.redis.Client(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := &verdict{t: t, load: l, store: st, delivered: map[surveys.InvitationID]int{}}
	await(t, "every mail has an end and the figures have followed", v.ended)
	for _, m := range l.h.mails.Messages() {
		if link := readLetter(t, m).choice(1); link != "" {
			v.delivered[invitationBehind(link)]++
		}
	}
	return v
}

func (v *verdict) ended() bool {
	if err := v.read(); err != nil {
		return false
	}
	for _, inv := range v.all {
		switch inv.Mail {
		case surveys.MailScheduled, surveys.MailClaimed, surveys.MailData:
			return false
		}
	}
	followed, err := v.store.Settled(context.Background())
	return err == nil && followed
}

// read takes the invitations that were acknowledged and, of the newest, those
// whose acknowledgement a kill cut off.
func (v *verdict) read() error {
	ctx := context.Background()
	all, err := v.store.Invitations(ctx, v.load.asked)
	if err != nil {
		return err
	}
	newest, err := v.store.NewestInvitations(ctx, 1000)
	if err != nil {
		return err
	}
	have := map[surveys.InvitationID]bool{}
	for _, inv := range all {
		have[inv.ID] = true
	}
	for _, inv := range newest {
		if !have[inv.ID] {
			all = append(all, inv)
		}
	}
	v.all = all
	return nil
}

func (v *verdict) check(kills int) {
	v.t.Helper()
	v.t.Logf("%d kills, %d interactions acknowledged, %d invitations, %d mails delivered, %d ratings acknowledged",
		kills, len(v.load.asked), len(v.all), len(v.delivered), len(v.load.rated))
	if kills < killsLeast || len(v.load.rated) < ratingsLeast {
		v.t.Errorf("too little happened to say anything")
	}
	v.checkPromises()
	v.checkMails(kills)
	v.checkFigures()
}

// checkPromises looks for everything that was acknowledged.
func (v *verdict) checkPromises() {
	v.t.Helper()
	have := map[surveys.InvitationID]surveys.Invitation{}
	for _, inv := range v.all {
		have[inv.ID] = inv
	}
	for _, id := range v.load.asked {
		if _, ok := have[id]; !ok {
			v.t.Errorf("invitation %s was acknowledged and is lost", id)
		}
	}
	for id, choice := range v.load.rated {
		if inv := have[id]; inv.Answer != surveys.Answered || inv.Choice != choice {
			v.t.Errorf("%s: rated %d was acknowledged, kept is %s %d", id, choice, inv.Answer, inv.Choice)
		}
	}
}

// checkMails holds the states of the mails against the mailboxes.
func (v *verdict) checkMails(kills int) {
	v.t.Helper()
	unknown := 0
	for _, inv := range v.all {
		got := v.delivered[inv.ID]
		switch {
		case got > 1:
			v.t.Errorf("%s was mailed %d times", inv.ID, got)
		case inv.Mail == surveys.MailUnknown:
			unknown++
		case inv.Mail == surveys.MailSent && got != 1, inv.Mail != surveys.MailSent && got != 0:
			v.t.Errorf("%s is %s (%s) and was mailed %d times", inv.ID, inv.Mail, inv.Reason, got)
		}
	}
	v.t.Logf("%d mails unknown", unknown)
	if unknown > kills*mailsPerKill {
		v.t.Errorf("%d mails are unknown after %d kills, at most %d can be", unknown, kills, kills*mailsPerKill)
	}
}

// checkFigures holds the tallies of every project and customer against a fold
// over the answers.
func (v *verdict) checkFigures() {
	v.t.Helper()
	ctx, p := context.Background(), surveys.Last(28, v.store.Today())
	projects, customers := map[surveys.ProjectID]surveys.Counts{}, map[surveys.CustomerID]surveys.Counts{}
	total := 0
	for _, inv := range v.all {
		if inv.Answer != surveys.Answered {
			continue
		}
		total++
		add(projects, inv.Project, inv.Choice)
		add(customers, inv.Customer, inv.Choice)
	}
	for id, want := range projects {
		got, err := v.store.ProjectStanding(ctx, id, p)
		v.same("project "+string(id), got, err, want)
	}
	for id, want := range customers {
		got, err := v.store.CustomerStanding(ctx, id, p)
		v.same("customer "+string(id), got, err, want)
	}
	if all, err := v.store.Portfolio(ctx, p); err != nil || all.Total.N() != total {
		v.t.Errorf("the portfolio counts %d answers (%v), there are %d", all.Total.N(), err, total)
	}
}

func (v *verdict) same(name string, got surveys.Standing, err error, want surveys.Counts) {
	v.t.Helper()
	if err != nil {
		v.t.Errorf("%s: %v", name, err)
		return
	}
	for choice := 1; choice <= 5; choice++ {
		if k := got.Total.Answers[surveys.CSAT5][choice]; k != want[choice] {
			v.t.Errorf("%s counts %d answers of %d, there are %d", name, k, choice, want[choice])
		}
	}
}

func add[K comparable](counts map[K]surveys.Counts, key K, choice int) {
	if counts[key] == nil {
		counts[key] = surveys.Counts{}
	}
	counts[key][choice]++
}
