package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"blitiri.com.ar/go/spf"
	"github.com/redis/go-redis/v9"
)

// doctorCommand checks the set-up. It takes the settings of serve.
type doctorCommand struct {
	serveSettings `embed:""`
}

// Help is the text of barometer doctor --help before its flags.
func (doctorCommand) Help() string {
	return "Tries all that serve depends on, with the same settings, and sends no mail: Redis and what it promises, " +
		"the mail server with TLS and log-in, the records of your domain (SPF, DKIM, DMARC, PTR, MX of the bounce domain), " +
		"the public URL with its certificate, and the clock. Each line says ok, warn or fail, and below it what to do. " +
		"It ends with status 1 where something fails."
}

// examined is how long the checks may take.
const examined = 15 * time.Second

// doctor looks at a set-up. What it asks of the outside can be replaced.
type doctor struct {
	conf  config
	store *store.Store
	redis redis.UniversalClient
	names spf.DNSResolver
	web   *http.Client
	now   func() time.Time
}

// Run prints what it finds; the error says how many checks failed.
func (c doctorCommand) Run(w *world) error {
	conf, err := c.parse()
	if err != nil {
		return err
	}
	warnUnknown(newLog(w.errs, conf.level), w.env)
	db, err := openRedis(w.ctx, conf.redis, true)
	if err != nil {
		return err
	}
	defer db.close()
	st, err := store.Open(w.ctx, db.client, store.Options{Zone: conf.redis.Timezone})
	if err != nil {
		return err
	}
	if conf, err = withSender(w.ctx, conf, st); err != nil {
		return err
	}
	library, err := templates.Open(false)
	if err != nil {
		return err
	}
	return newDoctor(conf, st, db.client).tell(w.ctx, w.out, library.Words)
}

// newDoctor looks at the set-up over the net.
func newDoctor(conf config, st *store.Store, db redis.UniversalClient) doctor {
	return doctor{
		conf: conf, store: st, redis: db, names: net.DefaultResolver, now: time.Now,
		web: &http.Client{Timeout: examined, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// examine makes all checks at once; the findings are in the order of the checks.
func (d doctor) examine(ctx context.Context) []surveys.Finding {
	ctx, cancel := context.WithTimeout(ctx, examined)
	defer cancel()
	checks := []func(context.Context) []surveys.Finding{
		d.checkRedis, d.checkServer, d.checkSPF, d.checkDKIM, d.checkDMARC, d.checkPTR, d.checkBounces,
		d.checkPublic, d.checkClock, d.checkOpenEnds,
	}
	if d.conf.from == nil || d.conf.smtp.Host == "" {
		checks = []func(context.Context) []surveys.Finding{d.checkRedis, checkNoSender, d.checkPublic, d.checkClock, d.checkOpenEnds}
	}
	findings := make([][]surveys.Finding, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() { findings[i] = check(ctx) })
	}
	all.Wait()
	return slices.Concat(findings...)
}

// tell prints all findings in the words of the page.
func (d doctor) tell(ctx context.Context, out io.Writer, words *templates.Locale) error {
	all := d.examine(ctx)
	clock := templates.Clock{Now: d.now(), Zone: d.store.Zone(), Words: words}
	for _, f := range all {
		said := clock.Finding(f)
		if _, err := fmt.Fprintf(out, "%-5s %s: %s\n", f.Grade, said.About, unbound(said.Found)); err != nil {
			return err
		}
		for _, advice := range said.Do {
			fmt.Fprintf(out, "      → %s\n", unbound(advice.Text))
		}
	}
	if surveys.Failures(all) > 0 {
		return errors.New(unbound(words.FindingsHeading(all)))
	}
	return nil
}

// unbound is a text for a terminal, where a blank that joins is none.
func unbound(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

// found is the finding of a check that has one; pairs are the values that its
// sentences hold, a name before each.
func found(g surveys.Grade, check surveys.Check, code surveys.Found, pairs ...string) surveys.Finding {
	return surveys.Finding{Grade: g, Check: check, Found: code, Values: pairs}
}

// only is the findings of a check that has one.
func only(f surveys.Finding) []surveys.Finding { return []surveys.Finding{f} }
