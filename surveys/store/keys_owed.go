package store

// What timelines are to say lies in the slot of what it tells of, until it is
// said: hashes, "customer key id" → the line in JSON, see owed.go.

// owedKey is that of a shard. Writer: put_day, save_report, write_founder.
func owedKey(shard int) string { return shardKey(shard, "owed") }

// consentsOwedKey is that of consents. Writer: swap.
func consentsOwedKey() string { return "x:{consents}:owed" }

// livesOwedKey is that of lives. Writer: live.
func livesOwedKey() string { return "x:{lives}:owed" }

// mergersKey: hash, customer that was given up → the one that it becomes, while
// what it has is not moved yet. Writer: merge, merge_end.go.
func mergersKey() string { return "x:{lives}:mergers" }
