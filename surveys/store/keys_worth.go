package store

import (
	"hash/fnv"
	"strconv"

	"barometer/surveys"
)

// What customers earn and cost is spread over the shards by the entry's own id,
// so that an entry and every sum that it is part of lie in one slot whatever
// customer and project it names, now or after a correction. Sums are read of all
// 16 shards. Customers, projects, people and roles are numbers of the shard.

// worthShard is where an entry and its part of the sums lie.
func worthShard(kind surveys.WorthKind, id string) int {
	h := fnv.New32a()
	h.Write([]byte(string(kind) + ":" + id))
	return int(h.Sum32() % surveys.Shards)
}

// worthEntryKey: string, an entry as JSON, see worth_entry.go. Writer: keep_worth.
func worthEntryKey(kind surveys.WorthKind, id string) string {
	return shardKey(worthShard(kind, id), "w:"+worthLetter(kind)+":"+id)
}

// worthListKey: zset of the entries of a kind, all with score 0, by day and id,
// see worthMember. Writer: keep_worth.
func worthListKey(shard int, kind surveys.WorthKind) string {
	return shardKey(shard, "w:l:"+worthLetter(kind))
}

// worthCustomerKey: worthListKey for the entries of a customer by its number.
// Writer: keep_worth.
func worthCustomerKey(shard, customer int, kind surveys.WorthKind) string {
	return shardKey(shard, "w:c:"+strconv.Itoa(customer)+":"+worthLetter(kind))
}

// worthMonthKey: hash of the sums of a month, fields and values in
// worth_month.go. Writer: keep_worth.
func worthMonthKey(shard, month int) string {
	return shardKey(shard, "w:m:"+strconv.Itoa(month))
}

// worthVersionsKey: hash, month → how often its sums changed; "all" → how often
// those of any did. Writer: keep_worth.
func worthVersionsKey(shard int) string { return shardKey(shard, "w:v") }

// worthKey: hash, customer → what it is worth to us, in the caller's unit; only
// those that a caller told of. Writer: customer.go.
func worthKey() string { return "x:{worth}" }

// moneyKey: hash of what the owner set about money, fields in money.go.
// Writer: set_money, fix_currency, put_rates.
func moneyKey() string { return "x:{worth}:set" }

// ratesKey: hash, kind:day:name of a rate → what an hour costs, in minor units.
// Writer: put_rates, rate.go.
func ratesKey() string { return "x:{worth}:rates" }

// worthLetter is one letter for a kind of entry.
func worthLetter(kind surveys.WorthKind) string {
	switch kind {
	case surveys.WorthTime:
		return "t"
	case surveys.WorthRevenue:
		return "r"
	case surveys.WorthCost:
		return "c"
	}
	return "b"
}
