package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"time"

	"barometer/server"
)

// serveCommand runs the server.
type serveCommand struct {
	serveSettings `embed:""`
}

// graceful is how long requests may take to finish at the end.
const graceful = 10 * time.Second

// heapFloor is set aside and never touched, so it takes addresses and no
// memory. The collector runs when the heap has doubled: with the 15 MB that most
// houses need it would run ten times a second while many mails go out.
const heapFloor = 32 << 20

// Run serves until the context ends.
func (c serveCommand) Run(w *world) error {
	conf, err := c.parse()
	if err != nil {
		return err
	}
	log := newLog(w.errs, conf.level)
	warnUnknown(log, w.env)
	listener, err := net.Listen("tcp", conf.addr)
	if err != nil {
		return err
	}
	conf.publicURL = reached(conf.publicURL, listener.Addr())
	warnPublic(log, conf.publicURL, c.PublicURL != "")
	db, err := openRedis(w.ctx, conf.redis, false)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return serve(w.ctx, conf, db, log, extras{listener: listener})
}

// reached is where we are reached, with the port that the system has chosen in
// place of 0.
func reached(u *url.URL, at net.Addr) *url.URL {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || u.Port() != "0" {
		return u
	}
	chosen := *u
	chosen.Host = net.JoinHostPort(u.Hostname(), strconv.Itoa(tcp.Port))
	return &chosen
}

// extras are what demo adds to serve.
type extras struct {
	listener net.Listener // where requests come in
	notices  []string
	caught   server.Caught
	ready    func(context.Context, *app) error // before the first mail and request
}

// serve builds the parts in order, runs them, and closes them in reverse: no
// new requests, then no new mails, then the figures, then Redis.
func serve(ctx context.Context, conf config, db *database, log *slog.Logger, x extras) error {
	defer runtime.KeepAlive(make([]byte, heapFloor))
	var parts closers
	defer func() { parts.close() }()
	parts.add(db.close)

	a := &app{conf: conf, log: log, failed: make(chan error, 1)}
	defer x.listener.Close()
	if err := a.open(ctx, db, x); err != nil {
		return err
	}
	if x.ready != nil {
		if err := x.ready(ctx, a); err != nil {
			return err
		}
	}
	for _, start := range []func() (func(), error){a.startRelay, a.startMailer} {
		stop, err := start()
		if err != nil {
			return err
		}
		parts.add(stop)
	}
	parts.add(a.startWatch())
	parts.add(a.startWarm())
	parts.add(a.startWeb(x.listener))
	log.Info("listening", "addr", x.listener.Addr().String(), "version", version())
	select {
	case <-ctx.Done():
		log.Info("ending")
		return nil
	case <-db.ended():
		return errors.New("the private Redis has ended; its log is redis.log in the data directory")
	case err := <-a.failed:
		return err
	}
}

// fail ends the program with the first error; later ones come from its end.
func (a *app) fail(err error) {
	select {
	case a.failed <- err:
	default:
	}
}

// startWeb answers requests on the listener until it is stopped.
func (a *app) startWeb(listener net.Listener) (stop func()) {
	web := a.server.HTTP()
	go func() {
		if err := web.Serve(a.server.Bound(listener)); !errors.Is(err, http.ErrServerClosed) {
			a.fail(err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), graceful)
		defer cancel()
		if err := web.Shutdown(ctx); err != nil {
			_ = web.Close()
		}
	}
}

// startTask runs a worker until it is stopped, and waits for its end then.
func startTask(run func(context.Context) error, failed func(error)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}()
	return func() { cancel(); <-done }
}
