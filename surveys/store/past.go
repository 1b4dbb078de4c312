package store

import (
	"context"
	"slices"
	"time"

	"barometer/surveys"
)

// What is read of a customer's timeline, newest first.
const (
	pastPage      = 200  // lines
	relationMost  = 1200 // for a year
	silenceEvents = 600  // reach back half a year for all but the busiest
)

// customerPast is a customer's timeline, read from the newest line on as far as
// anybody asks, and once for all who do. Not safe for concurrent use.
type customerPast struct {
	s      *Store
	recall *recall
	walk   *customerWalk
	ahead  []moment // lines that the walk has met
	done   bool     // the walk has
	worded int      // answers from the next on that are read with their words
	pages  [][]pastEvent
}

// pastEvent is a line of it.
type pastEvent struct {
	at         time.Time
	invitation *surveys.Invitation // asked or answered; nil: another event
}

// pastOf looks back without words.
func (s *Store) pastOf(ctx context.Context, id surveys.CustomerID) (*customerPast, error) {
	w, err := s.customerWalk(ctx, id, surveys.Period{}, "")
	if err != nil {
		return nil, err
	}
	return s.newRecall(id, w.quarters).past(0), nil
}

// past looks back; the newest answers, so many, are read with their words.
func (r *recall) past(worded int) *customerPast {
	return &customerPast{s: r.s, recall: r, walk: r.walk(""), worded: worded}
}

// page returns the nth page; ok is false behind the last.
func (p *customerPast) page(ctx context.Context, n int) (events []pastEvent, ok bool, err error) {
	for len(p.pages) <= n {
		at, err := p.next(ctx)
		if err != nil || len(at) == 0 {
			return nil, false, err
		}
		page, err := p.take(ctx, at)
		if err != nil {
			return nil, false, err
		}
		p.pages = append(p.pages, page)
	}
	return p.pages[n], true, nil
}

// next returns the next lines, a page of them where there are so many.
func (p *customerPast) next(ctx context.Context) ([]moment, error) {
	for len(p.ahead) < pastPage && !p.done {
		found, done, err := p.walk.back(ctx, newest(), pastPage-len(p.ahead))
		if err != nil {
			return nil, err
		}
		p.ahead, p.done = append(p.ahead, found...), done
	}
	at := p.ahead[:min(pastPage, len(p.ahead))]
	p.ahead = p.ahead[len(at):]
	return at, nil
}

// take reads the invitations among lines.
func (p *customerPast) take(ctx context.Context, at []moment) ([]pastEvent, error) {
	var ids []surveys.InvitationID
	worded := 0
	for _, m := range at {
		kind, id := m.id[:1], m.id[1:]
		if kind != memberAsked && kind != memberAnswered {
			continue
		}
		if ids = append(ids, surveys.InvitationID(id)); p.worded > 0 {
			worded = len(ids)
		}
		if kind == memberAnswered {
			p.worded--
		}
	}
	found, err := p.recall.invitations(ctx, ids, worded)
	if err != nil {
		return nil, err
	}
	byID := make(map[surveys.InvitationID]*surveys.Invitation, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	page := make([]pastEvent, 0, len(at))
	for _, m := range at {
		kind, e := m.id[:1], pastEvent{at: time.Unix(m.at, 0).UTC()}
		if kind == memberAsked || kind == memberAnswered {
			e.invitation = byID[surveys.InvitationID(m.id[1:])]
			if e.invitation == nil || !stillSo(kind, m, *e.invitation) {
				continue
			}
		}
		page = append(page, e)
	}
	return page, nil
}

// asked returns the newest invitations, asked and answered, of half a year.
func (p *customerPast) asked(ctx context.Context) (out []surveys.Invitation, err error) {
	for n, read := 0, 0; read < silenceEvents; n++ {
		events, ok, err := p.page(ctx, n)
		if err != nil || !ok {
			return out, err
		}
		out = appendAsked(out, events)
		read += len(events)
		if len(events) > 0 && p.s.now().Sub(events[len(events)-1].at).Hours() > 24*surveys.UnheardDays {
			break
		}
	}
	return out, nil
}

// year returns the invitations of the last year, newest first.
func (p *customerPast) year(ctx context.Context) (out []surveys.Invitation, err error) {
	from := p.s.now().AddDate(0, 0, -surveys.CoverageDays)
	for n, read := 0, 0; read < relationMost; n++ {
		events, ok, err := p.page(ctx, n)
		if err != nil || !ok {
			return out, err
		}
		for i, e := range events {
			if e.at.Before(from) {
				return appendAsked(out, events[:i]), nil
			}
		}
		out = appendAsked(out, events)
		read += len(events)
	}
	return out, nil
}

func appendAsked(out []surveys.Invitation, events []pastEvent) []surveys.Invitation {
	out = slices.Grow(out, len(events))
	for _, e := range events {
		if e.invitation != nil {
			out = append(out, *e.invitation)
		}
	}
	return out
}
