package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// Two houses on one Redis, each in a database of its own, do not hear of each
// other: pub/sub knows no databases.
func TestTwoHousesOnOneRedisDoNotHearEachOther(t *testing.T) {
	addr := redistest.Start(t).Addr
	house := func(database int) *history {
		rdb := redis.NewClient(&redis.Options{Addr: addr, DB: database})
		t.Cleanup(func() { _ = rdb.Close() })
		h := &history{tb: t}
		h.store, h.clock = storetest.OpenAt(t, rdb)
		return h
	}
	ours, theirs := house(0), house(1)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	moved, _ := ours.store.Changes(ctx, "marta")
	<-moved // from here on nothing is missed
	answer := func(h *history, project surveys.ProjectID) {
		answerOf(t, h.store, "T-1", surveys.ProjectRef{ID: project}, surveys.CustomerRef{ID: "north"}, "ann@north.example", 5, 1)
		followAll(t, h.store)
	}
	answer(theirs, "theirs")
	answer(ours, "ours")
	// Messages come one after the other: theirs would be the first.
	if first := <-moved; !slices.Equal(first.Projects, []surveys.ProjectID{"ours"}) || first.Many {
		t.Errorf("the first that is heard is %+v", first)
	}
}
