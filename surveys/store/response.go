package store

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"
)

// ResponseQuery asks for responses, newest first. Project or Customer or
// neither (all); a customer wins.
type ResponseQuery struct {
	Project  surveys.ProjectID
	Customer surveys.CustomerID
	Period   surveys.Period // zero: all time
	Cursor   string         // from the page before; empty: the newest
	Limit    int            // 1..200
}

// Responses returns a page of answered invitations and the cursor of the next,
// empty at the end. NotFound where the project is not there; Invalid for a
// cursor that is none.
func (s *Store) Responses(ctx context.Context, q ResponseQuery) (items []surveys.Invitation, next string, err error) {
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	walk, err := s.responseWalk(ctx, q)
	if err != nil {
		return nil, "", err
	}
	return s.readPage(ctx, walk, before, min(max(1, q.Limit), 200))
}

// parseMoment reads a cursor; the empty one is the end of time.
func parseMoment(cursor string) (moment, error) {
	if cursor == "" {
		return moment{at: math.MaxInt64}, nil
	}
	at, id, ok := strings.Cut(cursor, "-")
	n, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil {
		return moment{}, surveys.InvalidField("cursor", "must be the next of the page before")
	}
	return moment{n, id}, nil
}

// walk goes back in time through answers, span by span.
type walk interface {
	// back returns moments before a moment, newest first, with none missing
	// between the first and the last of them; done where nothing is older.
	back(ctx context.Context, before moment, want int) (found []moment, done bool, err error)
}

// hit is a moment with its response.
type hit struct {
	at       moment
	response surveys.Invitation
}

// readPage fills a page. It reads one response more than fits: only where there
// is one does the page have a next.
func (s *Store) readPage(ctx context.Context, w walk, before moment, limit int) (items []surveys.Invitation, next string, err error) {
	var hits []hit
	for done := false; !done && len(hits) <= limit; {
		var found []moment
		if found, done, err = w.back(ctx, before, limit+1-len(hits)); err != nil {
			return nil, "", err
		}
		for len(found) > 0 && len(hits) <= limit {
			part := found[:min(len(found), limit+1-len(hits))]
			if hits, err = s.appendCounted(ctx, hits, part); err != nil {
				return nil, "", err
			}
			found, before = found[len(part):], part[len(part)-1]
		}
	}
	if len(hits) > limit {
		hits, next = hits[:limit], hits[limit-1].at.String()
	}
	for _, h := range hits {
		items = append(items, h.response)
	}
	return items, next, nil
}

// appendCounted reads the responses of moments. One whose answer does not count
// (any more, or at that time) is left out: timelines are written once and never
// cleaned.
func (s *Store) appendCounted(ctx context.Context, hits []hit, at []moment) ([]hit, error) {
	ids := make([]surveys.InvitationID, len(at))
	for i, m := range at {
		ids[i] = surveys.InvitationID(m.id)
	}
	found, err := s.Invitations(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[surveys.InvitationID]surveys.Invitation, len(found))
	for _, inv := range found {
		byID[inv.ID] = inv
	}
	for _, m := range at {
		inv := byID[surveys.InvitationID(m.id)]
		if inv.Answer == surveys.Answered && inv.AnsweredAt.Unix() == m.at {
			hits = append(hits, hit{m, inv})
		}
	}
	return hits, nil
}

// responseWalk chooses the timelines that hold what is asked for.
func (s *Store) responseWalk(ctx context.Context, q ResponseQuery) (walk, error) {
	if q.Customer != "" {
		return s.customerWalk(ctx, q.Customer, q.Period, memberAnswered)
	}
	sources := wholeHouse()
	if q.Project != "" {
		src, err := s.projectSource(ctx, q.Project)
		if err != nil {
			return nil, err
		}
		sources = []source{src}
	}
	return s.projectsWalk(ctx, sources, q.Period)
}

// newestFirst turns moments around, without those at or after a moment.
func newestFirst(all []moment, before moment) []moment {
	slices.SortFunc(all, func(a, b moment) int { return b.compare(a) })
	return slices.DeleteFunc(all, func(m moment) bool { return m.compare(before) >= 0 })
}
