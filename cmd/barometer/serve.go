package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"barometer/server"
)

// serveCommand runs the server.
type serveCommand struct {
	serveSettings `embed:""`
}

// graceful is how long requests may take to finish at the end.
const graceful = 10 * time.Second

// Run serves until the context ends.
func (c serveCommand) Run(w *world) error {
	conf, err := c.parse()
	if err != nil {
		return err
	}
	log := newLog(w.errs, conf.level)
	warnUnknown(log, w.env)
	warnPublic(log, conf.publicURL, c.PublicURL != "")
	db, err := openRedis(w.ctx, conf.redis, false)
	if err != nil {
		return err
	}
	return serve(w.ctx, conf, db, log, extras{})
}

// extras are what demo adds to serve.
type extras struct {
	listener net.Listener // nil: listen at the address of the settings
	notices  []string
	caught   server.Caught
	ready    func(context.Context, *app) error // before the first mail and request
}

// serve builds the parts in order, runs them, and closes them in reverse: no
// new requests, then no new mails, then the figures, then Redis.
func serve(ctx context.Context, conf config, db *database, log *slog.Logger, x extras) error {
	var parts closers
	defer func() { parts.close() }()
	parts.add(db.close)

	a := &app{conf: conf, log: log, failed: make(chan error, 1)}
	if err := a.open(ctx, db, x); err != nil {
		return err
	}
	listener, err := listen(conf.addr, x.listener)
	if err != nil {
		return err
	}
	defer listener.Close()
	if x.ready != nil {
		if err := x.ready(ctx, a); err != nil {
			return err
		}
	}
	for _, start := range []func() (func(), error){a.startRelay, a.startMailer, a.startWarm} {
		stop, err := start()
		if err != nil {
			return err
		}
		parts.add(stop)
	}
	parts.add(a.startWeb(listener))
	log.Info("listening", "addr", listener.Addr().String(), "version", version())
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

// listen uses the listener that is given, or opens one.
func listen(addr string, given net.Listener) (net.Listener, error) {
	if given != nil {
		return given, nil
	}
	return net.Listen("tcp", addr)
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
