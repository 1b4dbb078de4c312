package server

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// attentionInput asks who needs us now.
type attentionInput struct {
	Limit  int    `query:"limit" minimum:"1" default:"10" doc:"customers and projects a page, 200 at most"`
	Cursor string `query:"cursor" maxLength:"512" doc:"from the page before"`
}

// attentionBody is a customer or project that needs somebody, and why.
type attentionBody struct {
	Kind string `json:"kind" enum:"customer,project" doc:"what it is"`
	StandingBody
	Why      string        `json:"why" doc:"one sentence, made of facts"`
	NextStep string        `json:"next_step" doc:"what to do: Call Priya Nair"`
	Contact  *personBody   `json:"contact" doc:"whom to talk to; null: nobody is known"`
	Case     *int          `json:"case" doc:"the oldest case that nobody has answered"`
	Decline  *alarmBody    `json:"decline" doc:"the newest alarm that stands"`
	Silences []silenceBody `json:"silences" doc:"who is not heard any more, unheard decision makers among them"`
	Worst    *worstBody    `json:"worst" doc:"the lowest complaint of the last 90 days among the 30 newest answers"`
	Worth    *float64      `json:"worth,omitempty" doc:"weight beside the risk: the customer's revenue of the last twelve months, else its interactions' property customer_worth, each against the mean of those known; 1 stands for the others; of a project that of its best customer. A weight by revenue is left out for tokens without the scope money"`
}

// personBody is a contact by name.
type personBody struct {
	ID   string `json:"id" doc:"id as the caller gave it"`
	Name string `json:"name" doc:"the address where no name is known"`
	Role string `json:"role,omitempty" doc:"of the person at the customer"`
}

// worstBody is an answer.
type worstBody struct {
	Invitation string    `json:"invitation" doc:"id of the invitation"`
	Scale      string    `json:"scale" doc:"scale of the answer, such as csat5"`
	Choice     int       `json:"choice" doc:"the choice on its scale"`
	Comment    string    `json:"comment" doc:"the customer's own words"`
	At         time.Time `json:"answered_at" doc:"when the answer was given first"`
}

// silenceBody is somebody who is not heard any more.
type silenceBody struct {
	Contact    *string    `json:"contact" doc:"null: the customer as a whole"`
	Reason     string     `json:"reason" enum:"stopped,bounced,opted_out,unheard" doc:"stopped: at least 3 of the 4 mails before were answered, and none of the last 3 or more, each at least a week old; bounced, opted_out: a decision maker; unheard: a decision maker without an answer for 180 days"`
	Since      *time.Time `json:"since" doc:"since when; null: not known"`
	Unanswered int        `json:"unanswered" doc:"mails in a row without an answer"`
	Text       string     `json:"text" doc:"in words, for people"`
}

type attentionOutput struct {
	Body struct {
		Items []attentionBody `json:"items" doc:"cases that nobody has answered first, then standing alarms, each by risk times worth"`
		Next  *string         `json:"next" doc:"cursor of the next page; null: this is the last. A page may be short before that"`
	}
}

// getAttention returns the customers and projects that need somebody now: an
// open case, a standing alarm, a silence, or a low reading of the last 90 days.
func (s api) getAttention(ctx context.Context, in *attentionInput) (*attentionOutput, error) {
	offset, err := PageInput{Cursor: in.Cursor}.offset()
	if err != nil {
		return nil, err
	}
	items, next, err := s.Store.Attention(ctx, store.AttentionQuery{
		Period: surveys.Last(levelDays, s.Store.Today()), Offset: offset, Limit: min(max(in.Limit, 1), maxLimit),
	})
	if err != nil {
		return nil, err
	}
	out := &attentionOutput{}
	out.Body.Items = make([]attentionBody, len(items))
	for i, a := range items {
		out.Body.Items[i] = newAttentionBody(a, seesMoney(ctx), s.clock())
	}
	if next > 0 {
		out.Body.Next = nextOffset(0, next, next+1)
	}
	return out, nil
}

func newAttentionBody(a surveys.Attention, money bool, clock templates.Clock) attentionBody {
	out := attentionBody{
		Kind: string(a.Kind), StandingBody: newStandingBody(a.Standing, false, clock.Words),
		Why: clock.Why(a), NextStep: clock.Words.Next(a), Silences: silenceBodies(a.Silences, a.People, a.Name, clock.Words),
	}
	if weight := percent(a.Worth); money || !a.Money {
		out.Worth = &weight
	}
	if p := a.Person(); p.ID != "" {
		out.Contact = &personBody{ID: string(p.ID), Name: contactName(p), Role: string(p.Role)}
	}
	if a.Case.ID != 0 {
		id := int(a.Case.ID)
		out.Case = &id
	}
	if a.Alarm.ID != "" {
		body := newAlarmBody(a.Alarm, clock)
		out.Decline = &body
	}
	if a.Worst.ID != "" {
		out.Worst = &worstBody{Invitation: string(a.Worst.ID), Scale: string(a.Worst.Scale), Choice: a.Worst.Choice,
			Comment: a.Worst.Words.Comment, At: a.Worst.AnsweredAt}
	}
	return out
}

// silenceBodies says who is not heard; name is what the customer is called.
func silenceBodies(all []surveys.Silence, people map[surveys.ContactID]surveys.Contact, name string, words *templates.Locale) []silenceBody {
	out := make([]silenceBody, len(all))
	for i, one := range all {
		who := name
		if one.Contact != "" {
			id := string(one.Contact)
			out[i].Contact, who = &id, whoOr(contactName(people[one.Contact]), words.Text("overview_somebody"))
		}
		out[i].Reason, out[i].Unanswered, out[i].Text = string(one.Reason), one.Unanswered, words.Silence(one, who)
		if !one.Since.IsZero() {
			since := one.Since
			out[i].Since = &since
		}
	}
	return out
}
