// Package mailer does what happens after a request: it follows the schedule,
// writes mails and hands them to the next mail server, each at most once.
package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"golang.org/x/net/idna"
)

// Options are what the mailer needs from outside.
type Options struct {
	Store      *store.Store
	SMTP       SMTP
	Mute       bool         // nobody has said who mails are from: they wait, all else is done
	From       mail.Address // a person who reads answers; "Jonas Weber at Lindqvist & Rao"
	PublicURL  *url.URL     // where links lead
	Bounces    string       // domain that mail comes back to, in A-labels, where an Inbound listens; empty: to From
	BounceTLS  *tls.Config  // what an Inbound offers by STARTTLS; nil: nothing
	Signer     *surveys.Signer
	Links      *surveys.Safe  // of mails about accounts, locked for surveys.PostSafe
	DKIM       []DKIMKey      // what signs the mails, RSA and Ed25519 at most; none: nothing
	AlertTo    []mail.Address // who is told of complaints; none: admins and members of the team
	Log        *slog.Logger
	Now        func() time.Time   // nil: time.Now
	Chats      []string           // where the team talks, by URL as shoutrrr knows them
	AlarmHours surveys.Hours      // when the team hears of declines, and chats of anything; zero: any time
	Digest     int                // minute of Monday when the team is told of the week before; below 0: never
	Inside     []netip.Prefix     // networks of the house that webhooks may reach
	Resolver   Resolver           // finds mail gateways of recipients; nil: nobody looks
	Templates  *templates.Library // nil: opened here

	QuietPeriod time.Duration // for the sentence in the mail
	Connections int           // to the next server, at once, beside one for mails to the team; 0: 4
	Lease       time.Duration // how long claimed work belongs to a worker; 0: 2 min
	Grace       time.Duration // for mails in flight when Run's context ends; 0: 10 s
}

// Mailer sends what is due.
type Mailer struct {
	Options
	writer   *writer
	pool     *pool
	turn     *turn
	gate     *gate
	gateways *gateways
	rests    *rests
	lanes    *lanes
	brake    *brake
	hooks    *hookClient
	chats    []chat
	couriers *couriers
	late     *late
	senders  map[surveys.DueKind]sender

	hands  atomic.Int32 // claims whose work has not ended
	window atomic.Int32 // mails to mark together, as the last batch found good
	paper  sync.Pool    // of *[]byte: written on again when a mail has ended
}

// New checks the options and builds the mailer. It connects to nothing.
func New(o Options) (*Mailer, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	w, err := newWriter(o.Templates, o.From, o.Signer, o.PublicURL.String(), o.QuietPeriod)
	if err != nil {
		return nil, err
	}
	if w.dkim, err = newDKIMSigner(w.domain, o.DKIM); err != nil {
		return nil, err
	}
	w.returns.domain, w.postmark = o.Bounces, isPostmark(o.SMTP.Host)
	if err := w.dkim.tell(o.Log); err != nil {
		return nil, err
	}
	m := &Mailer{Options: o, writer: w, gate: &gate{}, gateways: newGateways(o), rests: newRests(o.Now), lanes: newLanes(o.Connections), brake: newBrake(o),
		hooks: newHookClient(o.Inside), couriers: newCouriers(o.Now), late: newLate(o.Connections)}
	if m.chats, err = newChats(o.Chats); err != nil {
		return nil, err
	}
	name := surveys.DomainOf(o.From.Address)
	m.pool = &pool{keep: o.Connections, dial: func(ctx context.Context) (*session, error) {
		return connect(ctx, o.SMTP, name)
	}}
	m.senders = m.teamMails()
	m.turn = newTurn(m.claim, o.Store.DueShards)
	return m, nil
}

// check fills in defaults and says what is missing.
func (o *Options) check() error {
	switch {
	case o.Store == nil, o.Signer == nil, o.Links == nil, o.PublicURL == nil, o.Log == nil:
		return errors.New("mailer: store, signer, safe of links, public URL and log are needed")
	case o.Mute:
		o.From, o.DKIM = mail.Address{Address: "nobody@localhost"}, nil
	case o.SMTP.Host == "":
		return errors.New("mailer: no mail server")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Connections <= 0 {
		o.Connections = 4
	}
	if o.Lease <= 0 {
		o.Lease = 2 * time.Minute
	}
	if o.Grace <= 0 {
		o.Grace = 10 * time.Second
	}
	o.SMTP = o.SMTP.withDefaults()
	if o.Templates == nil {
		var err error
		if o.Templates, err = templates.Open(false); err != nil {
			return err
		}
	}
	return o.checkFrom()
}

// checkFrom makes sure of the sender once, since every mail carries it, and
// writes its domain in ASCII.
func (o *Options) checkFrom() error {
	local, domain, ok := strings.Cut(o.From.Address, "@")
	if !ok {
		return errors.New("mailer: the sender has no address")
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return fmt.Errorf("mailer: the sender's domain: %w", err)
	}
	o.From.Address = local + "@" + ascii
	if problem := surveys.CheckReplyTo(o.From.Address); problem != "" && ascii != "localhost" {
		return fmt.Errorf("mailer: the sender's address %s", problem)
	}
	return checkValue("From", o.From.Name)
}

// Run sends what is due until ctx ends, and then finishes the mails in flight
// within the grace time; what was claimed and not begun goes back to the
// schedule.
func (m *Mailer) Run(ctx context.Context) error {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(m.Grace, cancel) })
	defer stop()
	m.planPulses(ctx)
	m.scheduleDigest(ctx)
	var workers sync.WaitGroup
	workers.Go(func() { m.gateways.run(ctx) })
	workers.Go(func() { m.ahead(ctx, sending, m.gate.wait, aheadMails, slices.Sorted(maps.Keys(m.senders))) })
	workers.Go(func() { m.ahead(ctx, sending, nil, claimAtOnce, mailless()) })
	for range m.Connections {
		workers.Go(func() { m.work(ctx, sending) })
	}
	workers.Wait()
	m.late.work.Wait()
	m.couriers.rest()
	m.gateways.rest(sending)
	return nil
}

// Close ends the idle connections.
func (m *Mailer) Close() error {
	m.pool.close()
	return nil
}

// keep returns a context for writing down what has happened: that must not be
// lost because the program is closing.
func (m *Mailer) keep(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
}
