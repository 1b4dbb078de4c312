package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// past is the firm's store as it was at a moment: what is done through it is
// dated then.
type past struct {
	st  *store.Store
	now time.Time
}

func openPast(ctx context.Context, st *store.Store) (*past, error) {
	p := &past{now: st.Now()}
	var err error
	p.st, err = store.Open(ctx, st.Redis(), store.Options{Now: func() time.Time { return p.now }, Rules: st.Rules()})
	return p, err
}

// at returns the store of a moment; it holds until the next call.
func (p *past) at(t time.Time) *store.Store {
	p.now = t
	return p.st
}

// on is at, so many days before now.
func (p *past) on(now *store.Store, daysAgo int) *store.Store {
	return p.at(now.Now().AddDate(0, 0, -daysAgo))
}

// event is something of the firm's past: an answer that was brought in, or,
// with do, what happened to a mail.
type event struct {
	at  time.Time
	row store.Imported
	do  func(context.Context, *store.Store) error
}

// relive lets everything happen in its order, for the figures of a day follow
// those of the day before.
func (p *past) relive(ctx context.Context, events []event) error {
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	var rows []store.Imported
	bring := func() error {
		defer func() { rows = rows[:0] }()
		_, err := p.st.Import(ctx, rows)
		return err
	}
	for _, e := range events {
		if e.do == nil && !e.row.OpenCase && len(rows) < importBatch {
			rows = append(rows, e.row)
			continue
		}
		if err := bring(); err != nil {
			return err
		}
		do := e.do
		if do == nil {
			do = func(ctx context.Context, st *store.Store) error {
				_, err := st.Import(ctx, []store.Imported{e.row})
				return err
			}
		}
		if err := do(ctx, p.at(e.at)); err != nil {
			return err
		}
	}
	return bring()
}

// firmMail is a mail of the last months, with the answer that it got.
type firmMail struct {
	ask    store.Imported // whom it asked about what; its choice, where there was one
	sentAt time.Time
	heard  bool
}

// events are its sending and its answer.
func (m firmMail) events() []event {
	in := m.ask.Interaction
	in.OccurredAt = m.sentAt.Add(-10 * time.Minute)
	var asked surveys.Invitation
	out := []event{{at: m.sentAt, do: func(ctx context.Context, st *store.Store) (err error) {
		asked, err = sendThen(ctx, st, in)
		return err
	}}}
	if m.heard {
		out = append(out, event{at: time.UnixMilli(m.ask.AnsweredAtMS), do: func(ctx context.Context, st *store.Store) error {
			return answerThen(ctx, st, asked, m.ask)
		}})
	}
	return out
}

// sendThen asks, and the next server takes the mail at once.
func sendThen(ctx context.Context, st *store.Store, in surveys.Interaction) (surveys.Invitation, error) {
	inv, _, err := st.Ask(ctx, in)
	if err != nil {
		return inv, err
	}
	claimed, _, err := st.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
	if err != nil || len(claimed) == 0 {
		return inv, fmt.Errorf("ask about %s then: %s %s: %w", in.ID, inv.Mail, inv.Reason, err)
	}
	if err := st.MailsToData(ctx, claimed); err != nil {
		return inv, err
	}
	return inv, st.MailsSent(ctx, []surveys.InvitationID{inv.ID})
}

// answerThen taps and presses the button.
func answerThen(ctx context.Context, st *store.Store, inv surveys.Invitation, row store.Imported) error {
	client := surveys.Client{}
	copy(client[:], inv.ID)
	seen, err := st.Visit(ctx, store.Opening{Invitation: inv.ID, Choice: row.Choice, Client: client, Nameless: true, Browser: "Firefox"})
	if err != nil {
		return err
	}
	_, err = st.Confirm(ctx, store.Confirmation{
		Nonce: surveys.Nonce{Invitation: inv.ID, Scale: inv.Scale, Choice: row.Choice, Visit: seen.Visit.Number, Seen: seen.Visits.Seen,
			OpenedAt: seen.Visit.At, IssuedAt: seen.Visit.At, Client: client},
		Step: 1, Act: surveys.ActButton, Choice: row.Choice, Words: row.Words,
	})
	return err
}

// The months in which the firm has mailed its questions itself; what is older
// it brought in.
const mailedDays = 55

// firmEvents are the answers of the year; of the last weeks some came by mail,
// which not everybody answers. Complaints of that time were brought in with
// their cases closed elsewhere, but for those of the last week.
func firmEvents(random *rand.Rand, now time.Time) []event {
	busy := mailedContacts{now: now, at: map[surveys.ContactID][]time.Time{}}
	for _, a := range firmToday() {
		busy.note(firmByID()[a.customer].contacts[a.contact], now)
	}
	busy.note(firmByID()["alma"].contacts[0], now) // for who tries the API: the README asks her
	var out []event
	for _, row := range firmRows(random, now) {
		answered := time.UnixMilli(row.AnsweredAtMS)
		sent := answered.Add(-time.Duration(5+random.IntN(85)) * time.Minute)
		if row.Choice < 3 || !busy.free(row.Interaction.Contact, sent) {
			out = append(out, event{at: answered, row: row})
			continue
		}
		busy.note(row.Interaction.Contact, sent)
		out = append(out, firmMail{row, sent, true}.events()...)
	}
	for _, m := range append(unheardMails(random, now, busy), silentMails(now)...) {
		out = append(out, m.events()...)
	}
	return out
}

// mailedContacts keeps the quiet period of the past.
type mailedContacts struct {
	now time.Time
	at  map[surveys.ContactID][]time.Time
}

func (m mailedContacts) note(c surveys.Contact, at time.Time) {
	id := surveys.NewContactID(c.Address)
	m.at[id] = append(m.at[id], at)
}

func (m mailedContacts) free(c surveys.Contact, at time.Time) bool {
	return m.now.Sub(at) < mailedDays*24*time.Hour && !slices.ContainsFunc(m.at[surveys.NewContactID(c.Address)], func(other time.Time) bool {
		return other.Sub(at).Abs() < 15*24*time.Hour
	})
}

// unheardMails are those that nobody answered.
func unheardMails(random *rand.Rand, now time.Time, busy mailedContacts) (out []firmMail) {
	for _, c := range firmCustomers() {
		for i, contact := range c.contacts {
			at := workingHour(random, now.AddDate(0, 0, -3-random.IntN(mailedDays-5)))
			if c.goneAt(now, at) || c.id == silentID || !busy.free(contact, at) {
				continue
			}
			project := c.projects[0]
			out = append(out, firmMail{sentAt: at, ask: store.Imported{Interaction: surveys.Interaction{
				ID: surveys.InteractionID(fmt.Sprintf("%s-%d", c.id, i)), Type: kindOf(project).name, Agent: "aisha", Contact: contact,
				Project:  surveys.ProjectRef{ID: project, Name: firmProjects()[project]},
				Customer: surveys.CustomerRef{ID: surveys.CustomerID(c.id), Name: c.name}}}})
		}
	}
	return out
}

// silentID is who has fallen silent: it answered every mail until ten weeks
// ago, and none since.
const silentID = "kestrel"

func silentMails(now time.Time) (out []firmMail) {
	c := firmByID()[silentID]
	for i, ago := range []int{136, 118, 101, 84, 66, 49, 32} {
		at := now.AddDate(0, 0, -ago)
		out = append(out, firmMail{sentAt: at, heard: i < 4, ask: store.Imported{
			Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprintf("%s-%d", c.id, 10+i)), Type: "ticket", Agent: "jonas", Contact: c.contacts[0],
				Project:  surveys.ProjectRef{ID: "support", Name: firmProjects()["support"]},
				Customer: surveys.CustomerRef{ID: silentID, Name: c.name}},
			Choice: 4 + i%2, AnsweredAtMS: at.Add(2 * time.Hour).UnixMilli()}})
	}
	return out
}
