package store

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

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
	f := surveys.ResponseFilter{Customer: q.Customer, Period: q.Period}
	if q.Customer == "" {
		f.Project = q.Project
	}
	page, err := s.FilterResponses(ctx, f, q.Cursor, q.Limit)
	for err == nil && len(page.Items) < q.Limit && page.Next != "" {
		// Only answers that were taken back stood between: there is no other filter.
		var more ResponsePage
		more, err = s.FilterResponses(ctx, f, page.Next, q.Limit-len(page.Items))
		page.Items, page.Next = append(page.Items, more.Items...), more.Next
	}
	return page.Items, page.Next, err
}

// MostLooked is how many answers are looked at for a page: a filter that lets
// few through is answered with what was found, and a cursor to look further.
const MostLooked = 1000

// ResponsePage is a page of responses.
type ResponsePage struct {
	Items  []surveys.Invitation
	Next   string    // cursor of the next page; empty: the end
	Looked int       // answers looked at
	Back   time.Time // when the last answer looked at was given; zero: none was
}

// FilterResponses returns responses that a filter lets through, newest first.
// It looks at MostLooked answers at most: a page with a cursor may be short, or
// empty. NotFound where project or contact is not there; Invalid for a cursor
// that is none.
func (s *Store) FilterResponses(ctx context.Context, f surveys.ResponseFilter, cursor string, limit int) (ResponsePage, error) {
	before, err := parseMoment(cursor)
	if err != nil {
		return ResponsePage{}, err
	}
	if f.Customer, err = s.Canonical(ctx, f.Customer); err != nil {
		return ResponsePage{}, err
	}
	w, err := s.responseWalk(ctx, f)
	if err != nil {
		return ResponsePage{}, err
	}
	sift, err := s.newSift(ctx, f)
	if err != nil {
		return ResponsePage{}, err
	}
	return sift.page(ctx, w, before, min(max(1, limit), 200))
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

// newestFirst turns moments around, without those at or after a moment.
func newestFirst(all []moment, before moment) []moment {
	slices.SortFunc(all, func(a, b moment) int { return b.compare(a) })
	return slices.DeleteFunc(all, func(m moment) bool { return m.compare(before) >= 0 })
}
