package mailer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/mail"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// firm is a firm in simulated time: people who are told of, asked, answer, opt
// out and go on holiday, and workers that are killed.
type firm struct {
	*testing.T
	random *mathrand.Rand
	clock  *storetest.Clock
	store  *store.Store // that never dies: for people, and for looking at
	sink   *smtptest.Server
	worker *worker

	people  []person
	told    []surveys.InvitationID // of every interaction
	read    int                    // mails of the sink that were looked at
	arrived []arrival
	kills   int
}

// person is a contact of the firm.
type person struct {
	surveys.Contact
	customer surveys.CustomerRef
	project  surveys.ProjectRef
	toldAt   time.Time // of the first interaction
	outAt    time.Time // opted out
	pauses   [][2]time.Time
}

// arrival is a mail that the next server took.
type arrival struct {
	id        surveys.InvitationID
	at        time.Time
	answersAt time.Time // zero: never
	answered  bool
}

// worker is a process: it has connections of its own and dies alone.
type worker struct {
	life   *mortal
	store  *store.Store
	mailer *mailer.Mailer
	relay  *mailer.Relay
}

const firmPeople, firmCustomers = 200, 40

func firmZones() []string {
	return []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"}
}

func firmHours() surveys.Hours {
	return surveys.Hours{From: 9 * 60, To: 17 * 60,
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
}

func openFirm(t *testing.T, seed uint64) *firm {
	f := &firm{T: t, random: mathrand.New(mathrand.NewPCG(seed, 7)), sink: smtptest.Start(t)}
	f.store, f.clock = storetest.Open(t)
	ctx := context.Background()
	f.check(f.store.SavePreferences(ctx, surveys.Preferences{Hours: firmHours()}))
	usual, tickets, mood := surveys.DefaultSurvey(), surveys.NewSurvey("tickets", surveys.Thumbs), surveys.NewSurvey("mood", surveys.NPS11)
	usual.Reminder = 5 * 24 * time.Hour
	tickets.Types, tickets.Sample, tickets.Delay = []string{"ticket"}, .6, 2*time.Hour
	mood.Pulse, mood.Reminder = 2, 4*24*time.Hour
	for _, survey := range []surveys.Survey{usual, tickets, mood} {
		_, _, err := f.store.SaveSurvey(ctx, survey, 0)
		f.check(err)
	}
	for i := range firmPeople {
		p := person{customer: surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprintf("c%d", i%firmCustomers))},
			project: surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p%d", i%8))}}
		p.Address = fmt.Sprintf("person%d@customer%d.example", i, i%firmCustomers)
		p.ID, p.TimeZone = surveys.NewContactID(p.Address), firmZones()[i%len(firmZones())]
		f.people = append(f.people, p)
	}
	f.hire()
	return f
}

func (f *firm) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// hire starts a process.
func (f *firm) hire() {
	w := &worker{life: &mortal{}}
	rdb := again(f.store.Redis())
	f.Cleanup(func() { _ = rdb.Close() })
	rdb.AddHook(w.life)
	w.store = storetest.OpenWith(f, rdb, store.Options{Now: f.clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	var err error
	w.mailer, err = mailer.New(options(f, w.store, f.clock, f.sink, nil))
	f.check(err)
	w.relay, err = mailer.NewRelay(w.store, slog.New(slog.NewTextHandler(io.Discard, nil)), rand.Reader)
	f.check(err)
	f.check(w.store.SchedulePulses(context.Background()))
	f.worker = w
}

// again is another client of the same Redis.
func again(rdb redis.UniversalClient) redis.UniversalClient {
	if cluster, ok := rdb.(*redis.ClusterClient); ok {
		return redis.NewClusterClient(cluster.Options())
	}
	return redis.NewClient(rdb.(*redis.Client).Options())
}

// attempt has the process do something; now and then it dies over it, and
// another takes its place. It says whether the process lived to the end.
func (f *firm) attempt(do func(context.Context, *worker) error) bool {
	f.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := f.worker
	if f.random.IntN(12) == 0 {
		w.life.endanger(f.random)
	}
	err := do(ctx, w)
	if !w.life.spare() {
		f.check(err)
		return true
	}
	f.kills++
	f.check(w.mailer.Close())
	f.hire()
	return false
}

// ask tells of an interaction until somebody has heard it.
func (f *firm) ask(in surveys.Interaction) {
	var inv surveys.Invitation
	for !f.attempt(func(ctx context.Context, w *worker) (err error) {
		inv, _, err = w.store.Ask(ctx, in)
		return err
	}) {
	}
	f.told = append(f.told, inv.ID)
}

// work does everything that is due, and follows the outboxes.
func (f *firm) work() {
	for range 8 {
		shards, err := f.store.DueShards(context.Background())
		f.check(err)
		for _, shard := range shards {
			f.attempt(func(ctx context.Context, w *worker) error { return w.mailer.Turn(ctx, shard) })
		}
		f.mails()
		if len(shards) == 0 {
			break
		}
	}
	for shard := range surveys.Shards {
		for more := true; more; {
			f.attempt(func(ctx context.Context, w *worker) error {
				n, err := w.relay.Step(ctx, shard)
				more = n > 0 || err != nil
				return err
			})
		}
	}
}

// mails looks at what has arrived; a third of the people will answer.
func (f *firm) mails() {
	all := f.sink.Messages()
	for _, m := range all[f.read:] {
		head, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		f.check(err)
		id, ok := surveys.InvitationOf(head.Header.Get("Message-ID"))
		if !ok {
			continue // to the team
		}
		a := arrival{id: id, at: f.clock.Now()}
		if f.random.IntN(3) == 0 {
			a.answersAt = a.at.Add(time.Duration(f.random.IntN(8*24)) * time.Hour)
		}
		f.arrived = append(f.arrived, a)
	}
	f.read = len(all)
}

// answer answers what is to be answered by now.
func (f *firm) answer() {
	ctx, now := context.Background(), f.clock.Now()
	for i := range f.arrived {
		a := &f.arrived[i]
		if a.answered || a.answersAt.IsZero() || a.answersAt.After(now) {
			continue
		}
		a.answered = true
		inv, err := f.store.Invitation(ctx, a.id)
		f.check(err)
		if inv, err = f.store.Invitation(ctx, inv.Asks()); err != nil || inv.Answer != surveys.AnswerNone {
			f.check(err)
			continue
		}
		scale, _ := surveys.ScaleByID(inv.Scale)
		sight, err := f.store.Visit(ctx, store.Opening{Invitation: inv.ID, Choice: scale.Max})
		f.check(err)
		_, err = f.store.Confirm(ctx, store.Confirmation{
			Nonce: surveys.Nonce{Invitation: inv.ID, Scale: inv.Scale, Choice: scale.Max, Visit: sight.Visit.Number,
				Seen: sight.Visits.Seen, OpenedAt: now, IssuedAt: now},
			Step: 1, Act: surveys.ActButton, Choice: scale.Max})
		f.check(err)
	}
}

// live lets things happen to people: interactions, opt-outs, holidays.
func (f *firm) live() {
	ctx, now := context.Background(), f.clock.Now()
	for range f.random.IntN(6) {
		p := &f.people[f.random.IntN(len(f.people))]
		if p.toldAt.IsZero() {
			p.toldAt = now
		}
		in := surveys.Interaction{ID: surveys.InteractionID(fmt.Sprintf("i%d", len(f.told))), OccurredAt: now,
			Type: []string{"ticket", "milestone", "visit"}[f.random.IntN(3)], Customer: p.customer, Project: p.project, Contact: p.Contact}
		f.ask(in)
	}
	p := &f.people[f.random.IntN(len(f.people))]
	if p.toldAt.IsZero() {
		return
	}
	until := now.AddDate(0, 0, 3+f.random.IntN(9))
	switch f.random.IntN(80) {
	case 0:
		f.check(f.store.OptOut(ctx, p.ID))
		p.outAt = now
	case 1, 2:
		f.check(f.store.PauseContact(ctx, p.ID, until))
		p.pauses = append(p.pauses, [2]time.Time{now, until})
	case 3:
		f.check(f.store.PauseCustomer(ctx, p.customer.ID, until))
		for i := range f.people {
			if f.people[i].customer == p.customer {
				f.people[i].pauses = append(f.people[i].pauses, [2]time.Time{now, until})
			}
		}
	}
}
