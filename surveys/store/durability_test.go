package store_test

import (
	"context"
	"testing"

	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

func TestDurabilitySaysWhatRedisPromises(t *testing.T) {
	for _, tc := range []struct {
		name   string
		args   []string
		want   store.Durability
		evicts bool
	}{
		{"nothing kept", nil,
			store.Durability{Policy: "noeviction", PolicyKnown: true, AOFKnown: true, Fsync: "everysec"}, false},
		{"kept at once", []string{"--appendonly", "yes", "--appendfsync", "always"},
			store.Durability{Policy: "noeviction", PolicyKnown: true, AOF: true, AOFKnown: true, Fsync: "always"}, false},
		{"a cache", []string{"--maxmemory-policy", "allkeys-lru"},
			store.Durability{Policy: "allkeys-lru", PolicyKnown: true, AOFKnown: true, Fsync: "everysec"}, true},
		{"a managed one that locks commands away", []string{"--rename-command", "INFO", "", "--rename-command", "CONFIG", ""},
			store.Durability{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, _ := storetest.OpenAt(t, redistest.Start(t, tc.args...).Client())
			got, err := s.Durability(context.Background())
			must(t, err)
			if got != tc.want || got.Evicts() != tc.evicts {
				t.Errorf("durability %+v, evicts %t; want %+v, %t", got, got.Evicts(), tc.want, tc.evicts)
			}
		})
	}
}

func TestDurabilityOfAClusterIsThatOfItsWeakestMaster(t *testing.T) {
	ctx := context.Background()
	cluster := redistest.Cluster(t, 3)
	s, _ := storetest.OpenAt(t, cluster)
	weak, err := cluster.MasterForKey(ctx, "any")
	must(t, err)
	must(t, cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		return c.ConfigSet(ctx, "appendonly", "yes").Err()
	}))
	must(t, weak.ConfigSet(ctx, "appendonly", "no").Err())
	must(t, weak.ConfigSet(ctx, "maxmemory-policy", "volatile-lru").Err())
	got, err := s.Durability(ctx)
	must(t, err)
	if got.AOF || !got.AOFKnown || !got.Evicts() {
		t.Errorf("durability %+v, want no AOF and an evicting policy", got)
	}
}

func TestDurabilityOfARedisThatIsGoneIsAnError(t *testing.T) {
	server := redistest.Start(t)
	s, _ := storetest.OpenAt(t, server.Client())
	must(t, s.Ping(context.Background()))
	server.Kill()
	if err := s.Ping(context.Background()); err == nil {
		t.Error("ping of a dead server succeeds")
	}
	if d, err := s.Durability(context.Background()); err == nil {
		t.Errorf("durability of a dead server: %+v", d)
	}
}
