package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"barometer/surveys"
)

// keptPreferences are the preferences as Redis keeps them.
type keptPreferences struct {
	Survey   surveys.SurveyID `json:"survey,omitempty"`
	Language string           `json:"language,omitempty"`
	From     int              `json:"from,omitempty"` // minutes of the day
	To       int              `json:"to,omitempty"`
	Days     []time.Weekday   `json:"days,omitempty"`
}

// SavePreferences keeps what the owner sets for all surveys, once the domain
// has checked it.
func (s *Store) SavePreferences(ctx context.Context, p surveys.Preferences) error {
	text, err := json.Marshal(keptPreferences{p.Survey, p.Language, p.Hours.From, p.Hours.To, p.Hours.Days})
	if err == nil {
		err = s.rdb.Set(ctx, preferencesKey(), text, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("save the preferences: %w", err)
	}
	_ = s.house.look(ctx, s) // saved, whether they can be read again or not
	return nil
}

func (k keptPreferences) preferences() surveys.Preferences {
	return surveys.Preferences{Survey: k.Survey, Language: k.Language, Hours: surveys.Hours{From: k.From, To: k.To, Days: k.Days}}
}
