package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// CaseBody is a case as the API shows it. It is exported because the
// description leaves the fields of others out where they are embedded.
type CaseBody struct {
	ID          int        `json:"id" doc:"number of the case"`
	Source      string     `json:"source" doc:"complaint, contact, alarm or hand: what opened it"`
	Invitation  string     `json:"invitation" doc:"that it began with; empty: none"`
	Latest      string     `json:"latest" doc:"the invitation that it is about now; empty: none"`
	Project     string     `json:"project" doc:"id of the project"`
	Customer    string     `json:"customer" doc:"empty: the project as a whole"`
	State       string     `json:"state" doc:"open, contacted or resolved"`
	Owner       string     `json:"owner" doc:"who follows it up, by name; empty: nobody yet"`
	OwnerID     string     `json:"owner_id" doc:"the same, where it is somebody on the team"`
	Text        string     `json:"text" doc:"what an alarm or a person said"`
	Cause       string     `json:"cause" doc:"what led to the case"`
	Lesson      string     `json:"lesson" doc:"what was learnt from it"`
	OpenedAt    *time.Time `json:"opened_at" doc:"when the case was opened"`
	ChangedAt   *time.Time `json:"changed_at" doc:"when the case changed last"`
	AlertedAt   *time.Time `json:"alerted_at" doc:"when the team was told of the newest; null: not yet"`
	Withdrawn   bool       `json:"withdrawn" doc:"the rating was changed to one that is no complaint"`
	Chapter     int        `json:"chapter" doc:"1, and one more each time that it was opened again"`
	Since       *time.Time `json:"since" doc:"when the chapter began"`
	EscalatedIn int        `json:"escalated_in" doc:"the chapter that the founders were told of; 0: none"`
	Recovery    string     `json:"recovery" doc:"what came of asking once more: asked, not_asked, recovered, not_recovered or unclear; empty: nobody was asked yet"`
	Recovers    string     `json:"recovery_invitation" doc:"that asks once more; empty: none"`
}

type casesInput struct {
	State    string `query:"state" enum:"open,contacted,resolved" default:"open" doc:"open, contacted or resolved"`
	Owner    string `query:"owner" maxLength:"256" doc:"address or id of somebody on the team, or nobody; left out: everybody's"`
	Project  string `query:"project" maxLength:"512" doc:"only those of this project"`
	Customer string `query:"customer" maxLength:"512" doc:"only those of this customer"`
	PageInput
}

type casesOutput struct {
	Body struct {
		Items []CaseBody `json:"items" doc:"newest first"`
		Next  *string    `json:"next" doc:"cursor of the next page; null: this is the last"`
		Total int        `json:"total" doc:"cases in this state, whoever follows them up"`
	}
}

// caseFileBody is a case with all that happened in it.
type caseFileBody struct {
	CaseBody
	Invitations []string    `json:"invitations" doc:"whose answers it is about, in the order of coming"`
	Log         []lineBody  `json:"log" doc:"oldest first"`
	Replies     []replyBody `json:"replies" doc:"mails to the customer, oldest first"`
}

type lineBody struct {
	At   *time.Time `json:"at" doc:"when it happened"`
	Kind string     `json:"kind" doc:"opened, joined, wished, reopened, withdrawn, stands, state, owner, cause, lesson, note, reply, told, escalated, asked or recovery"`
	Who  string     `json:"who" doc:"of the team; empty: the customer or the machine"`
	Ref  string     `json:"ref" doc:"an invitation, a state, the number of a reply or a reason, as the kind says"`
	Text string     `json:"text" doc:"in words, for people"`
}

type replyBody struct {
	Number int        `json:"number" doc:"counted from 1"`
	By     string     `json:"by" doc:"who did it"`
	Text   string     `json:"text" doc:"in words, for people"`
	At     *time.Time `json:"at" doc:"when it happened"`
	State  string     `json:"state" doc:"scheduled, data (on its way), sent, failed or unknown"`
	Reason string     `json:"reason" doc:"why the mail did not arrive; empty: nothing went wrong"`
}

type caseOutput struct {
	Status int
	Body   caseFileBody
}

// patchCaseInput changes what it holds; what is left out stays.
type patchCaseInput struct {
	IDInput
	Body struct {
		State  *string `json:"state,omitempty" enum:"open,contacted,resolved" doc:"open, contacted or resolved"`
		Owner  *string `json:"owner,omitempty" maxLength:"200" doc:"address, id or name of somebody on the team; empty: nobody"`
		Cause  *string `json:"cause,omitempty" maxLength:"4000" doc:"what led to the case"`
		Lesson *string `json:"lesson,omitempty" maxLength:"4000" doc:"what was learnt from it"`
		Note   string  `json:"note,omitempty" maxLength:"4000" doc:"kept with the case"`
	}
}

// listCases returns the cases in a state, newest first.
func (s api) listCases(ctx context.Context, in *casesInput) (*casesOutput, error) {
	q := store.CaseQuery{State: surveys.CaseState(in.State), Project: surveys.ProjectID(in.Project),
		Customer: surveys.CustomerID(in.Customer), Cursor: in.Cursor, Limit: in.limit()}
	if in.Owner == nobody {
		q.Nobodys = true
	} else if in.Owner != "" {
		owner, err := s.member(ctx, "owner", in.Owner)
		if err != nil {
			return nil, err
		}
		q.Owner = owner.ID
	}
	items, next, err := s.Store.CasesPage(ctx, q)
	if err != nil {
		return nil, err
	}
	_, total, err := s.Store.Cases(ctx, q.State, 1)
	if err != nil {
		return nil, err
	}
	out := &casesOutput{}
	out.Body.Items = make([]CaseBody, len(items))
	for i, c := range items {
		out.Body.Items[i] = newCaseBody(c)
	}
	out.Body.Next, out.Body.Total = cursorOrNull(next), total
	return out, nil
}

// nobody stands for no owner in a query.
const nobody = "nobody"

// member finds somebody on the team by address, id or name.
func (s api) member(ctx context.Context, field, text string) (surveys.User, error) {
	team, err := s.Store.Users(ctx)
	if err != nil {
		return surveys.User{}, err
	}
	u, ok := surveys.FindUser(team, normaliseText(text))
	if !ok {
		return u, surveys.InvalidField(field, "must be the address of somebody on the team")
	}
	return u, nil
}

// getCase shows one case with all that happened in it.
func (s api) getCase(ctx context.Context, in *IDInput) (*caseOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	return s.showCase(ctx, id, http.StatusOK)
}

func (s api) showCase(ctx context.Context, id surveys.CaseID, status int) (*caseOutput, error) {
	f, err := s.Store.CaseFile(ctx, id)
	if err != nil {
		return nil, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	s.words.NameLines(f.Log, team)
	return &caseOutput{Status: status, Body: newCaseFileBody(f)}, nil
}

// patchCase changes a case.
func (s api) patchCase(ctx context.Context, in *patchCaseInput) (*caseOutput, error) {
	id, err := parseCaseID(in.ID)
	if err != nil {
		return nil, err
	}
	patch := surveys.CasePatch{By: surveys.TokenActor(tokenName(ctx)), Owner: normalised(in.Body.Owner),
		Cause: normalised(in.Body.Cause), Lesson: normalised(in.Body.Lesson), Note: normaliseText(in.Body.Note)}
	if in.Body.State != nil {
		state := surveys.CaseState(*in.Body.State)
		patch.State = &state
	}
	if err := checkCasePatch(patch); err != nil {
		return nil, err
	}
	if _, err = s.Store.PatchCase(ctx, id, patch); err != nil {
		return nil, err
	}
	s.record(ctx, "case.changed", caseSubject(id), surveys.Telling{})
	return s.showCase(ctx, id, http.StatusOK)
}

func checkCasePatch(c surveys.CasePatch) error {
	var p surveys.Problems
	check := func(field string, text *string, checkText func(string) *surveys.Phrase) {
		if text == nil {
			return
		}
		if problem := checkText(*text); problem != nil {
			p.Add(field, "%s", problem)
		}
	}
	check("owner", c.Owner, func(s string) *surveys.Phrase { return surveys.CheckText(s, surveys.MaxName) })
	check("cause", c.Cause, surveys.CheckComment)
	check("lesson", c.Lesson, surveys.CheckComment)
	check("note", &c.Note, surveys.CheckComment)
	return p.Err()
}

func normalised(text *string) *string {
	if text == nil {
		return nil
	}
	out := normaliseText(*text)
	return &out
}

func parseCaseID(text string) (surveys.CaseID, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, surveys.Errorf(surveys.NotFound, "there is no case with this number")
	}
	return surveys.CaseID(n), nil
}

func newCaseBody(c surveys.Case) CaseBody {
	return CaseBody{ID: int(c.ID), Source: string(c.Source), Invitation: string(c.Invitation), Latest: string(c.Latest),
		Project: string(c.Project), Customer: string(c.Customer), State: string(c.State), Owner: c.Owner,
		OwnerID: string(c.OwnerID), Text: c.Text, Cause: c.Cause, Lesson: c.Lesson,
		OpenedAt: timeOrNull(c.OpenedAt), ChangedAt: timeOrNull(c.ChangedAt), AlertedAt: timeOrNull(c.AlertedAt),
		Withdrawn: c.Withdrawn, Chapter: c.Chapter, Since: timeOrNull(c.Since), EscalatedIn: c.Escalated,
		Recovery: string(c.Recovery), Recovers: string(c.Recovers)}
}

func newCaseFileBody(f surveys.CaseFile) caseFileBody {
	body := caseFileBody{CaseBody: newCaseBody(f.Case), Invitations: []string{}, Log: []lineBody{}, Replies: []replyBody{}}
	for _, id := range f.Voices {
		body.Invitations = append(body.Invitations, string(id))
	}
	for _, l := range f.Log {
		body.Log = append(body.Log, lineBody{timeOrNull(l.At), string(l.Kind), l.Actor(), l.Ref, l.Text})
	}
	for _, r := range f.Answers {
		body.Replies = append(body.Replies, newReplyBody(r))
	}
	return body
}

func newReplyBody(r surveys.Reply) replyBody {
	return replyBody{r.Number, fmt.Sprintf("%s <%s>", r.Name, r.From), r.Text, timeOrNull(r.At), string(r.State), r.Reason}
}
