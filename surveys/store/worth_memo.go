package store

import (
	"sync"

	"barometer/surveys"
)

// worthMemo remembers what a view was summed up to, because several pages ask
// for the same months. Safe for concurrent use.
type worthMemo struct {
	mu sync.Mutex
	by map[surveys.Period]map[surveys.CustomerID]surveys.Worth
}

// worthMemoMost bounds the periods that are remembered of a view.
const worthMemoMost = 12

// of returns the sums of the period; sum makes them where they are not known.
func (m *worthMemo) of(p surveys.Period, sum func() map[surveys.CustomerID]surveys.Worth) map[surveys.CustomerID]surveys.Worth {
	m.mu.Lock()
	defer m.mu.Unlock()
	out, known := m.by[p]
	if known {
		return out
	}
	if out = sum(); m.by == nil || len(m.by) >= worthMemoMost {
		m.by = map[surveys.Period]map[surveys.CustomerID]surveys.Worth{}
	}
	m.by[p] = out
	return out
}
