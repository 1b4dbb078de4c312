package store_test

import (
	"os"
	"testing"

	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// The whole suite runs a second time over three masters, to show that no
// script or pipeline needs two hash slots in one step:
//
//	BAROMETER_TEST_CLUSTER=1 go test -count=1 ./surveys/store/
//
// make test does both. This test guards that the second run is one.
func TestTheClusterRunIsOverACluster(t *testing.T) {
	_, got := storetest.Redis(t).(*redis.ClusterClient)
	if want := os.Getenv("BAROMETER_TEST_CLUSTER") == "1"; got != want {
		t.Errorf("over a cluster: %t, want %t", got, want)
	}
}
