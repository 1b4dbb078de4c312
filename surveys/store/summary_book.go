package store

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// summaryBook remembers the summaries of all projects and customers in this
// process, for rankings of thousands of them: every question asks Redis which
// shards have moved, and reads those. Safe for concurrent use.
type summaryBook struct {
	now atomic.Pointer[summaries]
	one sync.Mutex // one reads at a time
}

// summaries never change; what moved makes others.
type summaries struct {
	shards              [surveys.Shards]shardSummaries
	into                map[surveys.CustomerID]surveys.CustomerID
	projects, customers []ranked // in no order, to be copied
	// places of them by their ids.
	projectAt, customerAt map[string]int
}

// shardSummaries are those of a shard, by their fields.
type shardSummaries struct {
	version             string
	projects, customers map[string]*part
}

// part is one source of a project or customer, with its summary as it lies in
// Redis and what a ranking needs of that.
type part struct {
	source
	id, text string
	sums     signal.Sums
	alarm    float64 // days: the newest; 0: none
	answers  int
}

func newPart(id, text string, src source) (*part, error) {
	words, _, _ := strings.Cut(text, "|")
	stream, err := signal.Unmarshal(words)
	if err != nil {
		return nil, fmt.Errorf("summary of %s: %w", id, err)
	}
	return &part{source: src, id: id, text: text, sums: stream.Sums, alarm: stream.Alarm, answers: answersIn(text)}, nil
}

// stands reports whether the part's alarm does.
func (p *part) stands(now float64) bool { return signal.Standing(signal.Stream{Alarm: p.alarm}, now) }

// summariesNow returns all; they must not be changed.
func (s *Store) summariesNow(ctx context.Context) (*summaries, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	versions, err := s.summaryVersions(ctx)
	if err != nil {
		return nil, err
	}
	if known := s.summaries.now.Load(); known.holds(versions, into) {
		return known, nil
	}
	s.summaries.one.Lock()
	defer s.summaries.one.Unlock()
	known := s.summaries.now.Load()
	if known.holds(versions, into) {
		return known, nil
	}
	return s.readSummaryBook(ctx, known, versions, into)
}

// holds reports whether nothing has moved since.
func (b *summaries) holds(versions [surveys.Shards]string, into map[surveys.CustomerID]surveys.CustomerID) bool {
	if b == nil || !maps.Equal(b.into, into) {
		return false
	}
	for shard, version := range versions {
		if b.shards[shard].version != version {
			return false
		}
	}
	return true
}

// summaryVersions reads what moves with the summaries of each shard.
func (s *Store) summaryVersions(ctx context.Context) (out [surveys.Shards]string, err error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.SliceCmd
	for shard := range cmds {
		cmds[shard] = pipe.MGet(ctx, positionKey(shard), rebuildsKey(shard))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return out, fmt.Errorf("versions of summaries: %w", err)
	}
	for shard, cmd := range cmds {
		out[shard] = fmt.Sprint(cmd.Val()...)
	}
	return out, nil
}

// readSummaryBook reads the shards that moved: their versions were read before.
func (s *Store) readSummaryBook(ctx context.Context, known *summaries, versions [surveys.Shards]string, into map[surveys.CustomerID]surveys.CustomerID) (*summaries, error) {
	out := &summaries{into: into}
	if known != nil {
		out.shards = known.shards
	}
	pipe := s.rdb.Pipeline()
	type read struct{ projects, customers *redis.MapStringStringCmd }
	reads := map[int]read{}
	for shard := range surveys.Shards {
		if known == nil || out.shards[shard].version != versions[shard] {
			reads[shard] = read{pipe.HGetAll(ctx, projectStreamsKey(shard)), pipe.HGetAll(ctx, customerStreamsKey(shard))}
		}
	}
	if len(reads) > 0 {
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("read summaries: %w", err)
		}
	}
	for shard, r := range reads {
		next, before := shardSummaries{version: versions[shard]}, out.shards[shard]
		var err error
		if next.projects, err = s.partsOf(ctx, shard, before.projects, r.projects.Val(), projectField); err != nil {
			return nil, err
		}
		if next.customers, err = s.partsOf(ctx, shard, before.customers, r.customers.Val(), customerInField); err != nil {
			return nil, err
		}
		out.shards[shard] = next
	}
	if known == nil || !out.regroup(known) {
		out.group()
	}
	s.summaries.now.Store(out)
	return out, nil
}

// partsOf makes parts of a hash of summaries, but for those that are known; of
// tells where a field's figures are and the number of what they belong to.
func (s *Store) partsOf(ctx context.Context, shard int, known map[string]*part, hash map[string]string, of func(int, string) (source, int)) (map[string]*part, error) {
	out := make(map[string]*part, len(hash))
	var numbers []int
	for field, text := range hash {
		if p := known[field]; p != nil && p.text == text {
			out[field] = p
			continue
		}
		_, n := of(shard, field)
		numbers = append(numbers, n)
	}
	names, err := s.namesOf(ctx, shard, numbers)
	if err != nil {
		return nil, err
	}
	for field, text := range hash {
		if out[field] != nil {
			continue
		}
		src, n := of(shard, field)
		name, ok := names[n]
		if !ok {
			continue // the shard as a whole
		}
		if out[field], err = newPart(name[len(projectText):], text, src); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rankProjects returns all projects with a summary, to be ordered.
func (s *Store) rankProjects(ctx context.Context) (*ranking, error) {
	b, err := s.summariesNow(ctx)
	if err != nil {
		return nil, err
	}
	return rankingOf(b.projects), nil
}

// rankCustomers returns all customers with a summary, to be ordered.
func (s *Store) rankCustomers(ctx context.Context) (*ranking, error) {
	b, err := s.summariesNow(ctx)
	if err != nil {
		return nil, err
	}
	return rankingOf(b.customers), nil
}
