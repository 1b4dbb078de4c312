package store

import (
	"maps"
	"slices"

	"barometer/surveys"
)

// group sums up projects and customers; merged customers count for what they
// became.
func (b *summaries) group() {
	projects, customers := newRanking(1024), newRanking(1024)
	for _, shard := range b.shards {
		for _, p := range shard.projects {
			projects.put(p.id, p)
		}
		for _, p := range shard.customers {
			customers.put(b.customerOf(p), p)
		}
	}
	b.projects, b.projectAt = projects.copied()
	b.customers, b.customerAt = customers.copied()
}

func projectOf(p *part) string { return p.id }

// customerOf is the customer that a part counts for.
func (b *summaries) customerOf(p *part) string {
	if other, ok := b.into[surveys.CustomerID(p.id)]; ok {
		return string(other)
	}
	return p.id
}

// regroup takes over what is grouped but for those of which something moved;
// false where that cannot be.
func (b *summaries) regroup(known *summaries) bool {
	if !maps.Equal(b.into, known.into) {
		return false
	}
	b.projects, b.projectAt = slices.Clone(known.projects), known.projectAt
	b.customers, b.customerAt = slices.Clone(known.customers), known.customerAt
	for shard := range b.shards {
		is, was := b.shards[shard], known.shards[shard]
		if is.version == was.version {
			continue
		}
		moved, ok := movedParts(was.projects, is.projects, projectOf)
		if !ok {
			return false
		}
		b.projects, b.projectAt = replaceParts(b.projects, b.projectAt, shard, moved, is.projects, projectOf)
		if moved, ok = movedParts(was.customers, is.customers, b.customerOf); !ok {
			return false
		}
		b.customers, b.customerAt = replaceParts(b.customers, b.customerAt, shard, moved, is.customers, b.customerOf)
	}
	return true
}

// movedParts returns whose parts are other than before; ok is false where some
// are gone.
func movedParts(was, is map[string]*part, of func(*part) string) (moved map[string]bool, ok bool) {
	moved = map[string]bool{}
	met := 0
	for field, p := range is {
		before := was[field]
		if before != nil {
			met++
		}
		if before != p {
			moved[of(p)] = true
		}
	}
	return moved, met == len(was)
}

// replaceParts gives those that moved their parts of a shard anew. The items are
// the caller's, the places are not.
func replaceParts(items []ranked, places map[string]int, shard int, moved map[string]bool, is map[string]*part, of func(*part) string) ([]ranked, map[string]int) {
	if len(moved) == 0 {
		return items, places
	}
	r := newRanking(len(moved))
	for id := range moved {
		r.meet(id)
		if at, there := places[id]; there {
			for _, p := range items[at].parts {
				if p.shard != shard {
					r.put(id, p)
				}
			}
		}
	}
	for _, p := range is {
		if id := of(p); moved[id] {
			r.put(id, p)
		}
	}
	fresh, copied := r.copied()
	grown := places // a copy of them once there are new ones
	for id, i := range copied {
		if at, there := places[id]; there {
			items[at] = fresh[i]
			continue
		}
		if len(grown) == len(places) {
			grown = maps.Clone(places)
		}
		grown[id] = len(items)
		items = append(items, fresh[i])
	}
	return items, grown
}
