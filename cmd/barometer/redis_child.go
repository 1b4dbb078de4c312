package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/redis/go-redis/v9"
)

// A private Redis is a child process with a directory of its own. Two lock
// files say who has the directory: "lock" is held by the barometer that serves
// it, "redis.lock" is handed on to the child and so is held as long as any
// redis-server uses the directory, even one whose barometer was killed.

const (
	lockFile      = "lock"
	childLockFile = "redis.lock"
	socketFile    = "redis.sock"
	maxSocketPath = 100 // the kernel takes 104 (macOS) to 108 (Linux)
)

// errBusy says that another barometer serves the data directory.
var errBusy = errors.New("another barometer is running with this data directory")

// errNoRedis says what to do where there is no Redis at all.
var errNoRedis = errors.New("no Redis: set BAROMETER_REDIS to its URL, or install redis-server or valkey-server so that a private one can be started")

// child is a private redis-server.
type child struct {
	cmd  *exec.Cmd
	lock *os.File
	done chan struct{} // closed when the process has ended
}

// findRedis returns the path of a server program.
func findRedis() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoRedis
}

// startChild starts the private Redis of a data directory and waits until it
// answers. errBusy where another barometer has it.
func startChild(ctx context.Context, dir string) (*child, error) {
	program, err := findRedis()
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if len(filepath.Join(dir, socketFile)) > maxSocketPath {
		return nil, fmt.Errorf("the path of the data directory %s is too long for a socket; choose a shorter BAROMETER_DATA_DIR", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockPath(filepath.Join(dir, lockFile))
	if err != nil {
		return nil, err
	}
	c := &child{lock: lock, done: make(chan struct{})}
	if err := c.start(ctx, program, dir); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return c, nil
}

func (c *child) start(ctx context.Context, program, dir string) error {
	handed, err := takeOver(ctx, dir)
	if err != nil {
		return err
	}
	defer handed.Close()
	c.cmd = exec.Command(program,
		"--port", "0", "--unixsocket", socketFile, "--unixsocketperm", "600",
		"--dir", dir, "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
		"--maxmemory-policy", "noeviction", "--daemonize", "no",
		"--pidfile", filepath.Join(dir, "redis.pid"), "--logfile", filepath.Join(dir, "redis.log"))
	c.cmd.Dir = dir
	c.cmd.ExtraFiles = []*os.File{handed}
	c.cmd.SysProcAttr = childAttributes()
	started := make(chan error)
	go c.live(started)
	if err := <-started; err != nil {
		return fmt.Errorf("starting %s: %w", program, err)
	}
	return c.await(ctx, dir)
}

// live starts the process and waits for its end on one thread: the kernel ends
// the child together with the thread that started it.
func (c *child) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.cmd.Start()
	started <- err
	if err == nil {
		_ = c.cmd.Wait()
	}
	close(c.done)
}

// await returns when the child answers; reading a large file takes its time.
func (c *child) await(ctx context.Context, dir string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if answers(ctx, dir) {
			return nil
		}
		select {
		case <-tick.C:
		case <-c.done:
			return fmt.Errorf("the private Redis ended at once; %s says why", filepath.Join(dir, "redis.log"))
		case <-ctx.Done():
			c.kill()
			return ctx.Err()
		}
	}
}

// answers reports whether a Redis is ready behind the socket. It dials by
// itself first, because the client's pool rests a second after a failure.
func answers(ctx context.Context, dir string) bool {
	conn, err := net.Dial("unix", socketPath(dir))
	if err != nil {
		return false
	}
	_ = conn.Close()
	client := probeClient(dir)
	defer client.Close()
	return client.Ping(ctx).Err() == nil
}

// takeOver takes the lock of the directory's redis-server. An orphan that
// still has it, because its barometer was killed, is asked to end first.
func takeOver(ctx context.Context, dir string) (*os.File, error) {
	path := filepath.Join(dir, childLockFile)
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		lock, err := lockPath(path)
		if !errors.Is(err, errBusy) {
			return lock, err
		}
		shutDown(ctx, dir)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("a redis-server still uses %s and does not end", dir)
		}
	}
}

// shutDown asks a Redis to write everything and end.
func shutDown(ctx context.Context, dir string) {
	client := probeClient(dir)
	defer client.Close()
	_ = client.Shutdown(ctx).Err()
}

// stop ends the child cleanly: everything written, then the directory free.
func (c *child) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	shutDown(ctx, c.cmd.Dir)
	select {
	case <-c.done:
	case <-ctx.Done():
		c.kill()
	}
	_ = c.lock.Close()
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.done
}

// childClient connects to the private Redis of a data directory.
func childClient(dir string) *redis.Client {
	return redis.NewClient(&redis.Options{Network: "unix", Addr: socketPath(dir)})
}

// probeClient is a childClient that asks once, without trying again.
func probeClient(dir string) *redis.Client {
	return redis.NewClient(&redis.Options{Network: "unix", Addr: socketPath(dir),
		MaxRetries: -1, DialerRetries: 1, PoolSize: 1})
}

func socketPath(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Join(dir, socketFile)
}
