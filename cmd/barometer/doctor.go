package main

import (
	"context"
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
	return newDoctor(conf, st, db.client).tell(w.ctx, w.out)
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
		checks = []func(context.Context) []surveys.Finding{d.checkRedis, noSender, d.checkPublic, d.checkClock, d.checkOpenEnds}
	}
	found := make([][]surveys.Finding, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() { found[i] = check(ctx) })
	}
	all.Wait()
	return slices.Concat(found...)
}

func (d doctor) tell(ctx context.Context, out io.Writer) error {
	all := d.examine(ctx)
	for _, f := range all {
		if _, err := fmt.Fprintf(out, "%-5s %s: %s\n", f.Grade, f.About, f.Found); err != nil {
			return err
		}
		for line := range strings.SplitSeq(f.Do, "\n") {
			if line != "" {
				fmt.Fprintf(out, "      → %s\n", line)
			}
		}
	}
	switch surveys.Failures(all) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("one check failed")
	}
	return fmt.Errorf("%d checks failed", surveys.Failures(all))
}

// one is the findings of a check that has one.
func one(g surveys.Grade, about, do, format string, args ...any) []surveys.Finding {
	return []surveys.Finding{finding(g, about, fmt.Sprintf(format, args...), do)}
}

func finding(g surveys.Grade, about, found, do string) surveys.Finding {
	return surveys.Finding{Grade: g, About: about, Found: found, Do: do}
}
