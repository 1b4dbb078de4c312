package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
)

// Only what a person did before is done already: there must be an answer to
// set aside, and one that was set aside to restore.
func TestWhatCannotBeSetAsideOrRestored(t *testing.T) {
	ctx := context.Background()
	p := newTapping(t, time.Hour)
	wantCode(t, p.store.Void(ctx, p.id, "sam", "a try"), surveys.Conflict)
	wantCode(t, p.store.Restore(ctx, p.id, "sam", "a try"), surveys.Conflict)
	p.confirm(press(p.visit(1, 5, 0), 1, 5))
	wantCode(t, p.store.Restore(ctx, p.id, "sam", "a try"), surveys.Conflict)
}

// What the machine took back may be answered anew; a person who sets it aside
// closes it.
func TestAPersonSetsAsideWhatTheMachineTookBack(t *testing.T) {
	ctx := context.Background()
	p := newTapping(t, time.Hour)
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.clock.Advance(2 * time.Second)
	p.visit(1, 2, 0) // a scanner after all
	must(t, p.store.Void(ctx, p.id, "sam", "it was the scanner of our training mailbox"))
	must(t, p.store.Void(ctx, p.id, "sam", "again"))
	history, err := p.store.History(ctx, p.id)
	must(t, err)
	if len(history) != 2 || history[1].Who != "sam" {
		t.Errorf("history %+v, want the machine and then sam", history)
	}
	if _, err := p.store.Confirm(ctx, press(p.visit(2, 5, 0), 1, 5)); surveys.CodeOf(err) != surveys.Conflict {
		t.Errorf("an answer to a closed invitation: %v, want a conflict", err)
	}
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryVoided)
}
