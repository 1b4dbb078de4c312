package mailer_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// dns answers for the domains that it knows; others do not exist. It counts
// what it is asked.
type dns struct {
	answers map[string]func(context.Context) ([]*net.MX, error)

	mu    sync.Mutex
	asked map[string]int
}

func (d *dns) LookupMX(ctx context.Context, domain string) ([]*net.MX, error) {
	d.mu.Lock()
	if d.asked == nil {
		d.asked = map[string]int{}
	}
	d.asked[domain]++
	d.mu.Unlock()
	if answer := d.answers[domain]; answer != nil {
		return answer(ctx)
	}
	return nil, &net.DNSError{Err: "no such host", Name: domain, IsNotFound: true}
}

func (d *dns) count(domain string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[domain]
}

// servers are the answer of a domain with mail servers.
func servers(names ...string) func(context.Context) ([]*net.MX, error) {
	return func(context.Context) ([]*net.MX, error) {
		var out []*net.MX
		for _, name := range names {
			out = append(out, &net.MX{Host: name, Pref: 10})
		}
		return out, nil
	}
}

func openWith(t *testing.T, d *dns) *house {
	t.Helper()
	return open(t, smtptest.Start(t), func(o *mailer.Options) { o.Resolver = d })
}

// mail asks the address about a new interaction and waits until the mail left.
func (h *house) mail(id, address string) surveys.InvitationID {
	h.Helper()
	inv := storetest.Ask(h, h.store, storetest.ID(id), storetest.To(address, ""))
	return h.await(inv.ID, surveys.MailSent).ID
}

// window is the scan window of an invitation where the house's is 10 minutes.
func (h *house) window(id surveys.InvitationID) time.Duration {
	h.Helper()
	visits, err := h.store.Visits(context.Background(), id)
	if err != nil {
		h.Fatal(err)
	}
	if len(visits.List) == 0 {
		o := store.Opening{Invitation: id, Choice: 5, Client: surveys.Client{1}, Nameless: true, Window: 10 * time.Minute}
		if _, err := h.store.Visit(context.Background(), o); err != nil {
			h.Fatal(err)
		}
		return h.window(id)
	}
	return visits.Window.Length
}

func (h *house) asks(d *dns, domain string, want int) {
	h.Helper()
	h.until(func() bool { return d.count(domain) >= want },
		func() string {
			return fmt.Sprintf("the DNS was asked %d times for %s, want %d", d.count(domain), domain, want)
		})
}

func TestMailsThroughAGatewayHaveALongerWindow(t *testing.T) {
	d := &dns{answers: map[string]func(context.Context) ([]*net.MX, error){
		"northwind.example.": servers("mx1.northwind.example.", "mxa-001.gslb.pphosted.com."),
		"lakeside.example.":  servers("mail.lakeside.example."),
	}}
	h := openWith(t, d)
	guarded, plain, unknown := h.mail("T-1", storetest.Anna), h.mail("T-2", storetest.Carla), h.mail("T-3", storetest.Dora)
	h.until(func() bool { return h.window(guarded) == 30*time.Minute },
		func() string { return fmt.Sprintf("window is %s, want 30 minutes", h.window(guarded)) })
	h.asks(d, "lakeside.example.", 1)
	h.asks(d, "mail.example.", 1)
	for _, id := range []surveys.InvitationID{plain, unknown} {
		if w := h.window(id); w != 10*time.Minute {
			t.Errorf("window of another is %s, want 10 minutes", w)
		}
	}
}

// A domain is asked for once in a while, also one that has no mail server.
func TestTheDNSIsAskedOnceADomain(t *testing.T) {
	d := &dns{answers: map[string]func(context.Context) ([]*net.MX, error){
		"northwind.example.": servers("eu-smtp-inbound-1.mimecast.com."),
	}}
	h := openWith(t, d)
	first := h.mail("T-1", storetest.Anna)
	h.until(func() bool { return h.window(first) == 30*time.Minute }, func() string { return "the first is not marked" })
	second := h.mail("T-2", storetest.Ben)
	h.until(func() bool { return h.window(second) == 30*time.Minute }, func() string { return "the second is not marked" })
	h.mail("T-3", storetest.Dora)
	h.asks(d, "mail.example.", 1)
	h.mail("T-4", "erik@mail.example")
	if north, none := d.count("northwind.example."), d.count("mail.example."); north != 1 || none != 1 {
		t.Errorf("asked %d and %d times, want once each", north, none)
	}
	h.later(7 * time.Hour)
	h.mail("T-5", "frida@mail.example")
	h.asks(d, "mail.example.", 2)
}

// A DNS that does not answer, or says nothing for ever, costs no mail, no
// delay and no end.
func TestADNSThatFailsCostsNothing(t *testing.T) {
	silent := make(chan struct{})
	d := &dns{answers: map[string]func(context.Context) ([]*net.MX, error){
		"northwind.example.": func(context.Context) ([]*net.MX, error) {
			return nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}
		},
		"lakeside.example.": func(ctx context.Context) ([]*net.MX, error) {
			close(silent)
			<-ctx.Done()
			return nil, ctx.Err()
		},
	}}
	h := openWith(t, d)
	id := h.mail("T-1", storetest.Anna)
	h.asks(d, "northwind.example.", 1)
	h.mail("T-2", storetest.Carla)
	<-silent
	h.mail("T-3", storetest.Dora)
	if w := h.window(id); w != 10*time.Minute {
		t.Errorf("window is %s, want 10 minutes", w)
	}
	h.mail("T-4", storetest.Ben)
	h.later(2 * time.Minute)
	h.mail("T-5", "greta@northwind.example")
	h.asks(d, "northwind.example.", 2)
	if n := d.count("northwind.example."); n != 2 {
		t.Errorf("a DNS that fails was asked %d times, want 2", n)
	}
}

// Nothing is looked up before the mail has left.
func TestGatewaysAreLookedForAfterwards(t *testing.T) {
	states := make(chan surveys.MailState, 1)
	var h *house
	d := &dns{answers: map[string]func(context.Context) ([]*net.MX, error){}}
	d.answers["northwind.example."] = func(context.Context) ([]*net.MX, error) {
		all, err := h.store.NewestInvitations(context.Background(), 1)
		if err != nil || len(all) != 1 {
			states <- ""
			return nil, err
		}
		states <- all[0].Mail
		return nil, nil
	}
	h = openWith(t, d)
	h.mail("T-1", storetest.Anna)
	select {
	case state := <-states:
		if state != surveys.MailSent {
			t.Errorf("asked while the mail is %s, want sent", state)
		}
	case <-time.After(patience):
		t.Error("the DNS was not asked")
	}
}

// What has left when the program ends is marked all the same.
func TestTheLastMailsAreMarked(t *testing.T) {
	d := &dns{answers: map[string]func(context.Context) ([]*net.MX, error){"northwind.example.": servers("mx1.eu.iphmx.com.")}}
	h := openWith(t, d)
	first := h.mail("T-1", storetest.Anna)
	h.until(func() bool { return h.window(first) == 30*time.Minute }, func() string { return "the first is not marked" })
	var last []surveys.InvitationID
	for i := range 50 {
		to := storetest.To(fmt.Sprintf("c%d@northwind.example", i), "")
		last = append(last, storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("L-%d", i)), to).ID)
	}
	h.sink.Await(51)
	h.stop()
	<-h.ended
	for _, id := range last {
		if w := h.window(id); w != 30*time.Minute {
			t.Errorf("window is %s, want 30 minutes", w)
		}
	}
}
