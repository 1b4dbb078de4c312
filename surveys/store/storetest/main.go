package storetest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"barometer/surveys/store/redistest"
)

// Main runs the tests of a package over one server, or one cluster where that
// is wished for, which is faster than a server for each test:
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
func Main(m interface{ Run() int }) int {
	tb := &process{}
	defer tb.cleanUp()
	addrs, err := start(tb)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Redis for the tests:", err)
		return 1
	}
	if err := os.Setenv(sharedAddrs, strings.Join(addrs, ",")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// start returns the addresses of the server, or of the masters.
func start(tb *process) (addrs []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if os.Getenv(wishForCluster) == "1" {
		return redistest.Cluster(tb, 3).Options().Addrs, nil
	}
	return []string{redistest.Start(tb, "--databases", strconv.Itoa(databases)).Addr}, nil
}

// process is the testing.TB of what lives as long as the test binary.
type process struct {
	testing.TB // nothing but the methods below is called
	cleanups   []func()
}

func (p *process) Helper()                      {}
func (p *process) Cleanup(f func())             { p.cleanups = append(p.cleanups, f) }
func (p *process) Fatal(args ...any)            { panic(fmt.Sprint(args...)) }
func (p *process) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }

// TempDir returns a directory that is removed at the end.
func (p *process) TempDir() string {
	dir, err := os.MkdirTemp("", "barometer-test-")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (p *process) cleanUp() {
	for len(p.cleanups) > 0 {
		last := p.cleanups[len(p.cleanups)-1]
		p.cleanups = p.cleanups[:len(p.cleanups)-1]
		last()
	}
}
