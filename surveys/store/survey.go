package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"
)

// maxSurveys bounds what every process keeps in memory and reads each second.
const maxSurveys = 500

// keptSurvey is a survey as Redis keeps it. Fields are only ever added.
type keptSurvey struct {
	Name     string                 `json:"name,omitempty"`
	Scale    surveys.ScaleID        `json:"scale"`
	Language string                 `json:"language,omitempty"`
	Wording  map[string]keptWording `json:"wording,omitempty"`
	Reasons  []string               `json:"reasons,omitempty"`
	Sender   string                 `json:"sender,omitempty"`
	ReplyTo  string                 `json:"reply_to,omitempty"`
	Logo     string                 `json:"logo,omitempty"`
	Color    string                 `json:"color,omitempty"`
	Delay    int64                  `json:"delay,omitempty"` // durations in ms
	Expires  int64                  `json:"expires,omitempty"`
	Sample   float64                `json:"sample"`
	Reminder int64                  `json:"reminder,omitempty"`
	Recovery int64                  `json:"recovery,omitempty"`
	Pulse    int                    `json:"pulse,omitempty"` // weeks
	Types    []string               `json:"types,omitempty"`
	Projects []surveys.ProjectID    `json:"projects,omitempty"`
	Archived bool                   `json:"archived,omitempty"`
	Revision int                    `json:"revision"`
	By       string                 `json:"by,omitempty"`
	At       int64                  `json:"at"` // ms
}

type keptWording struct {
	Subject  string            `json:"subject,omitempty"`
	Intro    string            `json:"intro,omitempty"`
	Question string            `json:"question,omitempty"`
	Labels   []string          `json:"labels,omitempty"`
	Reasons  map[string]string `json:"reasons,omitempty"`
}

// SaveSurvey keeps a survey that the domain has checked. revision is the one
// that the change began from, 0 for a new survey and for one that came with the
// program. created is true for a survey that was not there before. Conflict:
// somebody changed it meanwhile, or there are too many.
func (s *Store) SaveSurvey(ctx context.Context, survey surveys.Survey, revision int) (saved surveys.Survey, created bool, err error) {
	survey.Revision, survey.ChangedAt = revision+1, s.now().UTC().Truncate(time.Millisecond)
	text, err := json.Marshal(keep(survey))
	if err != nil {
		return saved, false, fmt.Errorf("save the survey: %w", err)
	}
	done, err := s.run(ctx, "save_survey", []string{surveysKey()}, string(survey.ID), revision, text, maxSurveys).Int()
	if err != nil {
		return saved, false, fmt.Errorf("save the survey: %w", err)
	}
	if done == 0 {
		return saved, false, surveys.Errorf(surveys.Conflict, "somebody changed this survey meanwhile; look at it again and repeat the change")
	}
	if done < 0 {
		return saved, false, surveys.Errorf(surveys.Conflict, "there are %d surveys, more are not possible", maxSurveys)
	}
	_, builtIn := surveys.NewCatalogue(nil, "").Get(survey.ID)
	// It is saved, whether it can be read again or not.
	_ = s.house.look(ctx, s)
	if err := s.SchedulePulse(ctx, survey); err != nil {
		return saved, false, err
	}
	return survey, done == 2 && !builtIn, nil
}

func keep(s surveys.Survey) keptSurvey {
	out := keptSurvey{
		Name: s.Name, Scale: s.Scale, Language: s.Language, Reasons: s.Reasons, Sender: s.Sender, ReplyTo: s.ReplyTo,
		Logo: s.Logo.Text, Color: s.Logo.Color, Delay: s.Delay.Milliseconds(), Expires: s.Expires.Milliseconds(),
		Sample: s.Sample, Reminder: s.Reminder.Milliseconds(), Recovery: s.Recovery.Milliseconds(), Pulse: s.Pulse,
		Types: s.Types, Projects: s.Projects, Archived: s.Archived, Revision: s.Revision, By: s.ChangedBy,
		At: s.ChangedAt.UnixMilli(), Wording: make(map[string]keptWording, len(s.Wording)),
	}
	for tag, w := range s.Wording {
		out.Wording[tag] = keptWording(w)
	}
	return out
}

func (k keptSurvey) survey(id surveys.SurveyID) surveys.Survey {
	out := surveys.Survey{
		ID: id, Name: k.Name, Scale: k.Scale, Language: k.Language, Reasons: k.Reasons, Sender: k.Sender, ReplyTo: k.ReplyTo,
		Logo: surveys.Logo{Text: k.Logo, Color: k.Color}, Delay: millis(k.Delay), Expires: millis(k.Expires),
		Sample: k.Sample, Reminder: millis(k.Reminder), Recovery: millis(k.Recovery), Pulse: k.Pulse,
		Types: k.Types, Projects: k.Projects, Archived: k.Archived, Revision: k.Revision, ChangedBy: k.By,
		ChangedAt: time.UnixMilli(k.At).UTC(), Wording: make(map[string]surveys.Wording, len(k.Wording)),
	}
	for tag, w := range k.Wording {
		out.Wording[tag] = surveys.Wording(w)
	}
	return out
}

func millis(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
