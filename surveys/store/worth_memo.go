package store

import "sync"

// worthMemo remembers what a view was summed up to, because several pages ask
// the same. Safe for concurrent use.
type worthMemo[K comparable, V any] struct {
	mu sync.Mutex
	by map[K]V
}

// worthMemoMost bounds the questions that are remembered of a view.
const worthMemoMost = 12

// of returns the sums that answer a question; sum makes them where they are not
// known.
func (m *worthMemo[K, V]) of(question K, sum func() V) V {
	m.mu.Lock()
	defer m.mu.Unlock()
	out, known := m.by[question]
	if known {
		return out
	}
	if out = sum(); m.by == nil || len(m.by) >= worthMemoMost {
		m.by = map[K]V{}
	}
	m.by[question] = out
	return out
}
