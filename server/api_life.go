package server

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// LifeBody is what is known of a customer's way with us.
type LifeBody struct {
	Stage      *string           `json:"stage" doc:"prospect, onboarding, active, paused, at_risk, lost or won_back; null: nobody has said"`
	WonOn      *string           `json:"won_on" doc:"since when it is, or was last, a customer; null: nobody has said"`
	LostOn     *string           `json:"lost_on" doc:"from when it is none any more; null: it is one, or was none"`
	Attributes map[string]string `json:"attributes" doc:"what kind of customer it is"`
}

// stageBody is one step of it.
type stageBody struct {
	Stage  string  `json:"stage" doc:"from the day on"`
	Since  *string `json:"since" doc:"day; null: nobody knows"`
	Reason string  `json:"reason" doc:"in somebody's words; may be empty"`
	By     string  `json:"by" doc:"id of who told it; empty: the house itself"`
}

func newLifeBody(l surveys.Life) LifeBody {
	out := LifeBody{WonOn: dayOrNull(l.WonOn()), LostOn: dayOrNull(l.LostOn()), Attributes: map[string]string{}}
	maps.Copy(out.Attributes, l.Attributes)
	if l.Stage != "" {
		stage := string(l.Stage)
		out.Stage = &stage
	}
	return out
}

func stageBodies(l surveys.Life) []stageBody {
	out := make([]stageBody, len(l.Changes))
	for i, c := range l.Changes {
		out[i] = stageBody{Stage: string(c.Stage), Since: dayOrNull(c.Day), Reason: c.Reason, By: string(c.By)}
	}
	return out
}

// lifeChange is what a request may say of a customer; what is left out stays.
// null ends a lost_on and removes an attribute; elsewhere it is refused, for
// nothing of it can be taken back as if it had never been said.
type lifeChange struct {
	Name       *string                 `json:"name,omitempty" doc:"name for people; not null"`
	Stage      *string                 `json:"stage,omitempty" enum:"prospect,onboarding,active,paused,at_risk,lost,won_back" doc:"lost without lost_on takes today; not null"`
	WonOn      *string                 `json:"won_on,omitempty" maxLength:"64" example:"2025-03-01" doc:"since when it is a customer, not null; without a stage it is active; after lost_on it came back; with a lost_on before a known won_on it is an earlier time"`
	LostOn     dateBody                `json:"lost_on,omitempty"`
	Since      *string                 `json:"since,omitempty" maxLength:"64" example:"2026-05-01" doc:"from when the stage holds, not null; left out: from the date that begins or ends by it, else today"`
	Attributes map[string]*plainChange `json:"attributes,omitempty" doc:"those named are set, null removes one; 50 at most"`
	Reason     string                  `json:"reason,omitempty" doc:"why, in plain words"`
}

// dateBody is a calendar date, or null for none.
type dateBody struct {
	given, none bool // none: null
	text        string
}

// UnmarshalJSON tells null from what is left out.
func (d *dateBody) UnmarshalJSON(raw []byte) error {
	d.given = true
	if d.none = string(raw) == "null"; d.none {
		return nil
	}
	return json.Unmarshal(raw, &d.text)
}

// Schema describes the date in the OpenAPI document.
func (dateBody) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Examples: []any{"2026-06-30"},
		Description: "first day on which it is no customer any more; without a stage it is lost; null: it did not leave"}
}

// patch reads the change.
func (b lifeChange) patch(by surveys.UserID) (surveys.CustomerPatch, error) {
	var p surveys.Problems
	out := surveys.CustomerPatch{Name: normalised(b.Name), Stage: (*surveys.Stage)(b.Stage), Reason: normaliseText(b.Reason), By: by, Attributes: plainChanges(b.Attributes)}
	if b.WonOn != nil {
		out.WonOn = lifeDay(&p, "won_on", *b.WonOn)
	}
	if b.Since != nil {
		out.Since = lifeDay(&p, "since", *b.Since)
	}
	if b.LostOn.given {
		var none surveys.Day
		if out.LostOn = &none; !b.LostOn.none {
			out.LostOn = lifeDay(&p, "lost_on", b.LostOn.text)
		}
	}
	return out, p.Err()
}

func lifeDay(p *surveys.Problems, field, text string) *surveys.Day {
	day, err := surveys.ParseDay(text)
	if err != nil {
		p.Add(field, "must be a calendar date such as 2026-03-29")
		return nil
	}
	return &day
}

type putCustomerInput struct {
	IDInput
	Body    lifeChange
	RawBody []byte
}

// notNull refuses null where it means nothing: it would look like a change and
// be none.
func notNull(raw []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	var p surveys.Problems
	for _, field := range []string{"name", "stage", "won_on", "since", "attributes"} {
		if string(fields[field]) == "null" {
			p.Add(field, "may not be null; leave it out to keep what is known")
		}
	}
	return p.Err()
}

// putCustomer changes a customer, and makes it where it is new.
func (s api) putCustomer(ctx context.Context, in *putCustomerInput) (*customerStandingOutput, error) {
	id := surveys.CustomerID(normaliseText(in.ID))
	if err := notNull(in.RawBody); err != nil {
		return nil, err
	}
	if err := s.putOne(ctx, id, in.Body); err != nil {
		return nil, err
	}
	s.record(ctx, "customer.changed", customerSubject(id), changedFields(in.Body))
	return s.getCustomer(ctx, &standingInput{IDInput: IDInput{ID: string(id)}})
}

func (s api) putOne(ctx context.Context, id surveys.CustomerID, body lifeChange) error {
	patch, err := body.patch(surveys.TokenActor(tokenName(ctx)))
	if err := surveys.JoinProblems(surveys.CheckCustomerID("id", id), err, patch.Check(s.Store.Today())); err != nil {
		return err
	}
	_, err = s.Store.PutCustomer(ctx, id, patch)
	return err
}

func customerSubject(id surveys.CustomerID) string { return "customer " + string(id) }

// changedFields names what a change was about.
func changedFields(b lifeChange) surveys.Telling {
	said := map[string]bool{"name": b.Name != nil, "stage": b.Stage != nil, "won_on": b.WonOn != nil,
		"lost_on": b.LostOn.given, "since": b.Since != nil, "attributes": len(b.Attributes) > 0}
	var fields []surveys.Telling
	for _, field := range slices.Sorted(maps.Keys(said)) {
		if said[field] {
			fields = append(fields, surveys.TellCode("changes_field_", field))
		}
	}
	return surveys.TellAll(fields...)
}

// putCustomersInput changes many customers.
type putCustomersInput struct {
	Body struct {
		Items []customerChange `json:"items" minItems:"1" maxItems:"500" doc:"each is judged by itself: what is wrong with one keeps no other from being changed"`
	}
	RawBody []byte
}

type customerChange struct {
	ID         string                  `json:"id" doc:"id as the caller gave it"`
	Name       *string                 `json:"name,omitempty" doc:"name for people"`
	Stage      *string                 `json:"stage,omitempty" doc:"as for one customer"`
	WonOn      *string                 `json:"won_on,omitempty" maxLength:"64" doc:"as for one customer"`
	LostOn     dateBody                `json:"lost_on,omitempty"`
	Since      *string                 `json:"since,omitempty" maxLength:"64" doc:"as for one customer"`
	Attributes map[string]*plainChange `json:"attributes,omitempty" doc:"as for one customer"`
	Reason     string                  `json:"reason,omitempty" doc:"why, in plain words"`
}

func (c customerChange) life() lifeChange {
	return lifeChange{c.Name, c.Stage, c.WonOn, c.LostOn, c.Since, c.Attributes, c.Reason}
}

type putCustomersOutput struct {
	Body struct {
		Changed int          `json:"changed" doc:"items that hold now"`
		Failed  []failedBody `json:"failed" doc:"items that were not changed, by their place"`
	}
}

// failedBody is one item that was not taken.
type failedBody struct {
	Index  int         `json:"index" doc:"place in items, from 0"`
	ID     string      `json:"id" doc:"of the customer"`
	Errors []wrongBody `json:"errors" doc:"each wrong field"`
}

type wrongBody struct {
	Field   string `json:"field" doc:"name of the field; empty: the item as a whole"`
	Message string `json:"message" doc:"what is wrong and what would be right"`
}

// putCustomers changes many customers; the good ones stay whatever is wrong
// with the others, and the same again changes nothing.
func (s api) putCustomers(ctx context.Context, in *putCustomersInput) (*putCustomersOutput, error) {
	out := &putCustomersOutput{}
	out.Body.Failed = []failedBody{}
	var raw struct{ Items []json.RawMessage }
	if err := json.Unmarshal(in.RawBody, &raw); err != nil {
		return nil, err
	}
	for i, item := range in.Body.Items {
		err := notNull(raw.Items[i])
		if err == nil {
			err = s.putOne(ctx, surveys.CustomerID(normaliseText(item.ID)), item.life())
		}
		var known *surveys.Error
		switch {
		case err == nil:
			out.Body.Changed++
		case errors.As(err, &known) && known.Code != surveys.Internal && known.Code != surveys.Unavailable:
			out.Body.Failed = append(out.Body.Failed, failedItem(i, item.ID, known))
		default:
			return nil, err
		}
	}
	s.record(ctx, "customer.changed", "customers", surveys.Tell("changes_items", "Changed", out.Body.Changed, "All", len(in.Body.Items)))
	return out, nil
}

func failedItem(i int, id string, err *surveys.Error) failedBody {
	out := failedBody{Index: i, ID: id}
	for _, f := range err.Fields {
		out.Errors = append(out.Errors, wrongBody{f.Field, f.Message})
	}
	if len(out.Errors) == 0 {
		out.Errors = []wrongBody{{Message: err.Message}}
	}
	return out
}

type mergeInput struct {
	IDInput
	Body struct {
		Into string `json:"into" maxLength:"512" doc:"id of the customer that it becomes"`
	}
}

// mergeCustomer makes one customer of two, and answers that one.
func (s api) mergeCustomer(ctx context.Context, in *mergeInput) (*customerStandingOutput, error) {
	id, into := surveys.CustomerID(normaliseText(in.ID)), surveys.CustomerID(normaliseText(in.Body.Into))
	if err := s.Store.MergeCustomers(ctx, id, into); err != nil {
		return nil, err
	}
	s.record(ctx, "customer.merged", customerSubject(id), surveys.Tell("changes_into", "Customer", into))
	return s.getCustomer(ctx, &standingInput{IDInput: IDInput{ID: string(into)}})
}

// partCustomer undoes a merger, and answers the customer that came back.
func (s api) partCustomer(ctx context.Context, in *IDInput) (*customerStandingOutput, error) {
	id := surveys.CustomerID(normaliseText(in.ID))
	into, err := s.Store.PartCustomer(ctx, id)
	if err != nil {
		return nil, err
	}
	s.record(ctx, "customer.parted", customerSubject(id), surveys.Tell("changes_from", "Customer", into))
	return s.getCustomer(ctx, &standingInput{IDInput: IDInput{ID: string(id)}})
}
