package store

import (
	"sync"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// changeBook remembers comparisons of two periods, each of which is an integral:
// the same pages compare the same numbers again and again. Safe for concurrent
// use.
type changeBook struct {
	mu sync.Mutex
	by map[changeOf]signal.Change
}

// changeOf is all that a comparison depends on.
type changeOf struct {
	k, n, kBefore, nBefore int
	satisfied              float64
}

// changesMost bounds what is remembered.
const changesMost = 1 << 13

func (b *changeBook) change(now, before surveys.Level, satisfied float64) signal.Change {
	of := changeOf{now.K, now.N, before.K, before.N, satisfied}
	b.mu.Lock()
	out, known := b.by[of]
	b.mu.Unlock()
	if known {
		return out
	}
	out = signal.NewChange(now, before, satisfied)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.by == nil || len(b.by) >= changesMost {
		b.by = map[changeOf]signal.Change{}
	}
	b.by[of] = out
	return out
}
