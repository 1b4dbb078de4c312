package surveys_test

import (
	"slices"
	"testing"
	"time"

	"barometer/surveys"
)

// delivered is when the mail of these tests was taken.
func delivered() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) }

func client(n byte) surveys.Client { return surveys.Client{n} }

// opened is a visit of a client at a time after delivery.
func opened(number int, after time.Duration, who byte, choice int) surveys.Visit {
	return surveys.Visit{Number: number, At: delivered().Add(after), Client: client(who), Choice: choice}
}

// seen puts visits of one invitation together, the window being 10 minutes.
func seen(list ...surveys.Visit) surveys.Visits {
	return surveys.Visits{
		Delivered: delivered(), Window: surveys.NewWindow(10*time.Minute, false), List: list,
		Flagged: map[surveys.Client]surveys.Doubts{},
	}
}

func held(v surveys.Visit) surveys.Visit {
	v.State, v.By, v.Chosen, v.Acted = surveys.VisitHeld, surveys.ByAuto, v.Choice, v.At.Add(800*time.Millisecond)
	return v
}

func TestWeighOneVisit(t *testing.T) {
	for _, c := range []struct {
		why  string
		list []surveys.Visit // the last one is weighed
		want surveys.Doubts
	}{
		{"a tap the next day", []surveys.Visit{opened(1, 24*time.Hour, 1, 5)}, 0},
		{"a tap within the window", []surveys.Visit{opened(1, 4*time.Minute, 1, 5)}, surveys.DoubtYoung},
		{"a tap within a minute", []surveys.Visit{opened(1, 20*time.Second, 1, 5)}, surveys.DoubtYoung | surveys.DoubtEarly},
		{"the same choice twice", []surveys.Visit{opened(1, time.Hour, 1, 5), opened(2, time.Hour+300*time.Millisecond, 1, 5)}, 0},
		{"two choices within three seconds", []surveys.Visit{opened(1, time.Hour, 1, 5), opened(2, time.Hour+2*time.Second, 1, 4)}, surveys.DoubtChoices},
		{"two choices, five seconds apart", []surveys.Visit{opened(1, time.Hour, 1, 1), opened(2, time.Hour+5*time.Second, 1, 5)}, 0},
		{"three choices within a minute", []surveys.Visit{
			opened(1, time.Hour, 1, 1), opened(2, time.Hour+20*time.Second, 1, 2), opened(3, time.Hour+40*time.Second, 1, 3)}, surveys.DoubtChoices},
		{"somebody else's three choices", []surveys.Visit{
			opened(1, time.Hour, 2, 1), opened(2, time.Hour+time.Second, 2, 2), opened(3, time.Hour+2*time.Second, 2, 3),
			opened(4, time.Hour+9*time.Second, 1, 3)}, 0},
		{"three choices by three clients, early", []surveys.Visit{
			opened(1, 3*time.Minute, 1, 1), opened(2, 3*time.Minute+20*time.Second, 2, 2), opened(3, 3*time.Minute+40*time.Second, 3, 3)},
			surveys.DoubtYoung | surveys.DoubtCrowd},
		{"three choices by three clients, late", []surveys.Visit{
			opened(1, 3*time.Hour, 1, 1), opened(2, 3*time.Hour+20*time.Second, 2, 2), opened(3, 3*time.Hour+40*time.Second, 3, 3)}, 0},
		{"another choice is held", []surveys.Visit{held(opened(1, 9*time.Minute, 2, 1)), opened(2, 11*time.Minute, 1, 5)}, surveys.DoubtRival},
		{"its own other choice is held", []surveys.Visit{held(opened(1, 9*time.Minute, 1, 1)), opened(2, 11*time.Minute, 1, 5)}, 0},
	} {
		if got := surveys.Weigh(seen(c.list...), c.list[len(c.list)-1]); got != c.want {
			t.Errorf("%s: %v, want %v", c.why, got.Names(), c.want.Names())
		}
	}
}

// What was found against a client outlives the visits that showed it.
func TestWeighRemembersAClient(t *testing.T) {
	all := seen(opened(80, 24*time.Hour, 1, 5))
	all.Flagged[client(1)] = surveys.DoubtChoices
	if got := surveys.Weigh(all, all.List[0]); got.Risk() != surveys.RiskHigh {
		t.Errorf("risk %d, want high", got.Risk())
	}
}

// A person who touched the page is no part of a crowd of scanners.
func TestWeighATouchAmongACrowd(t *testing.T) {
	me := opened(4, 3*time.Minute+30*time.Second, 9, 5)
	crowd := []surveys.Visit{opened(1, 3*time.Minute, 1, 1), opened(2, 3*time.Minute+time.Second, 2, 2), opened(3, 3*time.Minute+2*time.Second, 3, 3)}
	if got := surveys.Weigh(seen(append(crowd, me)...), me); !got.Has(surveys.DoubtCrowd) {
		t.Errorf("untouched: %v, want a crowd", got.Names())
	}
	me.By = surveys.ByGesture
	if got := surveys.Weigh(seen(append(crowd, me)...), me); got.Has(surveys.DoubtCrowd) {
		t.Errorf("touched: %v, want no crowd", got.Names())
	}
}

// The table of the protocol: what an act is worth under a doubt.
func TestRule(t *testing.T) {
	const counted, kept, noted = surveys.VisitCounted, surveys.VisitHeld, surveys.VisitNoted
	for _, c := range []struct {
		act    surveys.Act
		doubts surveys.Doubts
		known  bool
		state  surveys.VisitState
		by     surveys.Evidence
	}{
		{surveys.ActAuto, 0, false, counted, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtYoung, false, kept, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtYoung, true, counted, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtYoung | surveys.DoubtEarly, false, noted, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtRival, false, kept, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtHeaders, true, noted, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtSwarm, true, noted, surveys.ByAuto},
		{surveys.ActAuto, surveys.DoubtListed, true, noted, surveys.ByAuto},
		{surveys.ActGesture, surveys.DoubtYoung | surveys.DoubtEarly | surveys.DoubtHeaders | surveys.DoubtCrowd, false, counted, surveys.ByGesture},
		{surveys.ActGesture, surveys.DoubtListed, false, noted, surveys.ByGesture},
		{surveys.ActButton, surveys.DoubtYoung | surveys.DoubtEarly | surveys.DoubtHeaders, false, counted, surveys.ByButton},
		{surveys.ActButton, surveys.DoubtChoices, false, counted, surveys.ByButtonFlagged},
	} {
		got := surveys.Rule(c.act, c.doubts, c.known)
		if got.State != c.state || got.By != c.by {
			t.Errorf("%s under %v, known %v: %s by %s, want %s by %s", c.act, c.doubts.Names(), c.known, got.State, got.By, c.state, c.by)
		}
	}
}

func TestFleet(t *testing.T) {
	now := delivered()
	of := func(ages ...time.Duration) map[surveys.InvitationID]time.Time {
		out := map[surveys.InvitationID]time.Time{}
		for i, age := range ages {
			out[surveys.InvitationID(rune('a'+i))] = now.Add(-age)
		}
		return out
	}
	for _, c := range []struct {
		why      string
		opened   map[surveys.InvitationID]time.Time
		want     surveys.Doubts
		lookBack int
	}{
		{"one", of(0), 0, 0},
		{"two colleagues", of(0, 5*time.Second), 0, 0},
		{"three within ten seconds", of(0, 5*time.Second, 10*time.Second), surveys.DoubtFleet, 3},
		{"three within a minute", of(0, 30*time.Second, time.Minute), surveys.DoubtSwarm, 3},
		{"three over two minutes", of(0, 50*time.Second, 110*time.Second), 0, 0},
	} {
		got, lookBack := surveys.Fleet(c.opened, now)
		if got != c.want || len(lookBack) != c.lookBack {
			t.Errorf("%s: %v, %d to look at again; want %v, %d", c.why, got.Names(), len(lookBack), c.want.Names(), c.lookBack)
		}
	}
}

func TestSettlePicksTheLatestCleanTap(t *testing.T) {
	scanner, person := held(opened(1, 90*time.Second, 1, 1)), held(opened(2, 5*time.Minute, 2, 5))
	if got, ok := surveys.Settle(seen(scanner, person)); !ok || got.Chosen != 5 {
		t.Errorf("settles %d %v, want 5: scanners come first", got.Chosen, ok)
	}
	all := seen(scanner, person)
	all.Flagged[person.Client] = surveys.DoubtListed
	if got, ok := surveys.Settle(all); !ok || got.Chosen != 1 {
		t.Errorf("settles %d %v, want 1: something was found against the other", got.Chosen, ok)
	}
	if _, ok := surveys.Settle(seen(opened(1, 5*time.Minute, 1, 5))); ok {
		t.Error("settles a visit that nobody confirmed")
	}
}

func TestSettleAtTheEndOfTheWindow(t *testing.T) {
	w, now := surveys.NewWindow(10*time.Minute, false), delivered().Add(4*time.Minute)
	for _, c := range []struct {
		why            string
		window         surveys.Window
		delivered, now time.Time
		want           time.Time
	}{
		{"two minutes after the window", w, delivered(), now, delivered().Add(12 * time.Minute)},
		{"longer behind a gateway", surveys.NewWindow(10*time.Minute, true), delivered(), now, delivered().Add(32 * time.Minute)},
		{"two minutes after a late tap", w, delivered(), delivered().Add(time.Hour), delivered().Add(62 * time.Minute)},
		{"a whole window where delivery is not known", w, time.Time{}, now, now.Add(12 * time.Minute)},
	} {
		if got := c.window.SettleAt(c.delivered, c.now); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
	off := surveys.NewWindow(0, true)
	if got := off.Doubts(delivered(), delivered()); got != 0 {
		t.Errorf("with the window off a visit is doubted: %v", got.Names())
	}
}

func TestClientIsNetworkAndBrowser(t *testing.T) {
	salt, other := []byte("today"), []byte("tomorrow")
	c := func(salt []byte, addr, agent string) surveys.Client {
		return surveys.NewClient(salt, mustAddr(t, addr), agent)
	}
	me := c(salt, "192.0.2.10", chromeNow)
	for why, got := range map[string]bool{
		"a neighbour with the same browser": c(salt, "192.0.2.99", chromeNow) == me,
		"the same, written for IPv6":        c(salt, "::ffff:192.0.2.10", chromeNow) == me,
		"another browser":                   c(salt, "192.0.2.10", iPhoneNow) != me,
		"another network":                   c(salt, "192.0.3.10", chromeNow) != me,
		"another day":                       c(other, "192.0.2.10", chromeNow) != me,
		"one /48":                           c(salt, "2001:db8:1:2::1", chromeNow) == c(salt, "2001:db8:1:9::2", chromeNow),
	} {
		if !got {
			t.Errorf("%s is judged wrongly", why)
		}
	}
	if back, ok := surveys.ParseClient(me.String()); !ok || back != me {
		t.Errorf("%s reads back as %s %v", me, back, ok)
	}
}

func TestDoubtsHaveWords(t *testing.T) {
	seen := map[string]bool{}
	for bit := surveys.DoubtListed; bit <= surveys.DoubtRival; bit <<= 1 {
		texts := bit.Names()
		if len(texts) != 1 || seen[texts[0]] {
			t.Errorf("doubt %d says %v", bit, texts)
			continue
		}
		seen[texts[0]] = true
	}
	if early := (surveys.DoubtYoung | surveys.DoubtEarly).Names(); !slices.Equal(early, surveys.DoubtEarly.Names()) {
		t.Errorf("early and young says %v, which is one thing twice", early)
	}
}
