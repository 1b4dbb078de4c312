package store

import (
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// channelOf names every pub/sub channel: Redis passes a message on whatever
// database the client has chosen, and two houses may share one Redis.
func channelOf(database int, name string) string { return strconv.Itoa(database) + ":" + name }

// databaseOf returns the number of the database that a client has chosen. A
// cluster has one.
func databaseOf(rdb redis.UniversalClient) int {
	if c, ok := rdb.(*redis.Client); ok {
		return c.Options().DB
	}
	return 0
}

// changesChannel is the pub/sub channel of what has changed: JSON of
// surveys.Moved, by live.go after each batch of the relay. On a cluster every
// node passes it on.
func changesChannel(database int) string { return channelOf(database, "changes") }

// endedChannel is the pub/sub channel of whose sessions have ended: the person's
// id, by live.go.
func endedChannel(database int) string { return channelOf(database, "ended") }

// writtenChannel is the pub/sub channel by which a process tells the others that
// it has written something: its random name, by written.go.
func writtenChannel(database int) string { return channelOf(database, "written") }

// beatKey: string with a TTL of an hour, number of the beat by which a process
// finds out that Redis is another one. Writer: watch.go.
func beatKey(shard int, process string) string { return shardKey(shard, "beat:"+process) }

// isUnseen reports whether a key holds what nobody is shown: leaseKey, beatKey.
func isUnseen(key string) bool {
	return strings.HasSuffix(key, "}:lease") || strings.Contains(key, "}:beat:")
}
