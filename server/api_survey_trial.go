package server

import (
	"context"
	"net/http"

	"barometer/surveys"
)

// previewInput asks how a survey reads.
type previewInput struct {
	IDInput
	Body struct {
		Language    string `json:"language,omitempty" doc:"en, hi, mr, hu, de, fr, es, pt or ar; left out: that of the survey"`
		ContactName string `json:"contact_name,omitempty" maxLength:"200" doc:"whom the mail greets; left out: somebody made up"`
	}
}

type previewOutput struct {
	Body struct {
		Language string `json:"language" doc:"of the mail"`
		Dir      string `json:"dir" doc:"ltr or rtl"`
		Subject  string `json:"subject" doc:"of the mail"`
		Text     string `json:"text" doc:"the mail for programs that show text only"`
		HTML     string `json:"html" doc:"the mail; its links lead to rating pages that count nothing"`
	}
}

// previewSurvey composes the mail of a survey about an interaction that is
// made up. Nothing leaves the house.
func (s api) previewSurvey(ctx context.Context, in *previewInput) (*previewOutput, error) {
	survey, _, err := s.survey(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.preview(ctx, survey, in.Body.Language, normaliseText(in.Body.ContactName))
	if err != nil {
		return nil, err
	}
	out := &previewOutput{}
	out.Body.Language, out.Body.Dir, out.Body.Subject = p.Language, p.Dir, p.Subject
	out.Body.Text, out.Body.HTML = p.Text, p.HTML
	return out, nil
}

// trialInput asks for a mail of a survey, to see it.
type trialInput struct {
	IDInput
	Body struct {
		To       string `json:"to" doc:"whom the mail goes to"`
		Language string `json:"language,omitempty" doc:"en, hi, mr, hu, de, fr, es, pt or ar; left out: that of the survey"`
	}
}

type trialPathInput struct {
	IDInput
	Test string `path:"test" doc:"id of the test mail"`
}

type trialOutput struct {
	Status int
	Body   struct {
		ID       string `json:"id" doc:"of the test mail; known for a day"`
		Language string `json:"language" doc:"of the mail"`
		Mail     string `json:"mail" doc:"scheduled, data, sent, failed or unknown"`
		Reason   string `json:"reason" doc:"what went wrong; empty: nothing"`
	}
}

// testSurvey sends the mail of a survey to somebody who wants to see it.
func (s api) testSurvey(ctx context.Context, in *trialInput) (*trialOutput, error) {
	survey, _, err := s.survey(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	trial, err := s.trySurvey(ctx, survey, in.Body.To, in.Body.Language)
	if err != nil {
		return nil, err
	}
	s.record(ctx, "survey.tested", "survey "+string(survey.ID), surveys.Telling{})
	return newTrialOutput(http.StatusAccepted, trial), nil
}

// getTest says what became of a test mail.
func (s api) getTest(ctx context.Context, in *trialPathInput) (*trialOutput, error) {
	trial, err := s.trialOf(ctx, surveys.SurveyID(in.ID), in.Test)
	if err != nil {
		return nil, err
	}
	return newTrialOutput(http.StatusOK, trial), nil
}

func newTrialOutput(status int, t surveys.Trial) *trialOutput {
	out := &trialOutput{Status: status}
	out.Body.ID, out.Body.Language, out.Body.Mail, out.Body.Reason = string(t.ID), t.Language, string(t.Mail), t.Reason
	return out
}
