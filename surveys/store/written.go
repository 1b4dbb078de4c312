package store

import (
	"context"
	"crypto/rand"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// written counts what is written: by this process as its client does it, by
// others as they tell. What was read is still so while the count stands.
type written struct {
	rdb   redis.UniversalClient
	db    int
	name  string // of this process, among those that tell
	count atomic.Uint64
	heard atomic.Bool   // others are listened to
	tells atomic.Bool   // others are told
	waits atomic.Bool   // … soon
	dials chan struct{} // holds one: there is a new connection
}

const (
	// writtenTell is how long a write waits for more before the others are told.
	writtenTell = 20 * time.Millisecond
	// writtenTold is how long telling may take.
	writtenTold = 5 * time.Second
	// writtenAgain is when a write of another process counts once more: aliases
	// and surveys that this one remembers are of before until then.
	writtenAgain = aliasAge + aliasAge/10
)

func newWritten(rdb redis.UniversalClient) *written {
	w := &written{rdb: rdb, db: databaseOf(rdb), name: rand.Text(), dials: make(chan struct{}, 1)}
	rdb.AddHook(w)
	return w
}

// Written returns a number that grows with whatever is written, but leases and beats; ok
// is false while nobody listens to other processes (HearWrites). It grows after
// the write: what is read after the number is at least as new.
func (s *Store) Written() (n uint64, ok bool) { return s.written.count.Load(), s.written.heard.Load() }

// TellWrites has other processes told from now on that this one writes.
func (s *Store) TellWrites() { s.written.tells.Store(true) }

// TellNow tells other processes at once of what they would be told soon: before
// the process ends, or somebody asks another server for what was written.
func (s *Store) TellNow() { s.written.tell() }

// HearWrites listens to what other processes write, until ctx ends, and tells
// them. A message may be lost with the connection: what rests on Written must
// grow old besides.
func (s *Store) HearWrites(ctx context.Context) {
	s.TellWrites()
	follow(ctx, s.rdb.Subscribe(ctx, writtenChannel(s.written.db)), s.written.hear)
	s.written.heard.Store(false)
}

func (w *written) hear(_ context.Context, one any) {
	switch one := one.(type) {
	case *redis.Subscription:
		w.count.Add(1) // something may have been missed
		w.heard.Store(true)
	case *redis.Message:
		if one.Payload != w.name {
			w.count.Add(1)
			time.AfterFunc(writtenAgain, func() { w.count.Add(1) })
		}
	}
}

// note counts a write; the others hear of it soon.
func (w *written) note() {
	w.count.Add(1)
	if w.tells.Load() && w.waits.CompareAndSwap(false, true) {
		time.AfterFunc(writtenTell, w.tell)
	}
}

// tell publishes that this process has written, where that waits to be told.
// Nobody may hear it.
func (w *written) tell() {
	if !w.waits.CompareAndSwap(true, false) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), writtenTold)
	defer cancel()
	_ = w.rdb.Publish(ctx, writtenChannel(w.db), w.name).Err()
}

// DialHook is part of redis.Hook: behind a new connection may be another Redis.
func (w *written) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := next(ctx, network, addr)
		if err == nil {
			select {
			case w.dials <- struct{}{}:
			default: // told already
			}
		}
		return conn, err
	}
}

// ProcessHook is part of redis.Hook.
func (w *written) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !writes(cmd) {
			return next(ctx, cmd)
		}
		if err := w.begin(ctx); err != nil {
			cmd.SetErr(err)
			return err
		}
		defer w.note()
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook is part of redis.Hook.
func (w *written) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if !slices.ContainsFunc(cmds, writes) {
			return next(ctx, cmds)
		}
		if err := w.begin(ctx); err != nil {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
			return err
		}
		defer w.note()
		return next(ctx, cmds)
	}
}

// begin notes whose change it is that begins with a write.
func (w *written) begin(ctx context.Context) error {
	if b := begunIn(ctx); b != nil {
		return b.note(ctx, w.rdb)
	}
	return nil
}

// writes reports whether a command may change what somebody is shown. One that
// failed may have been done: its answer was lost.
func writes(cmd redis.Cmder) bool {
	switch name := cmd.Name(); name {
	case "get", "mget", "getrange", "strlen", "exists", "ttl", "pttl", "type", "scan",
		"hget", "hmget", "hgetall", "hexists", "hlen", "hkeys", "hvals", "hscan",
		"scard", "smembers", "sismember", "smismember", "sscan", "srandmember",
		"zrange", "zrevrange", "zrangebyscore", "zrevrangebyscore", "zrangebylex", "zrevrangebylex", "zlexcount", "zscore", "zmscore", "zcard", "zcount", "zrank", "zrevrank", "zscan",
		"lrange", "llen", "lindex", "xread", "xrange", "xrevrange", "xlen", "xinfo",
		"publish", "subscribe", "unsubscribe", "ping", "info", "config", "time", "dbsize", "memory", "script",
		"command", "cluster", "client", "hello", "auth", "select", "role", "readonly", "multi", "exec", "wait":
		return false
	case "evalsha", "eval":
		return !isUnseen(argument(cmd, 3))
	}
	return !isUnseen(argument(cmd, 1))
}

// argument returns a word of a command, the name being number 0.
func argument(cmd redis.Cmder, i int) string {
	if args := cmd.Args(); i < len(args) {
		text, _ := args[i].(string)
		return text
	}
	return ""
}
