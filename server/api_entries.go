package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
)

// entryResult is what became of one entry of many.
type entryResult struct {
	Index  int          `json:"index" doc:"place among the items, from 0"`
	ID     string       `json:"id" doc:"your own id"`
	Result string       `json:"result" enum:"created,replaced,unchanged,refused" doc:"refused: nothing was kept of it, errors says why"`
	Errors []entryError `json:"errors,omitempty" doc:"of refused: what is wrong"`
}

// entryError names a wrong field of an entry.
type entryError struct {
	Field   string `json:"field" doc:"the field"`
	Message string `json:"message" doc:"what is wrong and what would be right"`
}

type entriesOutput struct {
	Status int
	Body   struct {
		Items []entryResult `json:"items" doc:"one for each item, in their order"`
	}
}

// entryDays reads day, or from and to.
func (s api) entryDays(p *surveys.Problems, e *surveys.WorthEntry, day, from, to string) {
	switch {
	case from == "" && to == "":
		if day == "" {
			p.Add("day", "is needed, such as 2026-03-29")
			return
		}
		e.From = s.day(p, "day", day)
		e.To = e.From
	case day != "":
		p.Add("day", "stands instead of from and to, not beside them")
	case from == "" || to == "":
		p.Add("from", "and to are needed both")
	default:
		e.From, e.To = s.day(p, "from", from), s.day(p, "to", to)
	}
}

// newEntry is an entry as every kind begins.
func newEntry(kind surveys.WorthKind, id, customer, project string) surveys.WorthEntry {
	e := surveys.WorthEntry{Kind: kind, ID: normaliseText(id), Customer: surveys.CustomerID(normaliseText(customer)), Project: surveys.ProjectID(normaliseText(project))}
	if e.Project == "" {
		e.Project = surveys.GeneralProject
	}
	return e
}

// checked joins what is wrong with an entry; what the edge said of a field
// already is not said again.
func checked(p surveys.Problems, e surveys.WorthEntry, latest surveys.Day) error {
	said := map[string]bool{}
	for _, f := range p {
		said[f.Field] = true
	}
	var rest *surveys.Error
	if errors.As(e.Check(latest), &rest) {
		for _, f := range rest.Fields {
			if !said[f.Field] {
				p = append(p, f)
			}
		}
	}
	return p.Err()
}

// keepEntries writes those that nothing is wrong with and says of each what
// became of it. Where all are wrong the whole is.
func (s api) keepEntries(ctx context.Context, c surveys.Currency, entries []surveys.WorthEntry, wrong []error) (*entriesOutput, error) {
	out := &entriesOutput{Status: http.StatusOK}
	out.Body.Items = make([]entryResult, len(entries))
	var good []surveys.WorthEntry
	var at []int
	for i, e := range entries {
		out.Body.Items[i] = entryResult{Index: i, ID: e.ID, Result: "refused", Errors: entryErrors(wrong[i])}
		if wrong[i] == nil {
			good, at = append(good, e), append(at, i)
		}
	}
	if len(good) == 0 {
		for i := range wrong {
			wrong[i] = surveys.PrefixFields(wrong[i], fmt.Sprintf("items[%d].", i))
		}
		return nil, surveys.JoinProblems(wrong...)
	}
	if err := moveBeyond(ctx, s.Store, good); err != nil {
		return nil, err
	}
	results, err := s.Store.KeepWorth(ctx, good, c)
	if err != nil {
		return nil, err
	}
	counts := map[store.WorthResult]int{}
	for n, r := range results {
		out.Body.Items[at[n]].Result = string(r)
		counts[r]++
	}
	if counts[store.WorthCreated] > 0 {
		out.Status = http.StatusCreated
	}
	if changed := counts[store.WorthCreated] + counts[store.WorthReplaced]; changed > 0 {
		s.record(ctx, "worth.kept", string(good[0].Kind), surveys.Tell("changes_entries", "New", counts[store.WorthCreated], "Replaced", counts[store.WorthReplaced]))
	}
	return out, noteBeyond(ctx, s.Store, s.locales.In(), good)
}

func entryErrors(err error) []entryError {
	var e *surveys.Error
	if !errors.As(err, &e) {
		return nil
	}
	out := make([]entryError, len(e.Fields))
	for i, f := range e.Fields {
		out[i] = entryError{f.Field, f.Message}
	}
	return out
}

// entriesInput asks for entries of a kind.
type entriesInput struct {
	PeriodInput
	PageInput
	Customer string `query:"customer" maxLength:"512" doc:"only of this customer"`
	Project  string `query:"project" maxLength:"512" doc:"only of this project"`
}

// entriesOf reads a page of entries.
func (s api) entriesOf(ctx context.Context, kind surveys.WorthKind, in *entriesInput) (items []surveys.WorthEntry, next *string, err error) {
	q := store.WorthQuery{Kind: kind, Customer: surveys.CustomerID(normaliseText(in.Customer)), Project: surveys.ProjectID(normaliseText(in.Project)),
		Cursor: in.Cursor, Limit: in.limit()}
	if in.given() {
		if q.Period, err = s.period(in.PeriodInput, levelDays); err != nil {
			return nil, nil, err
		}
	}
	items, cursor, err := s.Store.WorthEntries(ctx, q)
	return items, cursorOrNull(cursor), err
}

// entryInput names one entry.
type entryInput struct {
	ID string `path:"id" maxLength:"512" doc:"your own id of the entry"`
}

// dropEntry removes an entry. NotFound.
func (s api) dropEntry(ctx context.Context, kind surveys.WorthKind, in *entryInput) (*struct{}, error) {
	id := normaliseText(in.ID)
	entry, err := s.Store.WorthEntry(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	if err := forgetBeyond(ctx, s.Store, entry); err != nil {
		return nil, err
	}
	if _, err := s.Store.DeleteWorth(ctx, kind, id); err != nil {
		return nil, err
	}
	s.record(ctx, "worth.deleted", string(kind)+" "+id, surveys.Telling{})
	return nil, nil
}
