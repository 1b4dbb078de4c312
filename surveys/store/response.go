package store

import (
	"context"
	"iter"
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
	w, sift, err := s.filtered(ctx, f)
	if err != nil {
		return ResponsePage{}, err
	}
	return sift.page(ctx, w, before, min(max(1, limit), 200))
}

// filtered is the way back through answers that a filter may want, and what lets
// those through.
func (s *Store) filtered(ctx context.Context, f surveys.ResponseFilter) (w walk, out sift, err error) {
	if f.Customer, err = s.Canonical(ctx, f.Customer); err != nil {
		return nil, out, err
	}
	if w, err = s.responseWalk(ctx, f); err != nil {
		return nil, out, err
	}
	out, err = s.newSift(ctx, f)
	return w, out, err
}

// responsesAtOnce is how many a walk through all responses looks at at once.
const responsesAtOnce = 500

// EachResponses walks through all responses that a filter lets through, newest
// first, some at a time. NotFound as FilterResponses.
func (s *Store) EachResponses(ctx context.Context, f surveys.ResponseFilter) iter.Seq2[[]surveys.Invitation, error] {
	return func(yield func([]surveys.Invitation, error) bool) {
		w, sift, err := s.filtered(ctx, f)
		if err != nil {
			yield(nil, err)
			return
		}
		for part, err := range allBack(ctx, w) {
			if err != nil {
				yield(nil, err)
				return
			}
			hits, err := sift.take(ctx, nil, part)
			if !yield(responsesOf(hits), err) || err != nil {
				return
			}
		}
	}
}

// allBack goes a walk to its end, some moments at a time.
func allBack(ctx context.Context, w walk) iter.Seq2[[]moment, error] {
	return func(yield func([]moment, error) bool) {
		for before, done := newest(), false; !done; {
			found, end, err := w.back(ctx, before, responsesAtOnce)
			if err != nil {
				yield(nil, err)
				return
			}
			for part := range slices.Chunk(found, responsesAtOnce) {
				if !yield(part, nil) {
					return
				}
				before = part[len(part)-1]
			}
			done = end
		}
	}
}

func responsesOf(hits []hit) []surveys.Invitation {
	out := make([]surveys.Invitation, len(hits))
	for i, h := range hits {
		out[i] = h.response
	}
	return out
}

// newest is after every moment.
func newest() moment { return moment{at: math.MaxInt64} }

// parseMoment reads a cursor; the empty one is the end of time.
func parseMoment(cursor string) (moment, error) {
	if cursor == "" {
		return newest(), nil
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
