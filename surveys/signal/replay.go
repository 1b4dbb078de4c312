package signal

import (
	"math/bits"
	"slices"
	"time"

	"barometer/surveys"
)

// Past is one answer of the past, of one stream.
type Past struct {
	Stream  string // what it is counted under: a project or a customer
	Contact string // who answered; may be empty
	At      time.Time
	Scale   surveys.ScaleID
	Choice  int
}

// Row is a stream at the end of a day; nothing later is used.
type Row struct {
	Day    surveys.Day
	Stream string
	Risk   float64
	Alarm  bool    // an alarm was raised on the day
	Stat   float64 // the day's highest evidence that could have alarmed
	Rated  bool    // somebody answered on the day
}

// Episode is a decline that would have been told, at its first alarm.
type Episode struct {
	Stream     string
	At         time.Time
	Since      time.Time // about when it began to get worse
	Usual      float64   // share of complaints the stream was used to, 0..1
	Complaints int       // among the newest answers
	Newest     int       // how many those are, at most 15
	Risk       float64   // badness to expect, 0..1
	After      int       // answers of the 30 days that followed
	AfterBad   int       // complaints among them
}

// Rules say how the past is replayed.
type Rules struct {
	Alpha float64        // promised false alarms a stream and year
	Zone  *time.Location // of the days; nil: UTC
	Once  bool           // several answers of one contact within a day count once
}

// Replay sends the past, in the order of its times, through the steps that run
// live. It calls row for every stream known by then at the end of every day,
// and returns the episodes in the order of their alarms. Choices that are not
// on their scale are left out.
func Replay(past []Past, rules Rules, row func(Row) error) ([]Episode, error) {
	r := newReplay(past, rules)
	for i := 0; i < len(r.past); {
		day := r.days[i]
		for ; i < len(r.past) && r.days[i] == day; i++ {
			r.step(r.past[i], day)
		}
		until := day + 1
		if i < len(r.past) {
			until = r.days[i]
		}
		for ; day < until; day++ {
			if err := r.endOf(day, row); err != nil {
				return nil, err
			}
		}
	}
	return r.episodes, nil
}

// replay is the state of a Replay on its way.
type replay struct {
	rules    Rules
	past     []Past
	days     []surveys.Day // of past
	scales   map[surveys.ScaleID]surveys.Scale
	history  History
	streams  map[string]*replayed
	order    []*replayed // as they first spoke
	episodes []Episode
}

// replayed is one stream with what it did today.
type replayed struct {
	name    string
	state   Stream
	once    Once
	today   Row
	episode int // index of its newest episode, −1: none
}

func newReplay(past []Past, rules Rules) *replay {
	r := &replay{rules: rules, streams: map[string]*replayed{}, scales: map[surveys.ScaleID]surveys.Scale{}}
	if r.rules.Zone == nil {
		r.rules.Zone = time.UTC
	}
	for _, s := range surveys.Scales() {
		r.scales[s.ID] = s
	}
	for _, p := range past {
		if scale, ok := r.scales[p.Scale]; ok && scale.Has(p.Choice) {
			r.past = append(r.past, p)
		}
	}
	slices.SortStableFunc(r.past, func(a, b Past) int { return a.At.Compare(b.At) })
	r.history = NewHistory(r.tally())
	return r
}

// tally counts the portfolio by day, and notes the day of each answer.
func (r *replay) tally() surveys.Days {
	tallies := surveys.Days{}
	for _, p := range r.past {
		day := surveys.DayOf(p.At, r.rules.Zone)
		r.days = append(r.days, day)
		t := tallies[day]
		t.Count(p.Scale, p.Choice, 1)
		tallies[day] = t
	}
	return tallies
}

func (r *replay) step(p Past, day surveys.Day) {
	s := r.streams[p.Stream]
	if s == nil {
		s = &replayed{name: p.Stream, episode: -1}
		r.streams[p.Stream], r.order = s, append(r.order, s)
	}
	s.today.Rated = true
	if r.rules.Once && !s.once.First(p.Contact, day) {
		return
	}
	rating := NewRating(r.scales[p.Scale], p.Choice, p.At)
	r.follow(s, rating)
	var said Reading
	s.state, said = Step(s.state, rating, r.history.Before(day), r.rules.Alpha)
	s.today.Alarm = s.today.Alarm || said.Alarm
	if rating.Complaint && bits.OnesCount16(s.state.Queue) >= needed {
		s.today.Stat = max(s.today.Stat, said.R)
	}
	if said.First {
		s.episode = len(r.episodes)
		r.episodes = append(r.episodes, episodeOf(s, p, said))
	}
}

// follow counts what came after a stream's newest episode.
func (r *replay) follow(s *replayed, rating Rating) {
	if s.episode < 0 || rating.At-s.state.Episode >= EpisodeDays {
		return
	}
	r.episodes[s.episode].After++
	if rating.Complaint {
		r.episodes[s.episode].AfterBad++
	}
}

func episodeOf(s *replayed, p Past, said Reading) Episode {
	return Episode{
		Stream: s.name, At: p.At, Since: Instant(said.Since),
		Usual: said.P, Risk: said.Risk,
		Complaints: bits.OnesCount16(s.state.Queue), Newest: min(lag, s.state.Seen),
	}
}

// endOf tells every stream's state at the end of the day.
func (r *replay) endOf(day surveys.Day, row func(Row) error) error {
	at, p := Days((day + 1).Start(r.rules.Zone)), r.history.Before(day+1)
	for _, s := range r.order {
		out := s.today
		s.today = Row{}
		out.Day, out.Stream, out.Risk = day, s.name, Risk(s.state.Sums, at, p)
		if err := row(out); err != nil {
			return err
		}
	}
	return nil
}
