package server

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// preferencesBody is what holds for all surveys.
type preferencesBody struct {
	Survey   string    `json:"survey,omitempty" doc:"asked where no survey is made for an interaction; left out: csat5" example:"csat5"`
	Language string    `json:"language,omitempty" doc:"for contacts and surveys without one; left out: en" example:"en"`
	Hours    hoursBody `json:"hours,omitempty" doc:"when mails may go out, by the clock of who gets them; left out: at any time"`
}

// hoursBody is when mails may go out.
type hoursBody struct {
	From string   `json:"from,omitempty" doc:"first moment of the day" example:"08:00"`
	To   string   `json:"to,omitempty" doc:"end of the day; 24:00 is midnight" example:"18:00"`
	Days []string `json:"days,omitempty" nullable:"false" doc:"mon, tue, wed, thu, fri, sat, sun; none: every day" example:"[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"]"`
}

type preferencesInput struct{ Body preferencesBody }

type preferencesOutput struct{ Body preferencesBody }

// getPreferences shows what holds for all surveys.
func (s api) getPreferences(ctx context.Context, _ *struct{}) (*preferencesOutput, error) {
	p, err := s.Store.Preferences(ctx)
	if err != nil {
		return nil, err
	}
	return &preferencesOutput{newPreferencesBody(p)}, nil
}

// putPreferences replaces what holds for all surveys.
func (s api) putPreferences(ctx context.Context, in *preferencesInput) (*preferencesOutput, error) {
	var wrong surveys.Problems
	p := in.Body.preferences(&wrong)
	if err := s.savePreferences(ctx, p, wrong); err != nil {
		return nil, err
	}
	s.record(ctx, "preferences.changed", "preferences", surveys.Telling{})
	return &preferencesOutput{newPreferencesBody(p)}, nil
}

// savePreferences keeps preferences that nothing is wrong with.
func (s *Server) savePreferences(ctx context.Context, p surveys.Preferences, wrong surveys.Problems) error {
	all, err := s.Store.Surveys(ctx)
	if err != nil {
		return err
	}
	if err := merge(wrong, p.Validate(all)); err != nil {
		return err
	}
	return s.Store.SavePreferences(ctx, p)
}

func (b preferencesBody) preferences(wrong *surveys.Problems) surveys.Preferences {
	p := surveys.Preferences{Survey: surveys.SurveyID(b.Survey), Language: b.Language}
	p.Hours.From = clockOf(wrong, "hours.from", b.Hours.From)
	p.Hours.To = clockOf(wrong, "hours.to", b.Hours.To)
	for i, text := range b.Hours.Days {
		day, ok := surveys.ParseWeekday(text)
		if !ok {
			wrong.Add(fmt.Sprintf("hours.days[%d]", i), "must be one of mon, tue, wed, thu, fri, sat, sun")
			continue
		}
		p.Hours.Days = append(p.Hours.Days, day)
	}
	return p
}

func clockOf(wrong *surveys.Problems, field, text string) int {
	minutes, ok := surveys.ParseClock(text)
	if !ok {
		wrong.Add(field, "must be a time of the day such as 08:00")
	}
	return minutes
}

func newPreferencesBody(p surveys.Preferences) preferencesBody {
	out := preferencesBody{Survey: string(p.Survey), Language: p.Language}
	if p.Hours.To > 0 {
		out.Hours.From, out.Hours.To = surveys.FormatClock(p.Hours.From), surveys.FormatClock(p.Hours.To)
	}
	for _, day := range p.Hours.Days {
		out.Hours.Days = append(out.Hours.Days, surveys.FormatWeekday(day))
	}
	return out
}
