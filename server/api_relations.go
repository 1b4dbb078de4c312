package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/danielgtaylor/huma/v2"
)

// relationOperations registers what the API knows of the relationship.
func (s api) relationOperations(docs huma.API) {
	operation(s.Server, docs, surveys.Read, "GET /customers/{id}/contacts", "Who is known at a customer, who was heard in a year, and who of the team knows them best", s.listContacts)
	operation(s.Server, docs, surveys.Read, "GET /customers/{id}/days", "Special days of a customer, the soonest first", s.listDays)
	operation(s.Server, docs, surveys.Admin, "POST /customers/{id}/days", "Keep a special day, of which somebody of the team is reminded", s.postDay)
	operation(s.Server, docs, surveys.Admin, "PUT /customers/{id}/days/{day}", "Change a special day", s.putDay)
	operation(s.Server, docs, surveys.Admin, "DELETE /customers/{id}/days/{day}", "Remove a special day", s.deleteDay)
	operation(s.Server, docs, surveys.Read, "GET /founders", "Whom a founder should write to this week, and what became of it", s.listFounders)
	operation(s.Server, docs, surveys.Read, "GET /advocates", "Who is happy for good, and who lets us do what", s.listAdvocates)
	operation(s.Server, docs, surveys.Read, "GET /reports", "Reports that are told back, the last made first", s.listReports)
	operation(s.Server, docs, surveys.Read, "GET /reports/{id}", "One report with its figures", s.getReportBody)
	operation(s.Server, docs, surveys.Read, "GET /relations", "Customers where something hangs on one person, most warnings first", s.listRelations)
}

// contactCover is a contact with what passed in a year.
type contactCover struct {
	ID        string     `json:"id" doc:"id of the contact"`
	Email     string     `json:"email" doc:"mail address of the person"`
	Name      string     `json:"name" doc:"name for people"`
	Role      string     `json:"role" doc:"decision_maker, champion, user or empty"`
	Tie       string     `json:"tie" doc:"address of who of the team knows them best, as somebody said; empty: nobody said"`
	Suggested string     `json:"suggested_tie" doc:"address of who served them most, where that is more than half; empty: nobody stands out"`
	Asked     int        `json:"asked" doc:"mails that reached them in a year, without reminders"`
	Replied   int        `json:"replied" doc:"of those answered"`
	Answers   int        `json:"answers" doc:"answers in a year, also those that were brought in"`
	AskedAt   *time.Time `json:"asked_at" doc:"when the newest mail went out; null: none in a year"`
	HeardAt   *time.Time `json:"heard_at" doc:"when they answered last; null: not in a year"`
	Unheard   bool       `json:"unheard" doc:"decides, and has said nothing for half a year"`
}

type contactsOutput struct {
	Body struct {
		Items   []contactCover `json:"items" doc:"those who decide first, then who was heard last"`
		Threads []threadBody   `json:"threads" doc:"what hangs on one person"`
		Next    *string        `json:"next" doc:"always null: all are on this page"`
	}
}

// threadBody is something that hangs on one person.
type threadBody struct {
	Kind    string `json:"kind" doc:"one_known, one_heard, one_agent, one_tie or unheard"`
	Contact string `json:"contact,omitempty" doc:"id of the contact that it is about"`
	Agent   string `json:"agent,omitempty" doc:"who served everything"`
	Tie     string `json:"tie,omitempty" doc:"address of who of the team everybody there knows best"`
	Count   int    `json:"count" doc:"answers, interactions, contacts or mails that say so"`
}

func threadBodies(all []surveys.Thread, team []surveys.User) []threadBody {
	out := make([]threadBody, len(all))
	for i, t := range all {
		out[i] = threadBody{Kind: string(t.Kind), Contact: string(t.Contact), Agent: string(t.Agent), Tie: emailOf(team, t.User), Count: t.N}
	}
	return out
}

func emailOf(team []surveys.User, id surveys.UserID) string {
	for _, u := range team {
		if u.ID == id {
			return u.Email
		}
	}
	return ""
}

// listContacts returns who is known at a customer.
func (s api) listContacts(ctx context.Context, in *IDInput) (*contactsOutput, error) {
	r, _, err := s.Store.Relation(ctx, surveys.CustomerID(normaliseText(in.ID)))
	if err != nil {
		return nil, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	out := &contactsOutput{}
	out.Body.Threads = threadBodies(r.Threads, team)
	out.Body.Items = make([]contactCover, len(r.Coverage.People))
	for i, h := range r.Coverage.People {
		c := contactCover{ID: string(h.Contact.ID), Email: h.Contact.Address, Name: h.Contact.Name, Role: string(h.Contact.Role),
			Tie: emailOf(team, h.Contact.Tie), Asked: h.Asked, Replied: h.Replied, Answers: h.Answers,
			AskedAt: timeOrNull(h.AskedAt), HeardAt: timeOrNull(h.HeardAt), Unheard: h.Unheard}
		if tie, ok := surveys.SuggestTie(h, nil, team); ok {
			c.Suggested = emailOf(team, tie.User)
		}
		out.Body.Items[i] = c
	}
	return out, nil
}

// DayBody is a special day. It is exported because the description leaves the
// fields of others out where they are embedded.
type DayBody struct {
	Kind   string `json:"kind" enum:"renewal,anniversary,other" doc:"what day it is"`
	Date   string `json:"date" example:"2027-02-28" doc:"of the first, or the only time"`
	Yearly bool   `json:"yearly,omitempty" doc:"again every year; 29 February is 28 February where there is none"`
	Note   string `json:"note,omitempty" maxLength:"800" doc:"in plain words; needed for other"`
	Before int    `json:"remind_days_before,omitempty" doc:"how many days before somebody of the team is reminded; never the customer"`
}

// dayDetail is a special day as the API shows it.
type dayDetail struct {
	ID string `json:"id" doc:"id of the day"`
	DayBody
	Next *string `json:"next" doc:"next time; null: it is over"`
}

type dayInput struct {
	IDInput
	Body DayBody
}

type changeDayInput struct {
	IDInput
	Day  string `path:"day" doc:"id of the special day"`
	Body DayBody
}

type oneDayInput struct {
	IDInput
	Day string `path:"day" doc:"id of the special day"`
}

type dayOutput struct {
	Status int
	Body   dayDetail
}

type daysOutput struct {
	Body struct {
		Items []dayDetail `json:"items" doc:"the soonest first, those that are over last"`
		Next  *string     `json:"next" doc:"always null: all are on this page"`
	}
}

func (b DayBody) day(customer surveys.CustomerID) (surveys.SpecialDay, error) {
	date, err := surveys.ParseDay(b.Date)
	return surveys.SpecialDay{Customer: customer, Kind: surveys.DayKind(b.Kind), Date: date, Yearly: b.Yearly,
		Note: surveys.OneLine(normaliseText(b.Note), surveys.MaxDayNote), Before: b.Before}, err
}

func newDayDetail(d surveys.SpecialDay, today surveys.Day) dayDetail {
	out := dayDetail{ID: d.ID, DayBody: DayBody{Kind: string(d.Kind), Date: d.Date.String(), Yearly: d.Yearly, Note: d.Note, Before: d.Before}}
	if on, ok := d.Next(today); ok {
		text := on.String()
		out.Next = &text
	}
	return out
}

// listDays returns the special days of a customer.
func (s api) listDays(ctx context.Context, in *IDInput) (*daysOutput, error) {
	customer, err := s.Store.Customer(ctx, surveys.CustomerID(normaliseText(in.ID)))
	if err != nil {
		return nil, err
	}
	all, err := s.Store.SpecialDays(ctx, customer.ID)
	if err != nil {
		return nil, err
	}
	out := &daysOutput{}
	out.Body.Items = make([]dayDetail, len(all))
	for i, d := range all {
		out.Body.Items[i] = newDayDetail(d.SpecialDay, s.Store.Today())
	}
	return out, nil
}

// readDay reads the special day of a customer, or of what that became. NotFound.
func (s api) readDay(ctx context.Context, id string, b DayBody) (surveys.SpecialDay, error) {
	customer, err := s.Store.Customer(ctx, surveys.CustomerID(normaliseText(id)))
	if err != nil {
		return surveys.SpecialDay{}, err
	}
	return b.day(customer.ID)
}

// postDay keeps a new special day.
func (s api) postDay(ctx context.Context, in *dayInput) (*dayOutput, error) {
	d, err := s.readDay(ctx, in.ID, in.Body)
	if err != nil {
		return nil, err
	}
	if d, err = s.keepDay(ctx, d); err != nil {
		return nil, err
	}
	s.record(ctx, "day.added", "customer "+string(d.Customer), dayTelling(d))
	return &dayOutput{http.StatusCreated, newDayDetail(d, s.Store.Today())}, nil
}

// putDay changes a special day.
func (s api) putDay(ctx context.Context, in *changeDayInput) (*dayOutput, error) {
	d, err := s.readDay(ctx, in.ID, in.Body)
	if err != nil {
		return nil, err
	}
	d.ID = in.Day
	if err := s.Store.ChangeSpecialDay(ctx, d); err != nil {
		return nil, err
	}
	s.record(ctx, "day.changed", "customer "+string(d.Customer), dayTelling(d))
	return &dayOutput{http.StatusOK, newDayDetail(d, s.Store.Today())}, nil
}

// deleteDay removes a special day.
func (s api) deleteDay(ctx context.Context, in *oneDayInput) (*noContent, error) {
	customer, err := s.Store.Customer(ctx, surveys.CustomerID(normaliseText(in.ID)))
	if err != nil {
		return nil, err
	}
	if err := s.Store.RemoveSpecialDay(ctx, customer.ID, in.Day); err != nil {
		return nil, err
	}
	s.record(ctx, "day.removed", "customer "+string(customer.ID), surveys.Plain(in.Day))
	return &noContent{http.StatusNoContent}, nil
}

// relationBody is a customer where something hangs on one person.
type relationBody struct {
	Customer string       `json:"customer" doc:"id of the customer"`
	Name     string       `json:"name" doc:"name for people"`
	Forecast string       `json:"forecast" doc:"the dial's word"`
	Threads  []threadBody `json:"threads" doc:"what hangs on one person"`
	People   int          `json:"people" doc:"contacts who are known"`
	Heard    int          `json:"heard" doc:"of them in a year"`
}

type relationsInput struct {
	Cursor string `query:"cursor" maxLength:"20" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
}

type relationsOutput struct {
	Body struct {
		Items []relationBody `json:"items" doc:"most warnings first"`
		AsOf  *time.Time     `json:"as_of" doc:"when it was gathered; null: never yet"`
		Next  *string        `json:"next" doc:"cursor of the page after; null: the end. What is gathered anew every hour may move meanwhile"`
	}
}

// listRelations returns the customers where something hangs on one person.
func (s api) listRelations(ctx context.Context, in *relationsInput) (*relationsOutput, error) {
	if err := s.Store.GatherFirst(ctx); err != nil {
		return nil, err
	}
	all, at, err := s.Store.Hangings(ctx, false)
	if err != nil {
		return nil, err
	}
	all, next, err := pageOf(all, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.Store.CustomerNames(ctx, hangingIDs(all))
	if err != nil {
		return nil, err
	}
	out := &relationsOutput{}
	out.Body.Next = next
	out.Body.AsOf = timeOrNull(at)
	out.Body.Items = make([]relationBody, len(all))
	for i, h := range all {
		out.Body.Items[i] = relationBody{Customer: string(h.Customer), Name: names[h.Customer], Forecast: string(h.Forecast),
			Threads: threadBodies(h.Threads, team), People: h.People, Heard: h.Heard}
	}
	return out, nil
}

// pageOf is a page of a list that is read whole, and the cursor of the next; nil
// at the end. Invalid for a cursor that is none.
func pageOf[T any](all []T, cursor string, limit int) ([]T, *string, error) {
	from, err := placeInList(cursor)
	if err != nil {
		return nil, nil, err
	}
	return all[min(from, len(all)):min(from+limit, len(all))], nextPlace(from+limit, len(all)), nil
}

// placeInList reads the cursor of a list by its places.
func placeInList(cursor string) (int, error) {
	if cursor == "" {
		return 0, nil
	}
	from, err := strconv.Atoi(cursor)
	if err != nil || from < 1 || strconv.Itoa(from) != cursor {
		return 0, surveys.InvalidField("cursor", "must be the next of the page before")
	}
	return from, nil
}

func nextPlace(at, total int) *string {
	if at >= total {
		return nil
	}
	next := strconv.Itoa(at)
	return &next
}

func hangingIDs(all []store.Hanging) []surveys.CustomerID {
	out := make([]surveys.CustomerID, len(all))
	for i, h := range all {
		out[i] = h.Customer
	}
	return out
}
