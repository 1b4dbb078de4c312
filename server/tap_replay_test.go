package server_test

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// replay is one sequence on its way through the handlers.
type replay struct {
	tb        testing.TB
	s         scenario
	house     *tapHouse
	delivered time.Time
	scale     surveys.Scale
	id        surveys.InvitationID
	others    []surveys.InvitationID
	clients   map[string]*tapper
	events    []event
}

// event is something that happens at a time of the sequence.
type event struct {
	ms int64
	do func()
}

func newReplay(tb testing.TB, rdb redis.UniversalClient, c corpus, s scenario) *replay {
	st, clock := storetest.OpenAt(tb, rdb)
	list := ""
	for network, class := range c.IPClasses {
		if class == "scanner_listed" {
			list += network + "\n"
		}
	}
	networks, err := surveys.ParseNetworks(list)
	if err != nil {
		tb.Fatal(err)
	}
	p := &replay{tb: tb, s: s, delivered: clock.Now(), clients: map[string]*tapper{}}
	p.house = newHouse(tb, st, clock, func(o *server.Options) {
		o.Networks, o.Expires = &networks, time.Duration(s.ExpiresMS)*time.Millisecond
	})
	p.scale = scaleOfSize(tb, s.Scale)
	p.id = p.ask(rdb, "T-1", "anna@northwind.example")
	for _, r := range s.Requests {
		for i := range r.Others {
			name := fmt.Sprintf("other%d-%d", i, r.MS)
			p.others = append(p.others, p.ask(rdb, name, name+"@northwind.example"))
		}
	}
	return p
}

func scaleOfSize(tb testing.TB, size int) surveys.Scale {
	for _, s := range surveys.Scales() {
		if len(s.Choices()) == size && s.ID != surveys.Thermometer4 || size == 4 && s.ID == surveys.Thermometer4 {
			return s
		}
	}
	tb.Fatalf("no scale of %d choices", size)
	return surveys.Scale{}
}

// ask takes the mail of an invitation the whole way, and then gives it the
// scale of the sequence, which no interaction can ask for yet.
func (p *replay) ask(rdb redis.UniversalClient, interaction, address string) surveys.InvitationID {
	ctx, inv := context.Background(), storetest.Sent(p.tb, p.house.store, storetest.ID(interaction), storetest.To(address, "Anna"))
	if p.s.MX == "gateway" {
		must(p.tb, p.house.store.MarkGateway(ctx, inv.ID))
	}
	if p.scale.ID != surveys.CSAT5 {
		key := findKey(p.tb, rdb, "*"+string(inv.ID), "hash")
		tag := key[:strings.Index(key, "}")+1]
		kind := "k:csat5/" + string(p.scale.ID) + "/ticket"
		must(p.tb, rdb.HSet(ctx, findKey(p.tb, rdb, tag+"*num", "hash"), kind, 9000).Err())
		must(p.tb, rdb.HSet(ctx, findKey(p.tb, rdb, tag+"*nam", "hash"), 9000, kind).Err())
		must(p.tb, rdb.HSet(ctx, key, "k", 9000).Err())
	}
	return inv.ID
}

// findKey returns the one key of the pattern and type.
func findKey(tb testing.TB, rdb redis.UniversalClient, pattern, kind string) string {
	tb.Helper()
	keys, err := rdb.Keys(context.Background(), pattern).Result()
	must(tb, err)
	keys = slices.DeleteFunc(keys, func(key string) bool { return rdb.Type(context.Background(), key).Val() != kind })
	if len(keys) != 1 {
		tb.Fatalf("keys like %s: %v, want one", pattern, keys)
	}
	return keys[0]
}

// run replays the sequence and returns the choice that counts in the end, as
// the corpus numbers choices; nil: none.
func (p *replay) run() *int {
	for _, r := range p.s.Requests {
		p.at(r.MS, func() { p.request(r) })
		for i, id := range p.others[:min(r.Others, len(p.others))] {
			ms := r.MS + int64(i+1)*10000/int64(r.Others+1)
			p.at(ms, func() { p.rate(r, ms, id) })
		}
	}
	last := int64(0)
	for len(p.events) > 0 {
		slices.SortStableFunc(p.events, func(a, b event) int { return cmp.Compare(a.ms, b.ms) })
		e := p.events[0]
		p.events = p.events[1:]
		p.settleUntil(e.ms)
		e.do()
		last = e.ms
	}
	p.settleUntil(last + (2 * time.Hour).Milliseconds())
	for _, id := range p.others {
		if got := p.counted(id); got != nil {
			p.tb.Errorf("%s: another invitation of the same client counts %d", p.s.Title, *got)
		}
	}
	return p.counted(p.id)
}

func (p *replay) at(ms int64, do func()) { p.events = append(p.events, event{ms, do}) }

// settleUntil moves the clock and does the due work as the worker would.
func (p *replay) settleUntil(ms int64) {
	ctx := context.Background()
	p.house.clock.Set(p.delivered.Add(time.Duration(ms) * time.Millisecond))
	for shard := range surveys.Shards {
		due, err := p.house.store.Claim(ctx, shard, time.Minute, 64)
		must(p.tb, err)
		for _, d := range due {
			if d.Kind == surveys.DueSettle {
				_, err := p.house.store.Settle(ctx, surveys.InvitationID(d.ID))
				must(p.tb, err)
			}
			must(p.tb, p.house.store.Finish(ctx, d))
		}
	}
}

func (p *replay) counted(id surveys.InvitationID) *int {
	inv, err := p.house.store.Invitation(context.Background(), id)
	must(p.tb, err)
	if inv.Answer != surveys.Answered {
		return nil
	}
	index := inv.Choice - p.scale.Min + 1
	return &index
}

func (p *replay) tapper(r visitRequest) *tapper {
	b := p.clients[r.Client]
	if b == nil {
		b = &tapper{house: p.house}
		p.clients[r.Client] = b
	}
	b.addr, b.agent, b.headers, b.keeps = r.IP, r.UserAgent, r.Headers, r.SendsVisitCookie
	return b
}

// request does one request of the sequence.
func (p *replay) request(r visitRequest) {
	b := p.tapper(r)
	switch {
	case r.Target == "rating" && r.Method == "GET":
		p.rate(r, r.MS, p.id)
	case r.Target == "rating" && r.Method == "POST":
		b.do("POST", "/r/confirm", url.Values{"choice": {fmt.Sprint(*r.Choice)}, "step": {"1"}}, r.Headers)
	case r.Target == "rating":
		b.do(r.Method, "/r/"+p.house.signer.Rate(p.id, p.choice(r)), nil, r.Headers)
	case r.Target == "mutated":
		token := p.house.signer.Rate(p.id, p.choice(r))
		for _, bad := range []string{token + "%27/", rot13(token), strings.ToUpper(token)} {
			if a := b.do(r.Method, "/r/"+bad, nil, r.Headers); a.status != 404 {
				p.tb.Errorf("a mutated link answers %d", a.status)
			}
		}
	case r.Target == "unsubscribe":
		b.do(r.Method, "/u/"+p.house.signer.Unsubscribe(p.id), nil, r.Headers)
	case r.Target == "home", r.Target == "canary":
		b.do(r.Method, "/about", nil, r.Headers)
	default:
		b.do(r.Method, "/favicon.ico", nil, r.Headers)
	}
}

func (p *replay) choice(r visitRequest) int {
	if r.Choice == nil {
		return p.scale.Min
	}
	return p.scale.Min + *r.Choice - 1
}

// rate opens a rating link and does what the client does on the page.
func (p *replay) rate(r visitRequest, ms int64, id surveys.InvitationID) {
	b := *p.tapper(r)
	shared := p.clients[r.Client]
	page := b.open(id, p.choice(r))
	page.tapper = shared
	if r.RunsJS && page.live() {
		p.script(r, ms, &page)
	}
	if r.PostsForm {
		p.at(ms+r.PressAfterMS, func() {
			p.as(r, func() { p.press(r, &page) })
		})
	}
}

// as makes the client what it was at the request, for what its page sends.
func (p *replay) as(r visitRequest, do func()) {
	p.tapper(r)
	do()
}

// script plans what the page's script sends: a gesture at the first trusted
// input, not before 700 ms; else, untouched, after 800 ms.
func (p *replay) script(r visitRequest, ms int64, page *page) {
	auto, gesture := int64(800), int64(-1)
	if r.VirtualTime != nil && r.VirtualTime != false {
		auto = 145
	}
	for _, in := range r.Input {
		if in.Trusted == nil || *in.Trusted {
			gesture = max(700, in.AfterMS)
			break
		}
	}
	if r.OpenMS >= auto && (gesture < 0 || gesture > auto) {
		p.at(ms+auto, func() { p.as(r, func() { page.script("auto") }) })
	}
	if gesture >= 0 && r.OpenMS >= gesture {
		p.at(ms+gesture, func() { p.as(r, func() { page.script("gesture") }) })
	}
}

func (p *replay) press(r visitRequest, page *page) {
	buttons := page.buttons(r.RunsJS)
	switch press := r.Press.(type) {
	case float64:
		page.press(fmt.Sprint(p.scale.Min+int(press)-1), nil)
	case string:
		if press == "first" && len(buttons) > 0 {
			buttons = buttons[:1]
		}
		for _, value := range buttons {
			page.press(value, nil)
		}
	}
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return 'a' + (r-'a'+13)%26
		}
		return r
	}, s)
}
