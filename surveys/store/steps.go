package store

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"barometer/surveys"
)

// steps gathers the keys and arguments of one advance of a shard.
type steps struct {
	shard  int
	keys   []string
	at     map[string]int // number of each key
	args   []any
	counts map[string]map[string]int // key of a tally → field → how far it moves
	sets   map[string][]any          // key of a set → members to put in
}

func newSteps(b Batch) *steps {
	st := &steps{
		shard:  b.Shard,
		args:   []any{b.From, b.To},
		at:     map[string]int{},
		counts: map[string]map[string]int{},
		sets:   map[string][]any{},
	}
	st.key(positionKey(b.Shard))
	st.key(outboxKey(b.Shard))
	return st
}

// key returns the number of a key, declaring it the first time.
func (st *steps) key(key string) int {
	n, ok := st.at[key]
	if !ok {
		st.keys = append(st.keys, key)
		n = len(st.keys)
		st.at[key] = n
	}
	return n
}

// step puts one step behind those that are there.
func (st *steps) step(name, key string, args ...any) {
	st.args = append(st.args, name, st.key(key), len(args))
	st.args = append(st.args, args...)
}

// count moves a field of a tally; the moves of a batch are summed up.
func (st *steps) count(key, field string, by int) {
	fields := st.counts[key]
	if fields == nil {
		fields = map[string]int{}
		st.counts[key] = fields
	}
	fields[field] += by
}

// add puts a member into a set, once a batch.
func (st *steps) add(key string, member any) {
	if !slices.Contains(st.sets[key], member) {
		st.sets[key] = append(st.sets[key], member)
	}
}

// tally moves every tally that the entry belongs to. Of agents only answers are
// counted: whom nobody answers is not their doing.
func (st *steps) tally(e entry, counts []count) {
	for _, c := range counts {
		month, quarter := c.day.Month(), c.day.Quarter()
		inMonth, inQuarter := c.field(monthStart(month)), c.field(quarterStart(quarter))
		st.countTwice(e, c, projectTallyKey(st.shard, e.project, month), inMonth)
		st.countTwice(e, c, portfolioTallyKey(st.shard, month), inMonth)
		st.countTwice(e, c, customerTallyKey(st.shard, e.project, e.customer, quarter), inQuarter)
		if e.agent != 0 && c.isAnswer() {
			st.countTwice(e, c, agentTallyKey(st.shard, e.agent, quarter), inQuarter)
		}
	}
}

// countTwice counts in a tally and, where the survey has one, in its twin.
func (st *steps) countTwice(e entry, c count, key, field string) {
	st.count(key, field, c.by)
	if e.inTwin(c) {
		st.count(twinKey(key, e.twin), field, c.by)
		st.add(twinsKey(st.shard), e.twin)
	}
}

// timeline puts answers of a project and month behind those that are there.
func (st *steps) timeline(field string, newest int, members []any, keyOf func(chunk int) string) {
	first := st.key(keyOf(newest))
	for more := 1; more <= len(members)/2/chunkSize+1; more++ {
		st.keys = append(st.keys, keyOf(newest+more)) // the script counts on their order
	}
	args := append([]any{field, newest, first, chunkSize}, members...)
	st.step("timeline", timelineChunksKey(st.shard), args...)
}

// alert puts the message about a case on the schedule.
func (st *steps) alert(id surveys.CaseID, atMillis int64) {
	member := dueMember(surveys.DueAlert, strconv.Itoa(int(id)))
	st.step("alert", dueKey(st.shard), st.key(attemptsKey(st.shard)), st.key(caseKey(id)), member, atMillis)
}

// alarm keeps an alarm of a project or of a customer in it. A later one of the
// same episode moves its end only; the first, unless the customer was named
// already, is listed and put on the schedule to open a case.
func (st *steps) alarm(project int, n alarmNote, now time.Time) {
	hash := projectAlarmsKey(st.shard, project)
	if !n.opens {
		st.step("set", hash, n.lastField(), n.last)
		return
	}
	st.step("set", hash, n.fields()...)
	if n.joined {
		return
	}
	st.step("rank", alarmsKey(st.shard), n.at, n.member(project))
	st.step("rank", dueKey(st.shard), now.UnixMilli(), dueMember(surveys.DueAlarm, string(n.id(st.shard, project))))
}

// pool puts it on the schedule to fold a customer over all its projects.
func (st *steps) pool(id surveys.CustomerID, atMillis int64) {
	st.step("again", dueKey(st.shard), st.key(attemptsKey(st.shard)), dueMember(surveys.DuePool, string(id)), atMillis)
}

// correct puts it on the schedule to tell those who were alerted about a case
// that its answer changed; where nobody was, nothing happens.
func (st *steps) correct(id surveys.CaseID, atMillis int64) {
	number := strconv.Itoa(int(id))
	st.step("correct", dueKey(st.shard), st.key(attemptsKey(st.shard)), st.key(caseKey(id)),
		dueMember(surveys.DueAlert, number), dueMember(surveys.DueCorrect, number), atMillis)
}

// call closes the gathering.
func (st *steps) call() call {
	for _, key := range slices.Sorted(maps.Keys(st.counts)) {
		fields := st.counts[key]
		args := make([]any, 0, 2*len(fields))
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			if by := fields[field]; by != 0 {
				args = append(args, field, by)
			}
		}
		if len(args) > 0 {
			st.step("count", key, args...)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(st.sets)) {
		st.step("add", key, st.sets[key]...)
	}
	return call{script: "advance", keys: st.keys, args: st.args}
}
