package store

import (
	"context"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// historyAge is how long the priors of past days are trusted: another process
// may have imported answers.
const historyAge = time.Minute

// priors remembers what the portfolio said at the end of each day.
type priors struct {
	mu      sync.Mutex
	history past
	through surveys.Day // the newest day that it was read for
	at      time.Time
}

// past is all that an answer of a day is judged by.
type past struct {
	signal.History
	alphas    signal.Alphas
	declines  []signal.PortfolioEpisode // declines of the portfolio
	satisfied float64                   // share of all answers, 0..1
}

// usuallySatisfied is the share assumed of those who have no answers yet: of
// real surveys after a delivery.
const usuallySatisfied = 0.79

// history returns the priors of every day before day, and before today. They
// are read from the tallies at most once a minute, and at every new day.
func (s *Store) history(ctx context.Context, day surveys.Day) (past, error) {
	p := s.priors
	p.mu.Lock()
	defer p.mu.Unlock()
	day, now := max(day, s.Today()), s.now()
	if age := now.Sub(p.at); p.through >= day && age >= 0 && age < historyAge {
		return p.history, nil
	}
	days, err := s.allDays(ctx)
	if err != nil {
		return past{}, err
	}
	promises, err := s.promises(ctx)
	if err != nil {
		return past{}, err
	}
	h, alphas := signal.NewHistory(days), promises.alphas()
	p.history = past{h, alphas, signal.PortfolioEpisodes(days, h, alphas), usuallySatisfied}
	if all := days.Total().Level(); all.Reading() {
		p.history.satisfied = all.Rate / 100
	}
	p.through, p.at = day, now
	return p.history, nil
}

// forgetHistory makes the next question read the tallies again.
func (s *Store) forgetHistory() {
	s.priors.mu.Lock()
	defer s.priors.mu.Unlock()
	s.priors.through = 0
}
