package store

import (
	"fmt"
	"testing"
)

// Many new ones at once, as an import brings them, cost as much each as one does.
func TestManyNewOnesAreGroupedAtOnce(t *testing.T) {
	const known, fresh = 5000, 200
	b := &summaries{}
	b.shards[0].version, b.shards[0].customers = "1", map[string]*part{}
	for i := range known {
		b.shards[0].customers[fmt.Sprint(i)] = &part{id: fmt.Sprint("c", i)}
	}
	b.group()
	next := &summaries{}
	next.shards[0].version, next.shards[0].customers = "2", map[string]*part{}
	for field, p := range b.shards[0].customers {
		next.shards[0].customers[field] = p
	}
	for i := known; i < known+fresh; i++ {
		next.shards[0].customers[fmt.Sprint(i)] = &part{id: fmt.Sprint("c", i)}
	}
	made := testing.AllocsPerRun(1, func() {
		if !next.regroup(b) {
			t.Fatal("cannot be regrouped")
		}
	})
	if len(next.customers) != known+fresh || len(next.customerAt) != known+fresh || len(b.customerAt) != known {
		t.Errorf("%d customers at %d places, before at %d", len(next.customers), len(next.customerAt), len(b.customerAt))
	}
	if made > 10*fresh {
		t.Errorf("%.0f allocations for %d new ones", made, fresh)
	}
}
