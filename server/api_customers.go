package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// listCustomers returns customers, those at the highest risk first.
func (s api) listCustomers(ctx context.Context, in *standingsInput) (*standingsOutput, error) {
	return s.listStandings(ctx, in, s.Store.CustomerStandings)
}

// getCustomer says how one customer stands, in all and in each project.
func (s api) getCustomer(ctx context.Context, in *standingInput) (*standingOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	if err != nil {
		return nil, err
	}
	id := surveys.CustomerID(normaliseText(in.ID))
	st, err := s.Store.CustomerStanding(ctx, id, period)
	if err != nil {
		return nil, err
	}
	parts, err := s.Store.CustomerInProjects(ctx, id, period)
	if err != nil {
		return nil, err
	}
	customer, err := s.Store.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &standingOutput{Body: newStandingBody(st, in.given())}
	if customer.PausedUntil.After(s.Store.Now()) {
		out.Body.PausedUntil = timeOrNull(customer.PausedUntil)
	}
	for _, part := range parts {
		out.Body.Projects = append(out.Body.Projects, newProjectPart(part, in.given()))
	}
	if out.Body.Declines, err = s.declines(ctx, store.AlarmQuery{Customer: id}); err != nil {
		return nil, err
	}
	out.Body.Silences, err = s.silences(ctx, id, st.Name)
	return out, err
}

// silences returns who of a customer is not heard any more.
func (s api) silences(ctx context.Context, id surveys.CustomerID, name string) ([]silenceBody, error) {
	all, err := s.Store.Silences(ctx, id)
	if err != nil {
		return nil, err
	}
	var who []surveys.ContactID
	for _, one := range all {
		if one.Contact != "" {
			who = append(who, one.Contact)
		}
	}
	people, err := s.Store.Contacts(ctx, who)
	return silenceBodies(all, people, name), err
}

// getCustomerTrend returns a customer's readings, one after the other.
func (s api) getCustomerTrend(ctx context.Context, in *trendInput) (*trendOutput, error) {
	period, err := s.period(in.PeriodInput, trendPeriod)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Customer(ctx, surveys.CustomerID(normaliseText(in.ID))); err != nil {
		return nil, err
	}
	days, err := s.Store.CustomerDays(ctx, surveys.CustomerID(normaliseText(in.ID)), period)
	if err != nil {
		return nil, err
	}
	return newTrendOutput(days, period, in.Step), nil
}

// timelineInput asks for what happened at a customer.
type timelineInput struct {
	IDInput
	PageInput
}

// eventBody is one line of a customer's timeline.
type eventBody struct {
	At         time.Time         `json:"at" doc:"when it happened"`
	Kind       string            `json:"kind" doc:"asked, answered or case"`
	Invitation *invitationDetail `json:"invitation" doc:"what was asked and answered"`
	Case       *caseBody         `json:"case" doc:"of case"`
}

type timelineOutput struct {
	Body struct {
		Items []eventBody `json:"items" doc:"this page"`
		Next  *string     `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// getCustomerTimeline returns what happened at a customer, newest first.
func (s api) getCustomerTimeline(ctx context.Context, in *timelineInput) (*timelineOutput, error) {
	id := surveys.CustomerID(normaliseText(in.ID))
	if _, err := s.Store.Customer(ctx, id); err != nil {
		return nil, err
	}
	events, next, err := s.Store.CustomerTimeline(ctx, id, in.Cursor, in.limit())
	if err != nil {
		return nil, err
	}
	out := &timelineOutput{}
	out.Body.Items = make([]eventBody, len(events))
	for i, e := range events {
		out.Body.Items[i] = newEventBody(e)
	}
	out.Body.Next = cursorOrNull(next)
	return out, nil
}

func newEventBody(e surveys.Event) eventBody {
	out := eventBody{At: e.At.UTC(), Kind: string(e.Kind)}
	if e.Invitation.ID != "" {
		detail := newInvitationDetail(e.Invitation)
		out.Invitation = &detail
	}
	if e.Kind == surveys.EventCase {
		body := newCaseBody(e.Case)
		out.Case = &body
	}
	return out
}
