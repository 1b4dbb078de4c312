package main

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// saveFirmViews keeps the views that the demo's firm looks at every week.
func saveFirmViews(ctx context.Context, st *store.Store, team firmTeam) error {
	for _, v := range []struct {
		id            surveys.ViewID
		name, address string
		owner         surveys.UserID
		shared        bool
	}{
		{"unhappy", "Unhappy, in their words", "/responses?choice=complaints&words=yes", team.you.ID, true},
		{"german", "Said in German", "/responses?days=365&language=de&words=yes", team.marta.ID, true},
		{"visits", "Visits of a year", "/responses?days=365&survey=" + string(visitSurvey), team.you.ID, false},
	} {
		view, err := surveys.NewView(v.id, v.name, v.address, v.owner, v.shared)
		if err != nil {
			return err
		}
		if err := st.SaveView(ctx, view); err != nil {
			return err
		}
	}
	return nil
}
