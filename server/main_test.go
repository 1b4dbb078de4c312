package server_test

import (
	"os"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys/store/storetest"
)

// TestMain runs all tests over one Redis, each in a database of its own, and
// one Chromium, each in a profile of its own.
func TestMain(m *testing.M) { os.Exit(storetest.Main(browsertest.Main(m))) }
