package store

import (
	"context"
	"strconv"

	"barometer/surveys"
)

// Kinds of text in a shard's dictionary that only entries have.
const (
	personText = "w:"
	roleText   = "r:"
)

// worthMove is one change of an entry with what it was before.
type worthMove struct {
	worthChange
	was    string
	before surveys.WorthEntry // where was is not empty
}

func newWorthMove(c worthChange, was string) (m worthMove, err error) {
	m = worthMove{worthChange: c, was: was}
	if was != "" {
		m.before, err = readWorth(c.kind, c.id, was)
	}
	return m, err
}

func (m worthMove) result() WorthResult {
	switch {
	case m.to == "":
		return WorthDeleted
	case m.was == "":
		return WorthCreated
	}
	return WorthReplaced
}

// sides are the entry that goes and the one that comes, each with its sign.
func (m worthMove) sides() (out []worthSide) {
	if m.was != "" {
		out = append(out, worthSide{m.before, -1})
	}
	if m.to != "" {
		out = append(out, worthSide{m.entry, 1})
	}
	return out
}

type worthSide struct {
	surveys.WorthEntry
	sign int64
}

// texts are what the shard's dictionary must know of an entry.
func (e worthSide) texts() []string {
	out := []string{customerText + string(e.Customer), projectText + string(e.Project)}
	if e.Kind == surveys.WorthTime {
		out = append(out, personText+e.Person)
	}
	if e.Role != "" {
		out = append(out, roleText+e.Role)
	}
	return out
}

// worthCalls writes moves as runs of their script.
func (s *Store) worthCalls(ctx context.Context, moves []worthMove) ([]call, error) {
	texts := make([][]string, surveys.Shards)
	for _, m := range moves {
		shard := worthShard(m.kind, m.id)
		for _, side := range m.sides() {
			texts[shard] = append(texts[shard], side.texts()...)
		}
	}
	if err := s.checkNumbers(ctx, texts); err != nil {
		return nil, err
	}
	numbers := make([]map[string]int, surveys.Shards)
	for shard, t := range texts {
		made, err := s.numbersOf(ctx, shard, t...)
		if err != nil {
			return nil, err
		}
		numbers[shard] = make(map[string]int, len(t))
		for i, text := range t {
			numbers[shard][text] = made[i]
		}
	}
	calls := make([]call, len(moves))
	for i, m := range moves {
		shard := worthShard(m.kind, m.id)
		calls[i] = m.call(shard, numbers[shard])
	}
	return calls, nil
}

// call is the run of keep_worth.lua that makes the move.
func (m worthMove) call(shard int, numbers map[string]int) call {
	w := worthArgs{keys: []string{worthEntryKey(m.kind, m.id), worthVersionsKey(shard)}, at: map[string]int{}}
	sides := m.sides()
	var lists, sums []any
	for _, side := range sides {
		adds := 0
		if side.sign > 0 {
			adds = 1
		}
		customer := numbers[customerText+string(side.Customer)]
		member := worthMember(side.From, m.id)
		lists = append(lists,
			w.key(worthListKey(shard, m.kind)), member, adds,
			w.key(worthCustomerKey(shard, customer, m.kind)), member, adds)
		field := side.field(numbers)
		for _, piece := range side.Pieces() {
			if piece.By != 0 {
				sums = append(sums, w.key(worthMonthKey(shard, piece.Month)), piece.Month, field, pieceText(piece), side.sign*piece.By)
			}
		}
	}
	args := append([]any{m.was, m.to, 2 * len(sides)}, append(lists, sums...)...)
	return call{script: "keep_worth", keys: w.keys, args: args}
}

// worthArgs gathers the keys of a script, each once.
type worthArgs struct {
	keys []string
	at   map[string]int
}

// key returns the place of a key in KEYS, from 1.
func (w *worthArgs) key(name string) int {
	if w.at[name] == 0 {
		w.keys = append(w.keys, name)
		w.at[name] = len(w.keys)
	}
	return w.at[name]
}

// Letters of what a field of a month counts.
const (
	countsSale      = "s"
	countsRecurring = "m"
	countsRefund    = "f"
	countsCost      = "c"
	countsBeyond    = "b"
	countsTime      = "t"
)

// field names the sum that the entry is part of: customer, project and letter,
// of time also person and role: "12:7:t:31:4".
func (e worthSide) field(numbers map[string]int) string {
	field := strconv.Itoa(numbers[customerText+string(e.Customer)]) + ":" + strconv.Itoa(numbers[projectText+string(e.Project)]) + ":"
	switch e.Kind {
	case surveys.WorthTime:
		return field + countsTime + ":" + strconv.Itoa(numbers[personText+e.Person]) + ":" + strconv.Itoa(numbers[roleText+e.Role])
	case surveys.WorthCost:
		return field + countsCost
	case surveys.WorthBeyond:
		return field + countsBeyond
	}
	switch e.Sort {
	case surveys.RevenueRecurring:
		return field + countsRecurring
	case surveys.RevenueRefund:
		return field + countsRefund
	}
	return field + countsSale
}

// pieceText is "5" for a day of the month, "1-31" for what is spread over days.
func pieceText(p surveys.Piece) string {
	if p.From == p.To {
		return strconv.Itoa(p.From)
	}
	return strconv.Itoa(p.From) + "-" + strconv.Itoa(p.To)
}
