// Package redistest starts real Redis servers for tests: single ones that can
// be killed and started again, and clusters of masters.
package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long a server may take to answer on a machine that has other
// work.
const patience = time.Minute

// Server is one redis-server with a directory of its own.
type Server struct {
	Addr string // host:port on the loopback
	Dir  string
	tb   testing.TB
	args []string
	cmd  *exec.Cmd
}

// Start runs a redis-server on a free port until the test ends. args are added
// to its command line, such as "--appendonly", "yes". A machine without
// redis-server fails the test: `make test` installs it.
func Start(tb testing.TB, args ...string) *Server {
	tb.Helper()
	s := &Server{Addr: FreeAddr(tb), Dir: tb.TempDir(), tb: tb, args: args}
	s.Run()
	tb.Cleanup(s.Kill)
	return s
}

// Run starts the server on its port and directory (again, after Kill) and
// waits until it answers.
func (s *Server) Run() {
	s.tb.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		path, err = exec.LookPath("valkey-server")
	}
	if err != nil {
		s.tb.Fatal("redis-server is not installed: run make test, which installs it")
	}
	_, port, _ := net.SplitHostPort(s.Addr)
	args := append([]string{"--port", port, "--bind", "127.0.0.1", "--dir", s.Dir, "--save", "", "--daemonize", "no"}, s.args...)
	s.cmd = exec.Command(path, args...)
	log, err := os.OpenFile(filepath.Join(s.Dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer log.Close()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		s.tb.Fatal(err)
	}
	s.await()
}

// Kill ends the server as kill -9 does.
func (s *Server) Kill() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Client returns a client that is closed when the test ends.
func (s *Server) Client() *redis.Client {
	c := redis.NewClient(&redis.Options{Addr: s.Addr})
	s.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// URL returns the address as BAROMETER_REDIS takes it.
func (s *Server) URL() string { return "redis://" + s.Addr + "/0" }

func (s *Server) await() {
	s.tb.Helper()
	c := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1})
	defer c.Close()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if c.Ping(context.Background()).Err() == nil {
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.Dir, "log"))
	s.tb.Fatalf("redis-server at %s does not answer:\n%s", s.Addr, log)
}

// Cluster starts a Redis Cluster of masters without replicas, the slots split
// evenly, and returns a client of it.
func Cluster(tb testing.TB, masters int) *redis.ClusterClient {
	tb.Helper()
	ctx := context.Background()
	servers := make([]*Server, masters)
	addrs := make([]string, masters)
	for i := range servers {
		// A master that the machine leaves no time for a while is not given up.
		servers[i] = Start(tb, "--cluster-enabled", "yes", "--cluster-node-timeout", "15000")
		addrs[i] = servers[i].Addr
	}
	for i, s := range servers {
		c := s.Client()
		from, to := i*16384/masters, (i+1)*16384/masters-1
		must(tb, c.ClusterAddSlotsRange(ctx, from, to).Err())
		must(tb, c.Do(ctx, "CLUSTER", "SET-CONFIG-EPOCH", i+1).Err())
		host, port, _ := net.SplitHostPort(servers[0].Addr)
		must(tb, c.ClusterMeet(ctx, host, port).Err())
	}
	for _, s := range servers {
		awaitCluster(tb, s.Client(), masters)
	}
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

func awaitCluster(tb testing.TB, c *redis.Client, masters int) {
	tb.Helper()
	want := fmt.Sprintf("cluster_known_nodes:%d\r\n", masters)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		info := c.ClusterInfo(context.Background()).Val()
		if strings.Contains(info, "cluster_state:ok") && strings.Contains(info, want) {
			return
		}
	}
	tb.Fatal("the cluster does not come up")
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
