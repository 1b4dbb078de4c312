package main

import (
	"context"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"
)

// fillReports tells two customers what came of their answers: one report is
// written and waits to be read, the other has just gone out.
func fillReports(ctx context.Context, st *store.Store, team firmTeam) error {
	quarter := surveys.WholeMonths(st.Today(), 3, 2)[0]
	_, err := st.DraftReport(ctx, store.ReportDraft{Customer: "northgate", Period: surveys.Last(92, st.Today()-7), By: team.dev.ID,
		Opening: "Thank you for telling us how it went in these three months, also where it did not go well.\n\nThis is what we heard, what we did about it, and how it went since.",
		Closing: "Is something missing, or read wrongly? Please answer this mail: it reaches me."})
	if err != nil {
		return err
	}
	sent, err := st.DraftReport(ctx, store.ReportDraft{Customer: "bergmann", Period: surveys.Period{From: quarter.To + 1 - 92, To: st.Today() - 1}, By: team.you.ID,
		Opening: "Thank you for a year in which you told us honestly how we do.",
		Closing: "We are at your open day, and look forward to the new hall."})
	if err != nil {
		return err
	}
	sections := slices.Clone(sent.Sections)
	for i := range sections {
		if sections[i].Part == surveys.PartLessons {
			sections[i].Text = "You asked to be called before a visit. The technician now calls the evening before."
		}
	}
	sent, err = st.EditReport(ctx, sent.ID, sent.Revision, sections, []surveys.ContactID{surveys.NewContactID("petra@bergmann-maschinenbau.example")})
	if err != nil {
		return err
	}
	if sent, err = st.ReviewReport(ctx, sent.ID, sent.Revision, team.you.ID); err != nil {
		return err
	}
	_, err = st.ReleaseReport(ctx, sent.ID, sent.Revision, team.you, surveys.ReportDays,
		surveys.Plain(team.you.Called()+" released a report for "+sent.Period.From.String()+" – "+sent.Period.To.String()))
	return err
}
