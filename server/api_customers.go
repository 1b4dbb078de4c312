package server

import (
	"context"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// CustomerBody is how a customer stands, and where it is in its life with us.
type CustomerBody struct {
	StandingBody
	LifeBody
	Stages []stageBody `json:"stages,omitempty" doc:"of one customer: how it came to its stage, oldest first"`
}

type customerStandingOutput struct{ Body CustomerBody }

type customersOutput struct {
	Body struct {
		Items []CustomerBody `json:"items" doc:"this page"`
		Next  *string        `json:"next" doc:"cursor of the next page; null: this is the last"`
		Total int            `json:"total" doc:"how many there are, over all pages"`
	}
}

// customersInput asks for a page of customers.
type customersInput struct {
	PeriodInput
	PageInput
	Order     string   `query:"order" enum:"risk,name,answers" default:"risk" doc:"risk: highest first"`
	Stage     string   `query:"stage" enum:"prospect,onboarding,active,paused,at_risk,lost,won_back" doc:"only those in the stage"`
	Attribute []string `query:"attribute,explode" maxItems:"10" doc:"key:value; only those with all of these attributes"`
}

// listCustomers returns customers, those at the highest risk first.
func (s api) listCustomers(ctx context.Context, in *customersInput) (*customersOutput, error) {
	attributes, err := attributesOf(in.Attribute)
	if err != nil {
		return nil, err
	}
	standings := standingsInput{in.PeriodInput, in.PageInput, in.Order}
	found, err := s.listStandings(ctx, &standings, func(ctx context.Context, q store.ListQuery) ([]surveys.Standing, int, error) {
		q.Stage, q.Attributes = surveys.Stage(in.Stage), attributes
		return s.Store.CustomerStandings(ctx, q)
	})
	if err != nil {
		return nil, err
	}
	lives, err := s.Store.Lives(ctx)
	out := &customersOutput{}
	out.Body.Items = make([]CustomerBody, len(found.Body.Items))
	for i, st := range found.Body.Items {
		out.Body.Items[i] = CustomerBody{StandingBody: st, LifeBody: newLifeBody(lives[surveys.CustomerID(st.ID)])}
	}
	out.Body.Next, out.Body.Total = found.Body.Next, found.Body.Total
	return out, err
}

func attributesOf(texts []string) (surveys.Attributes, error) {
	out := surveys.Attributes{}
	for _, text := range texts {
		key, value, ok := strings.Cut(normaliseText(text), ":")
		if !ok || !surveys.IsAttributeKey(key) {
			return nil, surveys.InvalidField("attribute", "must be key:value, such as industry:retail")
		}
		out[key] = value
	}
	return out, nil
}

// getCustomer says how one customer stands, in all and in each project.
func (s api) getCustomer(ctx context.Context, in *standingInput) (*customerStandingOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	if err != nil {
		return nil, err
	}
	id, err := s.Store.Canonical(ctx, surveys.CustomerID(normaliseText(in.ID)))
	if err != nil {
		return nil, err
	}
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
	life, err := s.Store.Life(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &customerStandingOutput{CustomerBody{newStandingBody(st, in.given(), s.words), newLifeBody(life), stageBodies(life)}}
	if customer.PausedUntil.After(s.Store.Now()) {
		out.Body.PausedUntil = timeOrNull(customer.PausedUntil)
	}
	for _, part := range parts {
		out.Body.Projects = append(out.Body.Projects, newProjectPart(part, in.given(), s.words))
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
	return silenceBodies(all, people, name, s.words), err
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
	Kind       string            `json:"kind" doc:"asked, answered, case or note"`
	Invitation *invitationDetail `json:"invitation" doc:"what was asked and answered"`
	Case       *CaseBody         `json:"case" doc:"of case"`
	Note       *noteBody         `json:"note,omitempty" doc:"of note"`
}

type timelineOutput struct {
	Body struct {
		Items []eventBody `json:"items" doc:"this page"`
		Next  *string     `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// getCustomerTimeline returns what happened at a customer, newest first.
func (s api) getCustomerTimeline(ctx context.Context, in *timelineInput) (*timelineOutput, error) {
	customer, err := s.Store.Customer(ctx, surveys.CustomerID(normaliseText(in.ID)))
	if err != nil {
		return nil, err
	}
	id := customer.ID
	events, next, err := s.Store.CustomerTimeline(ctx, id, in.Cursor, in.limit())
	if err != nil {
		return nil, err
	}
	out := &timelineOutput{}
	out.Body.Items = make([]eventBody, 0, len(events))
	for _, e := range events {
		if e.Note.Kind != surveys.NoteMoney || seesMoney(ctx) {
			out.Body.Items = append(out.Body.Items, newEventBody(e, s.words))
		}
	}
	out.Body.Next = cursorOrNull(next)
	return out, nil
}

func newEventBody(e surveys.Event, words *templates.Locale) eventBody {
	out := eventBody{At: e.At.UTC(), Kind: string(e.Kind)}
	if e.Invitation.ID != "" {
		detail := newInvitationDetail(e.Invitation, words)
		out.Invitation = &detail
	}
	if e.Kind == surveys.EventCase {
		body := newCaseBody(e.Case)
		out.Case = &body
	}
	if e.Kind == surveys.EventNote {
		out.Note = &noteBody{ID: e.Note.ID, Kind: string(e.Note.Kind), Text: e.Note.Text, By: string(e.Note.By)}
	}
	return out
}
