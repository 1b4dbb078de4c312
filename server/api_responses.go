package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// ImportedBody is one response from elsewhere, with its own date.
type ImportedBody struct {
	ID            string       `json:"id,omitempty" doc:"your own id of what was rated, unique in its project"`
	Type          string       `json:"type,omitempty" doc:"kind of interaction, such as ticket or delivery"`
	Project       *refBody     `json:"project,omitempty" doc:"left out: general"`
	Customer      *refBody     `json:"customer,omitempty" doc:"left out: the contact"`
	Contact       *contactBody `json:"contact,omitempty" doc:"the person who answered"`
	Agent         string       `json:"agent,omitempty" doc:"who served"`
	Scale         string       `json:"scale,omitempty" enum:"thumbs,faces3,thermometer4,csat5,ces7,nps11" doc:"left out: csat5"`
	Choice        *int         `json:"choice,omitempty" doc:"on the scale, worst to best"`
	SentAt        *time.Time   `json:"sent_at,omitempty" doc:"when it was asked"`
	RespondedAt   *time.Time   `json:"responded_at,omitempty" doc:"when it was answered"`
	Comment       string       `json:"comment,omitempty" maxLength:"4000" doc:"the customer's own words"`
	PleaseContact bool         `json:"please_contact,omitempty" doc:"the customer asked to be contacted"`
}

// importInput is one response, or many in items.
type importInput struct {
	Body struct {
		ImportedBody
		Items     []ImportedBody `json:"items,omitempty" maxItems:"1000" doc:"many at once, instead of the fields of one"`
		OpenCases bool           `json:"open_cases,omitempty" doc:"open cases for complaints younger than 7 days; nobody is alerted"`
	}
}

type importOutput struct {
	Status int
	Body   struct {
		Added        int `json:"added" doc:"answers that were not there before"`
		AlreadyThere int `json:"already_there" doc:"answers that were there before; nothing changed"`
	}
}

// CaseAge is how old an imported complaint may be to open a case.
const CaseAge = 7 * 24 * time.Hour

// postResponses brings in what was answered elsewhere; all or, where one is
// wrong, nothing. Answers 201 where something was new, else 200.
func (s api) postResponses(ctx context.Context, in *importInput) (*importOutput, error) {
	rows, err := s.importRows(ctx, in)
	if err != nil {
		return nil, err
	}
	added, err := s.Store.Import(ctx, rows)
	if err != nil {
		return nil, err
	}
	out := &importOutput{Status: http.StatusOK}
	if added > 0 {
		out.Status = http.StatusCreated
	}
	if added > 0 && in.Body.Items != nil { // one by one they would fill the record
		s.record(ctx, "responses.imported", "responses", surveys.TellCount("changes_responses", added))
	}
	out.Body.Added, out.Body.AlreadyThere = added, len(rows)-added
	return out, nil
}

func (s api) importRows(ctx context.Context, in *importInput) ([]store.Imported, error) {
	if in.Body.Items != nil && in.Body.ID != "" {
		return nil, surveys.InvalidField("items", "stands instead of the fields of one response, not beside them")
	}
	if in.Body.Items == nil {
		row, err := s.importRow(ctx, in.Body.ImportedBody, in.Body.OpenCases)
		return []store.Imported{row}, err
	}
	rows := make([]store.Imported, len(in.Body.Items))
	errs := make([]error, len(rows))
	for i, item := range in.Body.Items {
		rows[i], errs[i] = s.importRow(ctx, item, in.Body.OpenCases)
		errs[i] = surveys.PrefixFields(errs[i], fmt.Sprintf("items[%d].", i))
	}
	return rows, surveys.JoinProblems(errs...)
}

func (s api) importRow(ctx context.Context, b ImportedBody, openCases bool) (store.Imported, error) {
	var p surveys.Problems
	interaction, err := s.interaction(ctx, interactionBody{ID: b.ID, Type: b.Type,
		Project: b.Project, Customer: b.Customer, Contact: b.Contact, Agent: b.Agent})
	interaction.OccurredAt = s.respondedAt(&p, b.RespondedAt)
	row := store.Imported{Interaction: interaction, Scale: scaleOrDefault(b.Scale), AnsweredAtMS: interaction.OccurredAt.UnixMilli(),
		Words: surveys.Words{Comment: normaliseText(b.Comment), ContactWanted: b.PleaseContact}}
	row.OpenCase = openCases && s.Store.Now().Sub(interaction.OccurredAt) < CaseAge
	if b.SentAt != nil {
		row.SentAt = s.sentAt(&p, *b.SentAt, interaction.OccurredAt)
	}
	row.Choice = checkChoice(&p, row.Scale, b.Choice)
	if problem := surveys.CheckComment(row.Words.Comment); problem != nil {
		p.Add("comment", "%s", problem)
	}
	return row, merge(p, err)
}

func (s api) respondedAt(p *surveys.Problems, at *time.Time) time.Time {
	if at == nil {
		p.Add("responded_at", "is needed: when it was answered")
		return time.Time{}
	}
	switch {
	case at.After(s.Store.Now().Add(time.Minute)):
		p.Add("responded_at", "must not lie in the future")
	case at.Year() < surveys.FirstYear:
		p.Add("responded_at", "must be a time such as 2026-03-29T10:00:00Z, from %d on", surveys.FirstYear)
	}
	return *at
}

func (s api) sentAt(p *surveys.Problems, sent, responded time.Time) surveys.Day {
	if sent.Year() < surveys.FirstYear || !responded.IsZero() && sent.After(responded) {
		p.Add("sent_at", "must lie before responded_at, from %d on", surveys.FirstYear)
	}
	return surveys.DayOf(sent, s.Store.Zone())
}

func scaleOrDefault(name string) surveys.ScaleID {
	if name == "" {
		return surveys.CSAT5
	}
	return surveys.ScaleID(name)
}

func checkChoice(p *surveys.Problems, id surveys.ScaleID, choice *int) int {
	scale, ok := surveys.ScaleByID(id)
	switch {
	case !ok:
		p.Add("scale", "is not known")
	case choice == nil:
		p.Add("choice", "is needed")
	case !scale.Has(*choice):
		p.Add("choice", "must lie between %d and %d", scale.Min, scale.Max)
	default:
		return *choice
	}
	return 0
}

// responsesInput asks for responses.
type responsesInput struct {
	PeriodInput
	PageInput
	Project  string `query:"project" maxLength:"512" doc:"only of this project"`
	Customer string `query:"customer" maxLength:"512" doc:"only of this customer"`
	Contact  string `query:"contact" maxLength:"512" doc:"only of this person, by id"`
	Agent    string `query:"agent" maxLength:"512" doc:"only where this one served"`
	Survey   string `query:"survey" maxLength:"512" doc:"only of this survey"`
	Scale    string `query:"scale" maxLength:"40" doc:"only on this scale, such as csat5"`
	Language string `query:"language" maxLength:"35" doc:"only of people who are written to in this language, such as de"`
	Choice   string `query:"choice" maxLength:"40" doc:"complaints, satisfied, unsatisfied, or numbers such as 1,2"`
	Reason   string `query:"reason" maxLength:"512" doc:"only where this reason was ticked, by its id"`
	By       string `query:"by" maxLength:"40" doc:"only with this evidence, such as gesture"`
	Words    string `query:"words" maxLength:"3" doc:"yes: with a comment; no: without"`
	Text     string `query:"q" maxLength:"400" doc:"all these words are in the comment, whatever their case and accents"`
	Counted  string `query:"counted" maxLength:"3" doc:"no: those that were set aside, in place of those that count"`
}

// filter reads what narrows the list, as the team's page does.
func (in *responsesInput) filter() (surveys.ResponseFilter, error) {
	said := map[string]string{"project": in.Project, "customer": in.Customer, "contact": in.Contact, "agent": in.Agent, "survey": in.Survey,
		"scale": in.Scale, "reason": in.Reason, "language": in.Language, "choice": in.Choice, "by": in.By, "words": in.Words, "q": in.Text, "counted": in.Counted}
	var wrong surveys.Problems
	f := readFilter(&wrong, func(name string) string { return said[name] })
	return f, wrong.Err()
}

// responseBody is one response.
type responseBody struct {
	Invitation  string `json:"invitation" doc:"id of the invitation"`
	Interaction string `json:"interaction" doc:"id of the interaction"`
	Project     string `json:"project" doc:"id of the project"`
	Customer    string `json:"customer" doc:"id of the customer"`
	Agent       string `json:"agent,omitempty" doc:"who served"`
	Survey      string `json:"survey" doc:"id of the survey"`
	Counted     bool   `json:"counted" doc:"false: it was set aside"`
	AnswerBody
}

type responsesOutput struct {
	Body struct {
		Items []responseBody `json:"items" doc:"newest first"`
		Next  *string        `json:"next" doc:"cursor of the page after; null: the end"`
	}
}

// listResponses returns responses, newest first. A page may be short, or empty,
// and still have a next: only so many answers are looked at for it.
func (s api) listResponses(ctx context.Context, in *responsesInput) (*responsesOutput, error) {
	f, wrong := in.filter()
	var err error
	if in.given() {
		f.Period, err = s.period(in.PeriodInput, levelDays)
	}
	if err := surveys.JoinProblems(wrong, err); err != nil {
		return nil, err
	}
	page, err := s.Store.FilterResponses(ctx, f, in.Cursor, in.limit())
	if err != nil {
		return nil, err
	}
	out := &responsesOutput{}
	out.Body.Items = make([]responseBody, 0, len(page.Items))
	for _, inv := range page.Items {
		body := responseBody{Invitation: string(inv.ID), Interaction: string(inv.Interaction), Survey: string(inv.Survey),
			Project: string(inv.Project), Customer: string(inv.Customer), Agent: string(inv.Agent), Counted: inv.Answer == surveys.Answered}
		inv.Answer = surveys.Answered // one that was set aside is told with what it was
		body.AnswerBody = *newAnswerBody(inv)
		out.Body.Items = append(out.Body.Items, body)
	}
	out.Body.Next = cursorOrNull(page.Next)
	return out, nil
}
