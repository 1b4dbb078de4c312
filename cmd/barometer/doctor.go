package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

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

// grade is how a check went.
type grade int

const (
	good grade = iota
	warn
	fail
)

func (g grade) String() string { return [...]string{"ok", "warn", "fail"}[g] }

// finding is what a check found.
type finding struct {
	grade grade
	about string // what was looked at
	found string
	do    string // what to do about it; empty: nothing
}

// examined is how long one check may take.
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
	d := doctor{
		conf: conf, store: st, redis: db.client, names: net.DefaultResolver, now: time.Now,
		web: &http.Client{Timeout: examined, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	return d.tell(w.ctx, w.out)
}

// examine makes all checks, one after the other.
func (d doctor) examine(ctx context.Context) []finding {
	var all []finding
	for _, check := range []func(context.Context) []finding{
		d.checkRedis, d.checkServer, d.checkSPF, d.checkDKIM, d.checkDMARC, d.checkPTR, d.checkBounces,
		d.checkPublic, d.checkClock, d.checkOpenEnds,
	} {
		ctx, cancel := context.WithTimeout(ctx, examined)
		all = append(all, check(ctx)...)
		cancel()
	}
	return all
}

func (d doctor) tell(ctx context.Context, out io.Writer) error {
	failed := 0
	for _, f := range d.examine(ctx) {
		if f.grade == fail {
			failed++
		}
		if _, err := fmt.Fprintf(out, "%-5s %s: %s\n", f.grade, f.about, f.found); err != nil {
			return err
		}
		for line := range strings.SplitSeq(f.do, "\n") {
			if line != "" {
				fmt.Fprintf(out, "      → %s\n", line)
			}
		}
	}
	switch failed {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("one check failed")
	}
	return fmt.Errorf("%d checks failed", failed)
}

// one is the findings of a check that has one.
func one(g grade, about, do, format string, args ...any) []finding {
	return []finding{{grade: g, about: about, found: fmt.Sprintf(format, args...), do: do}}
}
