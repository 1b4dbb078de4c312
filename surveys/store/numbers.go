package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Kinds of text in a shard's dictionary, put before the text itself.
const (
	projectText  = "p:"
	customerText = "c:"
	agentText    = "a:"
	kindText     = "k:" // survey, scale and type of an interaction, see kindOf
)

// maxCached bounds what the process remembers of one shard's dictionary.
const maxCached = 1 << 17

// numbers remembers the dictionaries: what is in them never changes, unless
// Redis loses writes; see queueCheck.
type numbers struct {
	shards [surveys.Shards]dictionary
}

type dictionary struct {
	mu      sync.RWMutex
	numbers map[string]int
	names   map[int]string
}

// numbersOf returns the numbers of texts in the order asked, making those that
// are new. No Redis call where the process knows all.
func (s *Store) numbersOf(ctx context.Context, shard int, texts ...string) ([]int, error) {
	d := &s.nums.shards[shard]
	known, missing := d.look(texts)
	// unpack in Lua takes a few thousand values at most.
	const most = 4000
	for part := range slices.Chunk(missing, most) {
		made, err := s.makeNumbers(ctx, shard, part)
		if err != nil {
			return nil, err
		}
		for i, text := range part {
			known[text] = made[i]
			d.keep(text, made[i])
		}
	}
	out := make([]int, len(texts))
	for i, text := range texts {
		out[i] = known[text]
	}
	return out, nil
}

func (s *Store) makeNumbers(ctx context.Context, shard int, texts []string) ([]int, error) {
	args := make([]any, len(texts))
	for i, text := range texts {
		args[i] = text
	}
	made, err := s.run(ctx, "numbers", []string{numbersKey(shard), namesKey(shard)}, args...).Int64Slice()
	if err != nil {
		return nil, fmt.Errorf("numbers of shard %d: %w", shard, err)
	}
	out := make([]int, len(made))
	for i, n := range made {
		out[i] = int(n)
	}
	return out, nil
}

// queueCheck asks, in a pipeline of the caller's, for the numbers that the
// process remembers of texts; the answer is looked at by check, after Exec. A
// Redis that lost its last writes (failover, power) gives the numbers away
// anew: then all that is remembered of the shard is forgotten, before anything
// is written under somebody else's number.
func (s *Store) queueCheck(ctx context.Context, pipe redis.Pipeliner, shard int, texts []string) (check func()) {
	d := &s.nums.shards[shard]
	known, _ := d.look(texts)
	if len(known) == 0 {
		return func() {}
	}
	remembered := slices.Collect(maps.Keys(known))
	kept := pipe.HMGet(ctx, numbersKey(shard), remembered...)
	return func() {
		for i, v := range kept.Val() {
			if text, _ := v.(string); atoi(text) != known[remembered[i]] {
				d.forget()
				return
			}
		}
	}
}

// checkNumbers is queueCheck for the texts of every shard.
func (s *Store) checkNumbers(ctx context.Context, texts [][]string) error {
	pipe := s.rdb.Pipeline()
	checks := make([]func(), len(texts))
	for shard, t := range texts {
		checks[shard] = s.queueCheck(ctx, pipe, shard, t)
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("numbers: %w", err)
	}
	for _, check := range checks {
		check()
	}
	return nil
}

// shardText is a text in the dictionary of a shard.
type shardText struct {
	shard int
	text  string
}

// findNumber returns the number of a text that may not be in the dictionary;
// 0 where it is not. It makes none.
func (s *Store) findNumber(ctx context.Context, shard int, text string) (int, error) {
	found, err := s.findNumbers(ctx, []shardText{{shard, text}})
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

// findNumbers is findNumber for many, in one pipeline for those that the
// process does not know.
func (s *Store) findNumbers(ctx context.Context, wanted []shardText) ([]int, error) {
	out := make([]int, len(wanted))
	asked := make(map[int]*redis.StringCmd)
	pipe := s.rdb.Pipeline()
	for i, w := range wanted {
		if out[i] = s.nums.shards[w.shard].number(w.text); out[i] == 0 {
			asked[i] = pipe.HGet(ctx, numbersKey(w.shard), w.text)
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("numbers: %w", err)
	}
	for i, cmd := range asked {
		if out[i] = atoi(cmd.Val()); out[i] != 0 {
			s.nums.shards[wanted[i].shard].keep(wanted[i].text, out[i])
		}
	}
	return out, nil
}

// namesOf returns the texts of numbers, with their kinds; those that are not
// in the dictionary are left out. No Redis call where the process knows all.
func (s *Store) namesOf(ctx context.Context, shard int, wanted []int) (map[int]string, error) {
	d := &s.nums.shards[shard]
	out, missing := d.lookNames(wanted)
	if len(missing) == 0 {
		return out, nil
	}
	fields := make([]string, len(missing))
	for i, n := range missing {
		fields[i] = strconv.Itoa(n)
	}
	found, err := s.rdb.HMGet(ctx, namesKey(shard), fields...).Result()
	if err != nil {
		return nil, fmt.Errorf("names of shard %d: %w", shard, err)
	}
	for i, v := range found {
		if text, ok := v.(string); ok {
			out[missing[i]] = text
			d.keep(text, missing[i])
		}
	}
	return out, nil
}

// look returns the numbers that are known and the texts that are not, each once.
func (d *dictionary) look(texts []string) (known map[string]int, missing []string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	known = make(map[string]int, len(texts))
	seen := map[string]bool{}
	for _, text := range texts {
		if n, ok := d.numbers[text]; ok {
			known[text] = n
		} else if !seen[text] {
			seen[text] = true
			missing = append(missing, text)
		}
	}
	return known, missing
}

// number is that of a text, 0 where it is not known.
func (d *dictionary) number(text string) int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.numbers[text]
}

func (d *dictionary) lookNames(wanted []int) (known map[int]string, missing []int) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	known = make(map[int]string, len(wanted))
	seen := map[int]bool{}
	for _, n := range wanted {
		if text, ok := d.names[n]; ok {
			known[n] = text
		} else if !seen[n] && n > 0 {
			seen[n] = true
			missing = append(missing, n)
		}
	}
	return known, missing
}

// nameRow fills in the names of numbers, none for 0; false where one is not known.
func (d *dictionary) nameRow(numbers [len(rowNames{})]int, names *rowNames) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for i, n := range numbers {
		text, known := d.names[n]
		if names[i] = text; !known && n > 0 {
			return false
		}
	}
	return true
}

func (d *dictionary) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.numbers, d.names = nil, nil
}

func (d *dictionary) keep(text string, n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.numbers == nil || len(d.numbers) >= maxCached {
		d.numbers, d.names = map[string]int{}, map[int]string{}
	}
	d.numbers[text], d.names[n] = n, text
}

// kindOf is the text that stands for what was asked about and how: survey,
// scale and type of the interaction share one number, because there are few
// of them and every invitation has one. The type comes last, it may hold
// anything.
func kindOf(survey surveys.SurveyID, scale surveys.ScaleID, typ string) string {
	return kindText + string(survey) + "/" + string(scale) + "/" + typ
}

func splitKind(text string) (survey surveys.SurveyID, scale surveys.ScaleID, typ string) {
	parts := strings.SplitN(strings.TrimPrefix(text, kindText), "/", 3)
	if len(parts) < 3 {
		return "", "", ""
	}
	return surveys.SurveyID(parts[0]), surveys.ScaleID(parts[1]), parts[2]
}
