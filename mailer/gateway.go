package mailer

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"barometer/surveys"
)

// Resolver finds the mail servers of a domain, as net.Resolver does.
type Resolver interface {
	LookupMX(ctx context.Context, domain string) ([]*net.MX, error)
}

// Limits of looking for gateways.
const (
	lookers       = 4               // look-ups at once
	lookAtMost    = 4096            // mails that wait for one; others are let go
	lookFor       = 2 * time.Second // for the answer of the DNS
	noteFor       = 2 * time.Second // for writing it down
	domainsMost   = 10_000          // remembered at once
	domainFor     = 6 * time.Hour   // how long an answer is good, no matter which
	domainFailing = time.Minute     // how long a DNS that does not answer is left alone
)

// gateways notes which mails go through a gateway that may open their links.
// It is told of mails that have left, and drops what is too much for it: the
// worst that follows is the usual scan window.
type gateways struct {
	resolver Resolver
	mark     func(context.Context, surveys.InvitationID) error
	now      func() time.Time
	log      *slog.Logger
	left     chan departure
	failed   sync.Once // told of a DNS that does not answer

	mu    sync.Mutex
	known map[string]gateway
}

// departure is a mail that has left.
type departure struct {
	id     surveys.InvitationID
	domain string // of the recipient, in A-labels
}

// gateway is what is known of a domain.
type gateway struct {
	is    bool
	until time.Time
}

func newGateways(o Options) *gateways {
	return &gateways{
		resolver: o.Resolver, mark: o.Store.MarkGateway, now: o.Now, log: o.Log,
		left: make(chan departure, lookAtMost), known: map[string]gateway{},
	}
}

// sent takes mails that have left and never waits.
func (g *gateways) sent(letters []*letter) {
	if g.resolver == nil {
		return
	}
	for _, l := range letters {
		d := departure{surveys.InvitationID(l.id), surveys.DomainOf(l.to)}
		if k, ok := g.recall(d.domain); ok && !k.is {
			continue
		}
		select {
		case g.left <- d:
		default:
		}
	}
}

// run looks at mails until ctx ends.
func (g *gateways) run(ctx context.Context) {
	if g.resolver == nil {
		return
	}
	var workers sync.WaitGroup
	for range lookers {
		workers.Go(func() {
			for {
				select {
				case d := <-g.left:
					g.look(ctx, d)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	workers.Wait()
}

// look marks the mail where it goes through a gateway.
func (g *gateways) look(ctx context.Context, d departure) {
	k, ok := g.recall(d.domain)
	if !ok {
		k = g.ask(ctx, d.domain)
	}
	if k.is {
		g.note(ctx, d.id)
	}
}

// rest marks what still waits at the end, where the domain is known. Nobody is
// asked any more, and after ctx nothing is written down.
func (g *gateways) rest(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case d := <-g.left:
			if k, ok := g.recall(d.domain); ok && k.is {
				g.note(ctx, d.id)
			}
		default:
			return
		}
	}
}

// note marks a mail, also when the program is closing.
func (g *gateways) note(ctx context.Context, id surveys.InvitationID) {
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	if err := g.mark(keep, id); err != nil {
		g.log.Warn("a mail gateway cannot be noted", "invitation", id, "error", err)
	}
}

// ask asks the DNS and remembers the answer, also that there is none.
func (g *gateways) ask(ctx context.Context, domain string) gateway {
	asking, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	// The dot keeps the resolver from trying the name below our own domain.
	servers, err := g.resolver.LookupMX(asking, domain+".")
	k := gateway{until: g.now().Add(domainFor)}
	for _, mx := range servers {
		k.is = k.is || surveys.IsGateway(mx.Host)
	}
	var told *net.DNSError
	if err != nil && len(servers) == 0 && !(errors.As(err, &told) && told.IsNotFound) {
		if ctx.Err() != nil {
			return gateway{}
		}
		k.until = g.now().Add(domainFailing)
		g.failed.Do(func() {
			g.log.Debug("the DNS does not say where mail goes; scan windows are the usual ones", "cause", causeOf(told))
		})
	}
	g.remember(domain, k)
	return k
}

// causeOf names a failure without the domain, which is part of an address.
func causeOf(err *net.DNSError) string {
	switch {
	case err == nil:
		return "no answer"
	case err.IsTimeout:
		return "timeout"
	}
	return err.Err
}

func (g *gateways) recall(domain string) (k gateway, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k, ok = g.known[domain]
	return k, ok && g.now().Before(k.until)
}

// remember keeps an answer; where there are too many, those that have grown
// old go first, and all where that does not help.
func (g *gateways) remember(domain string, k gateway) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.known) >= domainsMost {
		for old, k := range g.known {
			if !g.now().Before(k.until) {
				delete(g.known, old)
			}
		}
	}
	if len(g.known) >= domainsMost {
		clear(g.known)
	}
	g.known[domain] = k
}
