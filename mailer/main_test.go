package mailer_test

import (
	"os"
	"testing"

	"barometer/surveys/store/storetest"
)

// TestMain runs all tests over one Redis, each in a database of its own.
func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
