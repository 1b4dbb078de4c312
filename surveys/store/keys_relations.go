package store

import (
	"fmt"

	"barometer/surveys"
)

// Of the relationship with customers.

// relationsKey: hash, customer → what hangs on one person there, in JSON; as of
// the last round of tending, customers without a warning left out. Writer:
// replace.
func relationsKey() string { return "x:{relations}" }

// relationsAtKey: string, when relations were last gathered, ms. Writer:
// relation.go.
func relationsAtKey() string { return "x:{relations}:at" }

// happyKey: hash, contact → why it is happy for good, in JSON; as of the last
// round of tending. Writer: replace.
func happyKey() string { return "x:{relations}:happy" }

// consentsKey: hash, contact → what they let us do, in JSON, see consent.go.
// Writer: swap.
func consentsKey() string { return "x:{consents}" }

// stepKey: string, what may be asked after a top rating, in JSON. Writer:
// consent.go.
func stepKey() string { return "x:{surveys}:step" }

// specialShard returns the shard that keeps the special days of a customer, so
// that they and their places in the schedule are written together.
func specialShard(key string) int { return surveys.ProjectID(key).Shard() }

// specialDaysKey: hash of the special days of the customer with the key, id →
// the day in JSON, see special_day.go. Writer: put_day.
func specialDaysKey(key string) string { return shardKey(specialShard(key), "sd:"+key) }

// upcomingKey: zset of the special days of the shard, "customer key.id" by the
// next occurrence in days. Writer: put_day.
func upcomingKey(shard int) string { return shardKey(shard, "sd") }

// dayMailsKey: hash, 1:address → state and words of the mail that reminds of an
// occurrence; kept 90 days. Writer: alert.
func dayMailsKey(key, id string, on surveys.Day) string {
	return shardKey(specialShard(key), fmt.Sprintf("sd:%s:%s:%s", key, id, on))
}

// Founders' lists lie where the digest does, with the mails that come of them.

// foundersKey: hash of the list of a week, customer → its place in JSON, see
// founder.go; kept 400 days. Writer: draw_founders, swap, write_founder.
func foundersKey(monday surveys.Day) string { return shardKey(digestShard, "f:"+monday.String()) }

// founderCandidatesKey: string, the candidates of the last round of tending in
// JSON. Writer: founder.go.
func founderCandidatesKey() string { return shardKey(digestShard, "f:all") }

// founderWrittenKey: zset, customer by when a founder last wrote there, ms.
// Writer: write_founder.
func founderWrittenKey() string { return shardKey(digestShard, "f:written") }

// founderLetterKey: hash of a founder's mail to a customer in a week, fields in
// founder.go. Writer: write_founder, alert.
func founderLetterKey(monday surveys.Day, customerKey string) string {
	return shardKey(digestShard, "f:"+monday.String()+":"+customerKey)
}

// relationsTurnKey: string with a TTL of ten minutes, while one process gathers
// for the first time.
func relationsTurnKey() string { return "x:{relations}:turn" }

// unheardKey: hash, contact who decides and has said nothing for 90 days → where
// and since when, in JSON; as of the last round of tending. Writer: replace.
func unheardKey() string { return "x:{relations}:unheard" }

// decidersKey: string, how many decide at all customers, heard or not; of the
// same round. Writer: unheard.go.
func decidersKey() string { return "x:{relations}:deciders" }
