package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"
)

// parseRedis returns how to connect to the Redis of the URL:
//
//	redis://user:password@host:6379/0, rediss://… with TLS, unix:///path
//	redis+sentinel://host:26379?master_name=…, rediss+sentinel://…
//	redis+cluster://host:6379, rediss+cluster://…, or ?cluster=true
//
// Several addresses are separated by commas (or added as ?addr=host:port).
// Everything else that go-redis reads from a URL works, too.
func parseRedis(raw string) (connect func() redis.UniversalClient, err error) {
	first, more := splitAddresses(raw)
	u, err := url.Parse(first)
	if err != nil {
		return nil, errors.New("is not a URL")
	}
	scheme, kind, _ := strings.Cut(u.Scheme, "+")
	u.Scheme = scheme
	query := u.Query()
	if query.Get("cluster") == "true" {
		kind = "cluster"
	}
	query.Del("cluster")
	for _, addr := range more {
		query.Add("addr", addr)
	}
	u.RawQuery = query.Encode()
	return parseKind(kind, u.String())
}

func parseKind(kind, plain string) (func() redis.UniversalClient, error) {
	switch kind {
	case "":
		o, err := redis.ParseURL(plain)
		return func() redis.UniversalClient { return redis.NewClient(o) }, noSecrets(err)
	case "cluster":
		o, err := redis.ParseClusterURL(plain)
		return func() redis.UniversalClient { return redis.NewClusterClient(o) }, noSecrets(err)
	case "sentinel":
		o, err := redis.ParseFailoverURL(plain)
		if err == nil && o.MasterName == "" {
			err = errors.New("redis: master_name is missing")
		}
		return func() redis.UniversalClient { return redis.NewFailoverClient(o) }, noSecrets(err)
	}
	return nil, fmt.Errorf("has an unknown scheme: redis+%s", kind)
}

// noSecrets keeps the parser's words, which name the mistake, unless they
// quote the URL.
func noSecrets(err error) error {
	if err == nil {
		return nil
	}
	var quoting *url.Error
	if errors.As(err, &quoting) {
		return errors.New("is not a URL")
	}
	return errors.New("is not understood: " + strings.TrimPrefix(err.Error(), "redis: "))
}

// splitAddresses takes the second and further host of a list out of the URL.
func splitAddresses(raw string) (first string, more []string) {
	head, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return raw, nil
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	at := strings.LastIndexByte(rest[:end], '@') + 1
	hosts := strings.Split(rest[at:end], ",")
	return head + "://" + rest[:at] + hosts[0] + rest[end:], hosts[1:]
}

// database is an open connection to Redis, wherever that is.
type database struct {
	client redis.UniversalClient
	child  *child // nil: not ours
	shared bool   // the child of a serve that runs already
}

// openRedis connects to the Redis of the settings, or starts the private
// child. With share, a child that a running serve holds is used through its
// socket; without, it is refused.
func openRedis(ctx context.Context, s redisSettings, share bool) (*database, error) {
	if s.Redis != "" {
		connect, err := parseRedis(s.Redis)
		if err != nil {
			return nil, fmt.Errorf("BAROMETER_REDIS %w", err)
		}
		db := &database{client: connect()}
		if err := db.client.Ping(ctx).Err(); err != nil {
			db.close()
			return nil, fmt.Errorf("the Redis of BAROMETER_REDIS does not answer: %w", err)
		}
		return db, nil
	}
	return openChild(ctx, s.DataDir, share)
}

func openChild(ctx context.Context, dir string, share bool) (*database, error) {
	c, err := startChild(ctx, dir)
	if errors.Is(err, errBusy) && share {
		return &database{client: childClient(dir), shared: true}, nil
	}
	if err != nil {
		return nil, err
	}
	return &database{client: childClient(dir), child: c}, nil
}

// close ends the connection and, where it is ours, the child.
func (d *database) close() {
	_ = d.client.Close()
	if d.child != nil {
		d.child.stop()
	}
}

// ended is closed when the private child ends by itself; nil where there is none.
func (d *database) ended() <-chan struct{} {
	if d.child == nil {
		return nil
	}
	return d.child.done
}
