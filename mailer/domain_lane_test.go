package mailer

import "testing"

func TestLanesToACrowdedDomain(t *testing.T) {
	const there = "northwind.example"
	l := newLanes(4)
	var held []*lane // by whom is under way there, the first who came first
	enter := func(want bool) {
		t.Helper()
		one, ok := l.enter(there)
		if ok != want {
			t.Fatalf("a lane is free: %v, want %v", ok, want)
		}
		if ok {
			held = append(held, one)
		}
	}
	leave := func() {
		l.leave(held[0])
		held = held[1:]
	}
	for range 10 {
		enter(true) // nobody has complained
	}
	l.narrow(there)
	enter(true)
	for range 10 {
		leave() // who came before there was a bound takes nobody's lane along
	}
	enter(false)
	if _, ok := l.enter("other.example"); !ok {
		t.Error("another domain waits, too")
	}
	leave()
	enter(true)
	for range laneGrows {
		l.took(there)
	}
	enter(true)
	enter(false)
	l.narrow(there)
	enter(false)
	leave()
	enter(false) // the lane that is left is in use
	leave()
	enter(true)
	for range laneGrows + 2*laneGrows {
		l.took(there)
	}
	for range 10 {
		enter(true) // as many as we have
	}
	l.narrow(there)
	leave() // of the bound that has gone
	enter(true)
	enter(false)
}
