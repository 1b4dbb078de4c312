package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"barometer/surveys/store/storetest"
)

func TestTextsKeepTheirNumbers(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, _ := storetest.OpenAt(t, rdb)
	first, err := s.NumbersOf(ctx, 4, "p:website", "c:northwind", "p:website", "a:sam")
	must(t, err)
	if fmt.Sprint(first) != "[1 2 1 3]" {
		t.Errorf("numbers %v, want 1 2 1 3", first)
	}
	restarted, _ := storetest.OpenAt(t, rdb)
	again, err := restarted.NumbersOf(ctx, 4, "a:sam", "c:lakeside", "p:website")
	must(t, err)
	if fmt.Sprint(again) != "[3 4 1]" {
		t.Errorf("numbers after a restart %v, want 3 4 1", again)
	}
	names, err := s.NamesOf(ctx, 4, 1, 4, 99, 0)
	must(t, err)
	if len(names) != 2 || names[1] != "p:website" || names[4] != "c:lakeside" {
		t.Errorf("names %v", names)
	}
	other, err := s.NumbersOf(ctx, 5, "c:lakeside")
	must(t, err)
	if other[0] != 1 {
		t.Errorf("number in another shard %v, want 1", other)
	}
}

func TestManyTextsGetNumbersAtOnce(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	texts := make([]string, 9000)
	for i := range texts {
		texts[i] = fmt.Sprint("c:customer ", i)
	}
	got := make([][]int, 4)
	var done sync.WaitGroup
	for i := range got {
		s, _ := storetest.OpenAt(t, rdb)
		done.Go(func() {
			var err error
			if got[i], err = s.NumbersOf(ctx, 0, texts...); err != nil {
				t.Error(err)
			}
		})
	}
	done.Wait()
	seen := map[int]bool{}
	for i, n := range got[0] {
		if seen[n] || n < 1 || n > len(texts) || got[1][i] != n || got[2][i] != n || got[3][i] != n {
			t.Fatalf("text %d has number %d, and %d, %d, %d elsewhere", i, n, got[1][i], got[2][i], got[3][i])
		}
		seen[n] = true
	}
}

func TestWhatTheProcessKnowsIsNotAskedAgain(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	first, _ := storetest.OpenAt(t, rdb)
	numbers, err := first.NumbersOf(ctx, 4, "p:website", "c:northwind")
	must(t, err)
	s, _ := storetest.OpenAt(t, rdb)
	trips := &breaker{at: -1}
	rdb.AddHook(trips)
	for _, read := range []struct {
		name string
		do   func() error
		want int
	}{
		{"names", func() error { _, err := s.NamesOf(ctx, 4, numbers...); return err }, 1},
		{"names again", func() error { _, err := s.NamesOf(ctx, 4, numbers...); return err }, 1},
		{"their numbers", func() error { _, err := s.NumbersOf(ctx, 4, "c:northwind", "p:website"); return err }, 1},
		{"a new one", func() error { _, err := s.NumbersOf(ctx, 4, "c:lakeside", "p:website"); return err }, 2},
	} {
		must(t, read.do())
		if trips.seen != read.want {
			t.Errorf("%s: %d round trips by now, want %d", read.name, trips.seen, read.want)
		}
	}
}
