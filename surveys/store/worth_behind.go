package store

import (
	"context"

	"barometer/surveys"
)

// WorthBehindQuery asks for what a sum of a period is made of.
type WorthBehindQuery struct {
	Kind     surveys.WorthKind
	Customer surveys.CustomerID // empty: of all
	Project  surveys.ProjectID  // empty: of all
	Period   surveys.Period
	Want     func(surveys.WorthEntry) bool // nil: every one
	Most     int
}

// behindRounds bounds how many pages of entries one question reads, so that a
// long past of others costs nobody their patience.
const behindRounds = 40

// WorthBehind returns the entries of which a part lies in the period, those that
// began last first; all is false where there may be more than were asked for.
// Revenue that is spread over days counts though it began before the period.
func (s *Store) WorthBehind(ctx context.Context, q WorthBehindQuery) (out []surveys.WorthEntry, all bool, err error) {
	pages := WorthQuery{Kind: q.Kind, Customer: q.Customer, Project: q.Project, Period: q.Period, Limit: 1000}
	if q.Kind == surveys.WorthRevenue {
		pages.Period.From -= surveys.MaxSpread
	}
	for range behindRounds {
		found, next, err := s.WorthEntries(ctx, pages)
		if err != nil {
			return nil, false, err
		}
		for _, e := range found {
			if _, counts := e.Within(q.Period); !counts || q.Want != nil && !q.Want(e) {
				continue
			}
			if len(out) == q.Most {
				return out, false, nil
			}
			out = append(out, e)
		}
		if pages.Cursor = next; next == "" {
			return out, true, nil
		}
	}
	return out, false, nil
}
