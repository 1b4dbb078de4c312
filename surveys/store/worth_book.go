package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// worthBook remembers the sums of every month, which pages over thousands of
// customers ask for. Each question first compares the steps of the 16 shards,
// and reads only the months that changed: it is never stale. Safe for concurrent
// use.
type worthBook struct {
	now atomic.Pointer[worthView]
	one sync.Mutex // one looks at a time
	// Tables of what cells name by number; they only grow. Guarded by one.
	customers, projects table
}

// table gives texts places.
type table struct {
	at   map[string]int32
	text []string
}

func (t *table) place(text string) int32 {
	if t.at == nil {
		t.at = map[string]int32{}
	}
	n, ok := t.at[text]
	if !ok {
		n = int32(len(t.text))
		t.at[text] = n
		t.text = append(t.text, text)
	}
	return n
}

// worthView never changes; a change makes another.
type worthView struct {
	steps               worthSteps
	months              [surveys.Shards]map[int]worthMonth
	prices              map[string]string // the rates as they lie in Redis
	rates               surveys.Rates
	customers, projects []string // by place
	// Which of them entries name now, by place; an entry without a project names
	// none.
	paying, worked []bool
	look           atomic.Pointer[worthLook]
}

// worthSteps are how often the sums of each shard have changed.
type worthSteps [surveys.Shards]string

// worthView returns the sums as they are now.
func (s *Store) worthView(ctx context.Context) (*worthView, error) {
	if v, err := s.worthKnown(ctx); v != nil || err != nil {
		return v, err
	}
	s.worth.one.Lock()
	defer s.worth.one.Unlock()
	// Somebody else may have looked meanwhile, at something newer.
	if v, err := s.worthKnown(ctx); v != nil || err != nil {
		return v, err
	}
	versions, prices, err := s.worthVersions(ctx)
	if err != nil {
		return nil, err
	}
	return s.readWorthView(ctx, s.worth.now.Load(), versions, prices)
}

// worthKnown is the view that is remembered, nil where something changed since.
func (s *Store) worthKnown(ctx context.Context) (*worthView, error) {
	v := s.worth.now.Load()
	if v == nil {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringCmd
	for shard := range cmds {
		cmds[shard] = pipe.HGet(ctx, worthVersionsKey(shard), worthAll)
	}
	rates := pipe.HGetAll(ctx, ratesKey())
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("steps of sums: %w", err)
	}
	for shard, cmd := range cmds {
		if cmd.Val() != v.steps[shard] {
			return nil, nil
		}
	}
	if !maps.Equal(v.prices, rates.Val()) {
		return nil, nil
	}
	return v, nil
}

// worthAll is the field of worthVersionsKey that counts for all months.
const worthAll = "all"

type worthVersions [surveys.Shards]map[string]string

func (s *Store) worthVersions(ctx context.Context) (out worthVersions, prices map[string]string, err error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.MapStringStringCmd
	for shard := range cmds {
		cmds[shard] = pipe.HGetAll(ctx, worthVersionsKey(shard))
	}
	rates := pipe.HGetAll(ctx, ratesKey())
	if _, err := pipe.Exec(ctx); err != nil {
		return out, nil, fmt.Errorf("versions of sums: %w", err)
	}
	for shard, cmd := range cmds {
		out[shard] = cmd.Val()
	}
	return out, rates.Val(), nil
}

// readWorthView reads the months that changed. The caller holds the lock.
func (s *Store) readWorthView(ctx context.Context, known *worthView, versions worthVersions, prices map[string]string) (*worthView, error) {
	v := &worthView{prices: prices}
	var err error
	if v.rates, err = readRates(prices); err != nil {
		return nil, err
	}
	samePrices := known != nil && maps.Equal(known.prices, prices)
	pipe, reads, anew := s.rdb.Pipeline(), []worthRead(nil), map[int]bool{}
	for shard, months := range versions {
		v.steps[shard], v.months[shard] = months[worthAll], make(map[int]worthMonth, len(months))
		for text, version := range months {
			if text == worthAll {
				continue
			}
			month := atoi(text)
			if known != nil {
				if m, ok := known.months[shard][month]; ok && m.version == version {
					v.months[shard][month], anew[month] = m, anew[month] || !samePrices
					continue
				}
			}
			reads = append(reads, worthRead{shard, month, version, pipe.HGetAll(ctx, worthMonthKey(shard, month))})
		}
	}
	if len(reads) > 0 {
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("sums of months: %w", err)
		}
	}
	for _, r := range reads {
		m, err := s.readWorthMonth(ctx, r)
		if err != nil {
			return nil, err
		}
		v.months[r.shard][r.month], anew[r.month] = m, true
	}
	v.price(anew)
	v.customers, v.projects = slices.Clip(s.worth.customers.text), slices.Clip(s.worth.projects.text)
	v.noteNamed()
	s.worth.now.Store(v)
	return v, nil
}

// price prices months, each as all shards hold it, in their order.
func (v *worthView) price(anew map[int]bool) {
	for month, is := range anew {
		before := map[handDay]int{}
		for shard := range v.months {
			if m, there := v.months[shard][month]; there && is {
				v.months[shard][month] = m.price(v.rates, before)
			}
		}
	}
}

// noteNamed notes who and what stands in any entry.
func (v *worthView) noteNamed() {
	v.paying, v.worked = make([]bool, len(v.customers)), make([]bool, len(v.projects))
	for _, months := range v.months {
		for _, m := range months {
			for _, l := range m.lines {
				if l.sum != (surveys.Worth{}) {
					v.paying[l.customer], v.worked[l.project] = true, v.projects[l.project] != string(surveys.GeneralProject)
				}
			}
		}
	}
}

// worthRead is a month that is being read. Its version was read before: what
// changes in between is read again with the next question.
type worthRead struct {
	shard, month int
	version      string
	cmd          *redis.MapStringStringCmd
}

func (s *Store) readWorthMonth(ctx context.Context, r worthRead) (worthMonth, error) {
	fields := r.cmd.Val()
	var numbers []int
	for field := range fields {
		for part := range strings.SplitSeq(field, ":") {
			if n := atoi(part); n > 0 {
				numbers = append(numbers, n)
			}
		}
	}
	names, err := s.namesOf(ctx, r.shard, numbers)
	if err != nil {
		return worthMonth{}, err
	}
	m := worthMonth{month: r.month, version: r.version, cells: make([]worthCell, 0, len(fields))}
	for field, text := range fields {
		parts := strings.Split(field, ":")
		if len(parts) < 3 || len(parts[2]) != 1 {
			return m, fmt.Errorf("sum %q of month %d is not one of ours", field, r.month)
		}
		name := func(i int) string {
			if i >= len(parts) {
				return ""
			}
			_, text, _ := strings.Cut(names[atoi(parts[i])], ":")
			return text
		}
		c := worthCell{customer: s.worth.customers.place(name(0)), project: s.worth.projects.place(name(1)), counts: parts[2][0], person: name(3), role: name(4)}
		if c.pieces, err = readPieces(r.month, text); err != nil {
			return m, err
		}
		m.cells = append(m.cells, c)
	}
	return m, nil
}
