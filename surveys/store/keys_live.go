package store

import "strings"

// changesChannel is the pub/sub channel of what has changed: JSON of
// surveys.Moved, by live.go after each batch of the relay. On a cluster every
// node passes it on.
func changesChannel() string { return "changes" }

// endedChannel is the pub/sub channel of whose sessions have ended: the person's
// id, by live.go.
func endedChannel() string { return "ended" }

// writtenChannel is the pub/sub channel by which a process tells the others that
// it has written something: its random name, by written.go.
func writtenChannel() string { return "written" }

// isLease reports whether a key is one of leaseKey: who does the work of a
// shard, which nobody is shown.
func isLease(key string) bool { return strings.HasSuffix(key, "}:lease") }
