package server

import (
	"context"
	"net/http"
	"time"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// surveyBody is a survey as the API shows it.
type surveyBody struct {
	ID         string                 `json:"id" doc:"as interactions name it"`
	Name       string                 `json:"name" doc:"what the team calls it; customers never see it"`
	Scale      string                 `json:"scale" doc:"thumbs, faces3, thermometer4, csat5, ces7 or nps11; never changes"`
	Language   string                 `json:"language" doc:"for contacts without one; empty: that of the preferences"`
	Wording    map[string]wordingBody `json:"wording" doc:"your own words by language: en, hi, mr, hu, de, fr, es, pt or ar; what is left out is said in ours"`
	Reasons    []string               `json:"reasons" doc:"ids of the reasons offered after a tap that is not satisfied, in this order"`
	Sender     string                 `json:"sender" doc:"who asks, such as Jonas Weber at Acme; empty: the sender of the house"`
	ReplyTo    string                 `json:"reply_to" doc:"address of a person who reads answers to the mail; empty: the sender's"`
	Logo       logoBody               `json:"logo" doc:"the line at the head of mails and rating pages"`
	Delay      string                 `json:"delay" doc:"how long after the interaction the mail goes out, such as 2h"`
	Expires    string                 `json:"expires" doc:"how long after the mail a tap counts, such as 30d; 0: for ever"`
	Sample     float64                `json:"sample" doc:"share of the interactions that are asked about, above 0 to 1"`
	Reminder   string                 `json:"reminder" doc:"how long after the mail those who have not answered are reminded, once; 0: never"`
	Recovery   string                 `json:"recovery" doc:"how long after a case is resolved its customer is asked once more; 0: never"`
	PulseWeeks int                    `json:"pulse_weeks" doc:"weeks from one question to the next without an interaction; 0: no pulse"`
	Types      []string               `json:"types" doc:"types of interactions that it is for; none: any"`
	Projects   []string               `json:"projects" doc:"ids of projects that it is for; none: any"`
	Archived   bool                   `json:"archived" doc:"asked no longer; its answers stay"`
	Revision   int                    `json:"revision" doc:"counts the changes; 0: as it came with the program"`
	ChangedBy  string                 `json:"changed_by" doc:"who changed it last; empty: nobody"`
	ChangedAt  *time.Time             `json:"changed_at" doc:"when it was changed last; null: never"`
	Usual      bool                   `json:"usual" doc:"asked where no survey is made for an interaction"`
}

// wordingBody is what a survey says in one language.
type wordingBody struct {
	Subject  string            `json:"subject,omitempty" doc:"of the mail, 150 characters at most; may hold {first_name}, {name}, {customer}, {project}, {interaction}, {subject}, {agent} and {house}"`
	Intro    string            `json:"intro,omitempty" doc:"one sentence before the question, 300 characters at most, with the same placeholders"`
	Question string            `json:"question,omitempty" doc:"200 characters at most, with the same placeholders"`
	Labels   []string          `json:"labels,omitempty" doc:"a word for each choice, from worst to best, 40 characters at most; an empty one is ours"`
	Reasons  map[string]string `json:"reasons,omitempty" doc:"words of the reasons by id, 60 characters at most"`
}

// logoBody is a line of text in place of a picture.
type logoBody struct {
	Text  string `json:"text,omitempty" doc:"60 characters at most; empty: the name of the house"`
	Color string `json:"color,omitempty" doc:"#rrggbb, dark enough for paper; empty: that of the text around it" example:"#1a5276"`
}

// newSurvey is a survey as a caller wants it. What is left out is as in a new
// survey of the scale.
type newSurvey struct {
	ID         string                 `json:"id,omitempty" doc:"the same as in the address, or left out"`
	Name       string                 `json:"name,omitempty" doc:"what the team calls it; customers never see it"`
	Scale      string                 `json:"scale" doc:"thumbs, faces3, thermometer4, csat5, ces7 or nps11; cannot be changed later" example:"csat5"`
	Language   string                 `json:"language,omitempty" doc:"for contacts without one; left out: that of the preferences"`
	Wording    map[string]wordingBody `json:"wording,omitempty" doc:"your own words by language: en, hi, mr, hu, de, fr, es, pt or ar; what is left out is said in ours"`
	Reasons    *[]string              `json:"reasons,omitempty" nullable:"false" doc:"ids of the reasons offered after a tap that is not satisfied; ours are slow, twice, unsolved, untold, reach and other; left out: all of ours"`
	Sender     string                 `json:"sender,omitempty" doc:"who asks, such as Jonas Weber at Acme; left out: the sender of the house"`
	ReplyTo    string                 `json:"reply_to,omitempty" doc:"address of a person who reads answers to the mail, never a no-reply; left out: the sender's"`
	Logo       logoBody               `json:"logo,omitempty" doc:"the line at the head of mails and rating pages"`
	Delay      string                 `json:"delay,omitempty" doc:"how long after the interaction the mail goes out; left out: at once" example:"2h"`
	Expires    *string                `json:"expires,omitempty" nullable:"false" doc:"how long after the mail a tap counts, an hour or more; 0: for ever; left out: 30d" example:"30d"`
	Sample     *float64               `json:"sample,omitempty" nullable:"false" doc:"share of the interactions that are asked about, above 0 to 1; left out: 1"`
	Reminder   string                 `json:"reminder,omitempty" doc:"how long after the mail those who have not answered are reminded, once; left out: never" example:"4d"`
	Recovery   *string                `json:"recovery,omitempty" nullable:"false" doc:"how long after a case is resolved its customer is asked once more; 0: never; left out: 3d" example:"3d"`
	PulseWeeks int                    `json:"pulse_weeks,omitempty" doc:"weeks from one question to the next without an interaction, 104 at most; left out: no pulse"`
	Types      []string               `json:"types,omitempty" nullable:"false" doc:"types of interactions that it is for; left out: any"`
	Projects   []string               `json:"projects,omitempty" nullable:"false" doc:"ids of projects that it is for; left out: any"`
	Archived   bool                   `json:"archived,omitempty" doc:"asked no longer; its answers stay"`
	Revision   *int                   `json:"revision,omitempty" nullable:"false" doc:"the one that the change began from; another since: 409; left out: whatever stands is replaced"`
}

type surveysOutput struct {
	Body struct {
		Items []surveyBody `json:"items" doc:"the usual one first, archived ones last"`
		Next  *string      `json:"next" doc:"always null: the list is whole"`
	}
}

type surveyOutput struct {
	Status int
	Body   surveyBody
}

type surveyInput struct {
	IDInput
	Body newSurvey
}

// listSurveys returns every survey.
func (s api) listSurveys(ctx context.Context, _ *struct{}) (*surveysOutput, error) {
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return nil, err
	}
	out := &surveysOutput{}
	out.Body.Items = []surveyBody{}
	for _, survey := range all.All() {
		out.Body.Items = append(out.Body.Items, newSurveyBody(survey, all))
	}
	return out, nil
}

// getSurvey shows one survey.
func (s api) getSurvey(ctx context.Context, in *IDInput) (*surveyOutput, error) {
	survey, all, err := s.survey(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &surveyOutput{Status: http.StatusOK, Body: newSurveyBody(survey, all)}, nil
}

// putSurvey answers 201 with a new survey, 200 with one that was changed.
func (s api) putSurvey(ctx context.Context, in *surveyInput) (*surveyOutput, error) {
	var p surveys.Problems
	survey := in.Body.survey(&p, surveys.SurveyID(in.ID))
	if in.Body.ID != "" && in.Body.ID != in.ID {
		p.Add("id", "must be the one in the address")
	}
	survey.ChangedBy = tokenName(ctx)
	saved, created, err := s.saveSurvey(ctx, survey, in.Body.Revision, p)
	if err != nil {
		return nil, err
	}
	s.record(ctx, surveyAct(created), "survey "+string(saved.ID), surveyTelling(saved))
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return nil, err
	}
	out := &surveyOutput{Status: http.StatusOK, Body: newSurveyBody(saved, all)}
	if created {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// survey turns the body into the domain's noun; what cannot be read is named.
func (b newSurvey) survey(p *surveys.Problems, id surveys.SurveyID) surveys.Survey {
	s := surveys.NewSurvey(id, surveys.ScaleID(b.Scale))
	s.Name, s.Language, s.Sender, s.ReplyTo = b.Name, b.Language, b.Sender, b.ReplyTo
	s.Logo = surveys.Logo(b.Logo)
	s.Pulse, s.Types, s.Archived = b.PulseWeeks, b.Types, b.Archived
	s.Wording = map[string]surveys.Wording{}
	for tag, w := range b.Wording {
		s.Wording[tag] = surveys.Wording(w)
	}
	if b.Reasons != nil {
		s.Reasons = *b.Reasons
	}
	if b.Sample != nil {
		s.Sample = *b.Sample
	}
	for _, id := range b.Projects {
		s.Projects = append(s.Projects, surveys.ProjectID(id))
	}
	s.Delay, s.Reminder = durationOf(p, "delay", b.Delay), durationOf(p, "reminder", b.Reminder)
	if b.Expires != nil {
		s.Expires = durationOf(p, "expires", *b.Expires)
	}
	if b.Recovery != nil {
		s.Recovery = durationOf(p, "recovery", *b.Recovery)
	}
	return s
}

func durationOf(p *surveys.Problems, field, text string) time.Duration {
	d, err := surveys.ParseDuration(text)
	if err != nil {
		p.Add(field, "must be a duration such as 30m, 2h or 3d")
	}
	return d
}

func newSurveyBody(s surveys.Survey, all surveys.Catalogue) surveyBody {
	out := surveyBody{
		ID: string(s.ID), Name: s.Name, Scale: string(s.Scale), Language: s.Language, Wording: map[string]wordingBody{},
		Reasons: append([]string{}, s.Reasons...), Sender: s.Sender, ReplyTo: s.ReplyTo, Logo: logoBody(s.Logo),
		Delay: surveys.FormatDuration(s.Delay), Expires: surveys.FormatDuration(s.Expires), Sample: s.Sample,
		Reminder: surveys.FormatDuration(s.Reminder), Recovery: surveys.FormatDuration(s.Recovery), PulseWeeks: s.Pulse,
		Types: append([]string{}, s.Types...), Projects: texts(s.Projects), Archived: s.Archived, Revision: s.Revision,
		ChangedBy: s.ChangedBy, ChangedAt: timeOrNull(s.ChangedAt), Usual: s.ID == all.Usual().ID,
	}
	for tag, w := range s.Wording {
		out.Wording[tag] = wordingBody(w)
	}
	return out
}

// surveyOperations registers what the API does with surveys.
func (s api) surveyOperations(docs huma.API) {
	operation(s.Server, docs, surveys.Read, "GET /surveys", "Surveys, the usual one first", s.listSurveys)
	operation(s.Server, docs, surveys.Read, "GET /surveys/{id}", "One survey", s.getSurvey)
	operation(s.Server, docs, surveys.Admin, "PUT /surveys/{id}", "Make or replace a survey", s.putSurvey)
	operation(s.Server, docs, surveys.Read, "POST /surveys/{id}/preview", "How the mail of a survey reads", s.previewSurvey)
	operation(s.Server, docs, surveys.Admin, "POST /surveys/{id}/test", "Send the mail of a survey to see it", s.testSurvey)
	operation(s.Server, docs, surveys.Admin, "GET /surveys/{id}/test/{test}", "What became of a test mail", s.getTest)
	operation(s.Server, docs, surveys.Read, "GET /preferences", "What holds for all surveys", s.getPreferences)
	operation(s.Server, docs, surveys.Admin, "PUT /preferences", "Change what holds for all surveys", s.putPreferences)
}
