package server

import (
	"context"

	"barometer/surveys"
)

// timeEntryBody is time that somebody spent on a customer.
type timeEntryBody struct {
	ID       string `json:"id,omitempty" doc:"your own id; sent again it replaces what it said before"`
	Customer string `json:"customer,omitempty" doc:"id of the customer"`
	Project  string `json:"project,omitempty" doc:"id of the project; left out: general"`
	Person   string `json:"person,omitempty" doc:"who spent it, by the name or id that rates use"`
	Role     string `json:"role,omitempty" doc:"in what role, such as engineer; its rate holds where the person has none"`
	Day      string `json:"day,omitempty" doc:"the day" example:"2026-03-29"`
	Minutes  int    `json:"minutes,omitempty" doc:"how long" example:"90"`
	Note     string `json:"note,omitempty" doc:"what was done"`
}

type timeEntriesInput struct {
	Body struct {
		Items []timeEntryBody `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"the entries"`
	}
}

type timeEntriesOutput struct {
	Body struct {
		Items []timeEntryBody `json:"items" doc:"newest day first"`
		Next  *string         `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// postTimeEntries keeps time that was spent.
func (s api) postTimeEntries(ctx context.Context, in *timeEntriesInput) (*entriesOutput, error) {
	return s.keepRead(ctx, readEntries(in.Body.Items, func(p *surveys.Problems, b timeEntryBody, _ surveys.Currency) surveys.WorthEntry {
		e := newEntry(surveys.WorthTime, b.ID, b.Customer, b.Project)
		e.Person, e.Role, e.Minutes, e.Note = normaliseText(b.Person), normaliseText(b.Role), b.Minutes, normaliseText(b.Note)
		s.entryDays(p, &e, b.Day, "", "")
		return e
	}))
}

// listTimeEntries returns time that was spent.
func (s api) listTimeEntries(ctx context.Context, in *entriesInput) (*timeEntriesOutput, error) {
	items, next, err := s.entriesOf(ctx, surveys.WorthTime, in)
	if err != nil {
		return nil, err
	}
	out := &timeEntriesOutput{}
	out.Body.Items, out.Body.Next = make([]timeEntryBody, len(items)), next
	for i, e := range items {
		out.Body.Items[i] = timeEntryBody{ID: e.ID, Customer: string(e.Customer), Project: string(e.Project), Person: e.Person, Role: e.Role,
			Day: e.From.String(), Minutes: e.Minutes, Note: e.Note}
	}
	return out, nil
}

// deleteTimeEntry removes time that was not spent after all.
func (s api) deleteTimeEntry(ctx context.Context, in *entryInput) (*struct{}, error) {
	return s.dropEntry(ctx, surveys.WorthTime, in)
}
