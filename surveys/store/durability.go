package store

import (
	"context"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Durability is what Redis promises to keep. What Redis does not tell (managed
// ones lock some commands away) is not known, which is no error.
type Durability struct {
	Policy      string // maxmemory-policy
	PolicyKnown bool
	AOF         bool // there is an append-only file
	AOFKnown    bool
	Fsync       string // appendfsync: always, everysec, no; "" where not known
	InMemory    bool   // the data goes with the process
	Replica     bool   // takes no writes
	Unable      bool   // its last write to disk failed
}

// Evicts reports whether Redis may throw data away when memory is short.
func (d Durability) Evicts() bool { return d.PolicyKnown && d.Policy != "noeviction" }

// Ping answers whether Redis can be reached.
func (s *Store) Ping(ctx context.Context) error { return s.rdb.Ping(ctx).Err() }

// Durability asks Redis for its eviction policy and append-only file; of a
// cluster it tells of the master that promises least.
func (s *Store) Durability(ctx context.Context) (Durability, error) {
	cluster, ok := s.rdb.(*redis.ClusterClient)
	if !ok {
		return durabilityOf(ctx, s.rdb)
	}
	var mu sync.Mutex
	var all []Durability
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		d, err := durabilityOf(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, d)
		return err
	})
	if err != nil || len(all) == 0 {
		return Durability{}, err
	}
	least := all[0]
	for _, d := range all[1:] {
		least = least.less(d)
	}
	return least, nil
}

// less returns what both promise.
func (d Durability) less(o Durability) Durability {
	if o.Evicts() && !d.Evicts() {
		d.Policy = o.Policy
	}
	d.PolicyKnown = d.PolicyKnown && o.PolicyKnown || d.Evicts() || o.Evicts()
	d.Replica, d.Unable = d.Replica || o.Replica, d.Unable || o.Unable
	d.AOF, d.AOFKnown = d.AOF && o.AOF, d.AOFKnown && o.AOFKnown
	if fsyncRank(o.Fsync) < fsyncRank(d.Fsync) {
		d.Fsync = o.Fsync
	}
	return d
}

func fsyncRank(fsync string) int {
	return map[string]int{"no": 1, "everysec": 2, "always": 3}[fsync]
}

// inMemoryAnswer is how miniredis, the Redis inside the process, refuses.
const inMemoryAnswer = "is not supported"

func durabilityOf(ctx context.Context, c redis.Cmdable) (Durability, error) {
	if err := c.Ping(ctx).Err(); err != nil {
		return Durability{}, err
	}
	var d Durability
	memory, err := c.Info(ctx, "memory").Result()
	if err != nil && strings.Contains(err.Error(), inMemoryAnswer) {
		return Durability{InMemory: true}, nil
	}
	d.Policy, d.PolicyKnown = infoField(memory, "maxmemory_policy")
	persistence, _ := c.Info(ctx, "persistence").Result()
	aof, known := infoField(persistence, "aof_enabled")
	d.AOF, d.AOFKnown = aof == "1", known
	for _, name := range []string{"aof_last_write_status", "rdb_last_bgsave_status"} {
		if status, known := infoField(persistence, name); known && status != "ok" {
			d.Unable = true
		}
	}
	replication, _ := c.Info(ctx, "replication").Result()
	role, _ := infoField(replication, "role")
	d.Replica = role == "slave"
	if config, err := c.ConfigGet(ctx, "appendfsync").Result(); err == nil {
		d.Fsync = config["appendfsync"]
	}
	return d, nil
}

// infoField finds a line "name:value" in an answer of INFO.
func infoField(info, name string) (value string, ok bool) {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}
