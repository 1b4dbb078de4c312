package store

import (
	"context"
	"slices"
	"time"

	"barometer/surveys"
)

// What is read of a customer's timeline, newest first.
const (
	pastPage      = 200  // events
	relationMost  = 1200 // for a year
	silenceEvents = 600  // reach back half a year for all but the busiest
)

// customerPast is a customer's timeline, read from the newest event on as far as
// anybody asks, and once for all who do. Not safe for concurrent use.
type customerPast struct {
	s        *Store
	customer surveys.CustomerID
	read     func(context.Context, []surveys.InvitationID) ([]surveys.Invitation, error)
	pages    [][]pastEvent
	next     string // cursor after the pages; empty: the end, once there are pages
}

// pastEvent is a line of it.
type pastEvent struct {
	at         time.Time
	invitation *surveys.Invitation // asked or answered; nil: another event
}

// pastOf looks back without words.
func (s *Store) pastOf(id surveys.CustomerID) *customerPast {
	return &customerPast{s: s, customer: id, read: s.bareInvitations}
}

// page returns the nth page; ok is false behind the last.
func (p *customerPast) page(ctx context.Context, n int) (events []pastEvent, ok bool, err error) {
	for len(p.pages) <= n {
		if len(p.pages) > 0 && p.next == "" {
			return nil, false, nil
		}
		var page []pastEvent
		p.next, err = p.s.timelinePage(ctx, p.customer, "", p.next, pastPage, func(found []moment) (int, error) {
			page, err = p.take(ctx, page, found)
			return len(page), err
		})
		if err != nil {
			return nil, false, err
		}
		p.pages = append(p.pages, page)
	}
	return p.pages[n], true, nil
}

// take appends what members stand for.
func (p *customerPast) take(ctx context.Context, page []pastEvent, at []moment) ([]pastEvent, error) {
	ids, all, err := p.s.sortMembers(ctx, p.customer, at)
	if err != nil {
		return nil, err
	}
	found, err := p.read(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[surveys.InvitationID]*surveys.Invitation, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	for _, m := range at {
		switch kind, id := m.id[:1], m.id[1:]; kind {
		case memberAsked, memberAnswered:
			if inv := byID[surveys.InvitationID(id)]; inv != nil && stillSo(kind, m, *inv) {
				page = append(page, pastEvent{time.Unix(m.at, 0).UTC(), inv})
			}
		default:
			if e, ok := all.event(m); ok {
				page = append(page, pastEvent{at: e.At})
			}
		}
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
