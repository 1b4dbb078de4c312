package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// gathered is what a batch is applied to: what the shard holds of the projects,
// customers and cases that the batch touches.
type gathered struct {
	shard      int
	projects   map[string]*summary // field of projectStreamsKey
	customers  map[string]*summary // field of customerStreamsKey
	chunks     map[string]int      // field of timelineChunksKey → newest chunk
	cases      map[surveys.CaseID]caseGlance
	answers    map[string]*answers                  // by field of timelineChunksKey
	projectsOf map[surveys.CustomerID]*redis.IntCmd // how many projects each customer has
}

// answers are what the batch puts on one timeline.
type answers struct {
	project, month int
	members        []any // score, member, …
}

// caseGlance is what the relay needs to know of a case.
type caseGlance struct {
	state     surveys.CaseState
	opened    time.Time
	withdrawn bool
}

// gather reads what the batch is applied to and, in the same pipeline, writes
// what lies in the slots of customers.
func (s *Store) gather(ctx context.Context, b Batch) (*gathered, error) {
	g := &gathered{
		shard: b.Shard, projects: map[string]*summary{portfolioField: nil}, customers: map[string]*summary{},
		chunks: map[string]int{}, cases: map[surveys.CaseID]caseGlance{}, answers: map[string]*answers{},
	}
	for _, e := range b.entries {
		g.projects[strconv.Itoa(e.project)] = nil
		g.customers[customerField(e)] = nil
		if e.Kind == surveys.EntryAnswered || e.Kind == surveys.EntryImported {
			g.chunks[chunksField(e.project, e.Day.Month())] = 0
		}
		if e.Case > 0 {
			g.cases[e.Case] = caseGlance{}
		}
	}
	// The state as of now, not as of the entry: the entries that follow bring
	// the list of open cases to the same end whatever is repeated.
	if err := s.glanceAtCases(ctx, g.cases); err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	pipe := s.rdb.Pipeline()
	finish := []func() error{
		readSummaries(ctx, pipe, projectStreamsKey(b.Shard), g.projects),
		readSummaries(ctx, pipe, customerStreamsKey(b.Shard), g.customers),
		readNumbers(ctx, pipe, timelineChunksKey(b.Shard), g.chunks),
	}
	s.showCustomers(ctx, pipe, b, g.cases, into)
	g.projectsOf = queueProjectsOf(ctx, pipe, b)
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	for _, f := range finish {
		if err := f(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// queueProjectsOf counts the projects of those customers whose answers moved,
// after the projects of the batch were noted.
func queueProjectsOf(ctx context.Context, pipe redis.Pipeliner, b Batch) map[surveys.CustomerID]*redis.IntCmd {
	out := map[surveys.CustomerID]*redis.IntCmd{}
	for _, e := range b.entries {
		if _, asked := out[e.Customer]; !asked && e.Customer != "" && e.movesAnswers() {
			out[e.Customer] = pipe.SCard(ctx, customerProjectsKey(e.Customer))
		}
	}
	return out
}

// movesAnswers reports whether the answers that count are others than before.
func (e entry) movesAnswers() bool {
	switch e.Kind {
	case surveys.EntryAnswered, surveys.EntryImported, surveys.EntryChanged, surveys.EntryVoided, surveys.EntryRestored:
		return true
	}
	return false
}

// glanceAtCases reads the state of cases; those that are gone are left out.
func (s *Store) glanceAtCases(ctx context.Context, cases map[surveys.CaseID]caseGlance) error {
	if len(cases) == 0 {
		return nil
	}
	ids := make([]surveys.CaseID, 0, len(cases))
	for id := range cases {
		ids = append(ids, id)
	}
	found, err := s.casesByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, ok := found[id]
		if !ok {
			delete(cases, id)
			continue
		}
		cases[id] = caseGlance{c.State, c.OpenedAt, c.Withdrawn}
	}
	return nil
}

// readSummaries queues the reading of the fields that the map has; the answer
// fills it in.
func readSummaries(ctx context.Context, pipe redis.Pipeliner, key string, into map[string]*summary) func() error {
	return readFields(ctx, pipe, key, into, func(text string) (*summary, error) {
		m, err := readSummary(text)
		return &m, err
	})
}

func readNumbers(ctx context.Context, pipe redis.Pipeliner, key string, into map[string]int) func() error {
	return readFields(ctx, pipe, key, into, func(text string) (int, error) { return atoi(text), nil })
}

func readFields[V any](ctx context.Context, pipe redis.Pipeliner, key string, into map[string]V, read func(string) (V, error)) func() error {
	if len(into) == 0 {
		return func() error { return nil }
	}
	fields := make([]string, 0, len(into))
	for field := range into {
		fields = append(fields, field)
	}
	cmd := pipe.HMGet(ctx, key, fields...)
	return func() error {
		for i, v := range cmd.Val() {
			text, _ := v.(string)
			value, err := read(text)
			if err != nil {
				return fmt.Errorf("%s %s: %w", key, fields[i], err)
			}
			into[fields[i]] = value
		}
		return nil
	}
}

// customerField is the field of customerStreamsKey for the entry's customer in
// its project.
func customerField(e entry) string { return strconv.Itoa(e.project) + ":" + strconv.Itoa(e.customer) }
