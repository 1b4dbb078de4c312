package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// childArg makes the test's own program run barometer instead of the tests, so
// that a test can kill -9 the real thing.
const childArg = "BAROMETER_TEST_RUN"

// TestMain runs all tests over one Chromium, and those that need no Redis of
// their own over one Redis. What is started to be killed has neither: nobody
// would end them.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv(childArg) != "":
		os.Exit(start(strings.Fields(os.Getenv(childArg)), os.Environ(), os.Stdout, os.Stderr))
	case os.Getenv(roleVariable) != "":
		os.Exit(m.Run())
	}
	os.Exit(storetest.Main(browsertest.Main(m)))
}

// emptyRedis returns the URL of an empty database of the Redis that tests share.
func emptyRedis(tb testing.TB) string {
	o := storetest.Redis(tb).(*redis.Client).Options()
	return fmt.Sprintf("redis://%s/%d", o.Addr, o.DB)
}
