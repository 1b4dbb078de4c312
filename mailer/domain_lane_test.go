package mailer

import "testing"

func TestLanesToACrowdedDomain(t *testing.T) {
	const there = "northwind.example"
	l := newLanes(4)
	enter := func(want bool) {
		t.Helper()
		if got := l.enter(there); got != want {
			t.Fatalf("a lane is free: %v, want %v", got, want)
		}
	}
	for range 10 {
		enter(true) // nobody has complained
	}
	l.narrow(there)
	enter(true)
	enter(false)
	if !l.enter("other.example") {
		t.Error("another domain waits, too")
	}
	l.leave(there)
	enter(true)
	for range laneGrows {
		l.took(there)
	}
	enter(true)
	enter(false)
	l.narrow(there)
	enter(false)
	l.leave(there)
	enter(false) // the lane that is left is in use
	l.leave(there)
	enter(true)
	for range laneGrows + 2*laneGrows {
		l.took(there)
	}
	for range 10 {
		enter(true) // as many as we have
	}
	l.leave(there)
}
