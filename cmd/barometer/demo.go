package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"os"
	"strconv"
	"syscall"
	"time"

	"barometer/mailer"
	"barometer/server"
	"barometer/surveys"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// demoCommand shows everything on a machine with nothing set up.
type demoCommand struct {
	Port   int  `default:"8080" help:"Port on this machine; where it is taken, the next free one."`
	Memory bool `help:"Keep everything in memory, even where redis-server is installed."`
	Dev    bool `hidden:"" help:"Read templates from disk, and show all components at /dev/components."`
}

// demoPorts are tried from the wished one on.
const demoPorts = 100

// Run starts the demo and says where it is.
func (c demoCommand) Run(w *world) error {
	listener, err := listenNear(c.Port)
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if c.Port != 0 && port != c.Port {
		fmt.Fprintf(w.out, "Port %d is taken; using %d.\n", c.Port, port)
	}
	box, err := startMailbox()
	if err != nil {
		return err
	}
	defer box.stop()
	db, closeDB, kept, err := demoDatabase(w.ctx, c.Memory)
	if err != nil {
		return err
	}
	defer closeDB()
	x := extras{listener: listener, caught: box, notices: []string{kept,
		"Mails are caught and shown in the outbox, none leaves this machine."}}
	x.ready = func(ctx context.Context, a *app) error { return c.welcome(ctx, w, a, kept) }
	conf := demoConfig(w.env, port, box)
	conf.dev = c.Dev
	return serve(w.ctx, conf, db, newLog(w.errs, slog.LevelWarn), x)
}

// listenNear listens on this machine only, on the port or the next free one.
func listenNear(port int) (net.Listener, error) {
	for p := port; ; p++ {
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) || p >= port+demoPorts {
			return listener, err
		}
	}
}

func demoConfig(env map[string]string, port int, box *mailbox) config {
	return config{
		redis:     redisSettings{Timezone: demoZone(env)},
		publicURL: &url.URL{Scheme: "http", Host: "localhost:" + strconv.Itoa(port)},
		smtp:      mailer.SMTP{Host: box.host, Port: box.port, TLS: mailer.NoTLS},
		from:      &mail.Address{Name: "Jonas Weber at Lindqvist & Rao", Address: "jonas.weber@lindqvist-rao.example"},
		quiet:     14 * 24 * time.Hour,
		digest:    usualDigest,
	}
}

// demoZone is the zone of the person who looks, where it can be told.
func demoZone(env map[string]string) string {
	for _, zone := range []string{env["BAROMETER_TIMEZONE"], env["TZ"]} {
		if _, err := time.LoadLocation(zone); err == nil && zone != "" && zone != "Local" {
			return zone
		}
	}
	return "UTC"
}

// demoDatabase is a private Redis with a directory that goes at the end, or,
// where none is installed, one in memory. kept says which in plain words.
func demoDatabase(ctx context.Context, memory bool) (db *database, closeAll func(), kept string, err error) {
	if _, err := findRedis(); memory || err != nil {
		db, stop, err := memoryDatabase()
		return db, stop, "Data is only in memory: it goes with this process.", err
	}
	dir, err := os.MkdirTemp("", "barometer-demo-")
	if err != nil {
		return nil, nil, "", err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	if db, err = openChild(ctx, dir, false); err != nil {
		remove()
		return nil, nil, "", err
	}
	return db, remove, "This is a demo: its data is deleted when it ends.", nil
}

// memoryDatabase is a Redis written in Go. Its clock has to be moved by hand.
func memoryDatabase() (*database, func(), error) {
	m, err := miniredis.Run()
	if err != nil {
		return nil, nil, err
	}
	stopClock := startTask(func(ctx context.Context) error {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				m.FastForward(time.Second)
			case <-ctx.Done():
				return nil
			}
		}
	}, func(error) {})
	client := redis.NewClient(&redis.Options{Addr: m.Addr()})
	return &database{client: client}, func() { stopClock(); m.Close() }, nil
}

// welcome fills the firm, makes the person who looks around, and says where.
func (c demoCommand) welcome(ctx context.Context, w *world, a *app, kept string) error {
	user, password, err := a.addDemoUser(ctx)
	if err != nil {
		return err
	}
	relay, err := mailer.NewRelay(a.store, slog.New(slog.NewTextHandler(io.Discard, nil)), rand.Reader)
	if err != nil {
		return err
	}
	if err := fillFirm(ctx, a.store, user, relay.Drain); err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	if err := inviteColleague(ctx, a.store, a.links(), user); err != nil {
		return fmt.Errorf("setting up the demo: %w", err)
	}
	if err := setUpDemo(ctx, a.store, user, "bmt_"+randomText(25)); err != nil {
		return fmt.Errorf("setting up the demo: %w", err)
	}
	path, err := a.server.Welcome(ctx, user.ID)
	if err != nil {
		return err
	}
	token, err := surveys.NewTokenSecret(rand.Reader)
	if err != nil {
		return err
	}
	if err := a.store.AddToken(ctx, token, surveys.Token{Name: "demo", Scope: surveys.Admin, CreatedAt: a.store.Now()}); err != nil {
		return err
	}
	fmt.Fprintf(w.out, `
Barometer shows a year of Lindqvist & Rao, a small firm that looks after its customers' computers.

  Open   %s%s
         (signs you in as Jonas Weber, its founder; or use %s with the password %s)

  Then   open a mail at %s/outbox, tap a rating, and watch it arrive on the overview.

  API    export API=%s/api/v1 TOKEN=%s
         (for the commands in the README)

%s Mails are caught, none is sent. Ctrl-C ends it.
`, a.conf.publicURL, path, user.Email, password, a.conf.publicURL, a.conf.publicURL, token, kept)
	return nil
}

func (a *app) addDemoUser(ctx context.Context) (surveys.User, string, error) {
	password := randomText(10)
	hash, err := server.HashPassword(password)
	if err != nil {
		return surveys.User{}, "", err
	}
	user, err := a.store.AddUser(ctx, surveys.User{Email: "jonas.weber@lindqvist-rao.example", Name: "Jonas Weber", Role: surveys.Admin, Money: true, Hash: hash})
	return user, password, err
}
