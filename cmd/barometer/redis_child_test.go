//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dataDir is a short path, because sockets want one.
func dataDir(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "bm")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "data")
}

func TestAPrivateRedisKeepsItsDataAndEndsCleanly(t *testing.T) {
	ctx, dir := context.Background(), dataDir(t)
	for round := range 2 {
		db, err := openRedis(ctx, redisSettings{DataDir: dir}, false)
		if err != nil {
			t.Fatal(err)
		}
		if n := db.client.Incr(ctx, "rounds").Val(); n != int64(round+1) {
			t.Errorf("round %d: %d", round, n)
		}
		if got := db.client.ConfigGet(ctx, "*").Val(); got["appendonly"] != "yes" || got["port"] != "0" || got["maxmemory-policy"] != "noeviction" {
			t.Errorf("appendonly %s, port %s, policy %s", got["appendonly"], got["port"], got["maxmemory-policy"])
		}
		db.close()
		if _, err := os.Stat(filepath.Join(dir, socketFile)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket is still there: %v", err)
		}
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory is open to others: %v %v", info.Mode(), err)
	}
}

func TestOnlyOneServesADirectory(t *testing.T) {
	ctx, dir := context.Background(), dataDir(t)
	first, err := openRedis(ctx, redisSettings{DataDir: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer first.close()
	if _, err := openRedis(ctx, redisSettings{DataDir: dir}, false); !errors.Is(err, errBusy) {
		t.Errorf("a second one: %v", err)
	}
	beside, err := openRedis(ctx, redisSettings{DataDir: dir}, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := beside.client.Set(ctx, "from", "beside", 0).Err(); err != nil {
		t.Error(err)
	}
	beside.close()
	if got := first.client.Get(ctx, "from").Val(); got != "beside" {
		t.Errorf("the first reads %q: the child ended with a guest", got)
	}
}

// An orphan, whose barometer was killed on a system where it outlives it, is
// asked to end before the directory is used again.
func TestAnOrphanIsEndedFirst(t *testing.T) {
	ctx, dir := context.Background(), dataDir(t)
	c, err := startChild(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	client := childClient(dir)
	client.Set(ctx, "kept", "yes", 0)
	_ = client.Close()
	_ = c.lock.Close() // as the kernel does when the parent dies

	db, err := openRedis(ctx, redisSettings{DataDir: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	select {
	case <-c.done:
	case <-time.After(patience):
		t.Fatal("the orphan lives")
	}
	if got := db.client.Get(ctx, "kept").Val(); got != "yes" {
		t.Errorf("the orphan's data is %q", got)
	}
}

// roleVariable makes the test program a barometer that starts a private Redis
// and waits to be killed.
const roleVariable = "BAROMETER_TEST_PARENT_OF"

func TestTheChildEndsWithItsParent(t *testing.T) {
	if dir := os.Getenv(roleVariable); dir != "" {
		if _, err := startChild(context.Background(), dir); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("started\n")
		select {}
	}
	dir := dataDir(t)
	parent := exec.Command(os.Args[0], "-test.run=^TestTheChildEndsWithItsParent$")
	parent.Env = append(os.Environ(), roleVariable+"="+dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, "redis.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if runtime.GOOS != "linux" {
		_ = syscall.Kill(pid, syscall.SIGTERM) // takeOver does it there
	}
	await(t, "the child has ended", func() bool {
		f, err := lockPath(filepath.Join(dir, childLockFile))
		if err == nil {
			_ = f.Close()
		}
		return err == nil
	})
}
