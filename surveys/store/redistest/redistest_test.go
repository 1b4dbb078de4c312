package redistest_test

import (
	"context"
	"testing"

	"barometer/surveys/store/redistest"
)

func TestServerKeepsWhatItHasAfterAKill(t *testing.T) {
	s := redistest.Start(t, "--appendonly", "yes", "--appendfsync", "always")
	ctx := context.Background()
	if err := s.Client().Set(ctx, "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	s.Run()
	if got := s.Client().Get(ctx, "k").Val(); got != "v" {
		t.Fatalf("after kill and start: %q, want v", got)
	}
}

func TestClusterServesEverySlot(t *testing.T) {
	c := redistest.Cluster(t, 3)
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		if err := c.Set(context.Background(), key, key, 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
}
