package surveys_test

import (
	"testing"

	"barometer/surveys"
)

// TestEvidence: gesture = button > auto = settled > button_flagged > imported >
// none, and only where a person surely acted there is no need for second
// thoughts.
func TestEvidence(t *testing.T) {
	ranks := [][]surveys.Evidence{
		{""}, {surveys.ByImported}, {surveys.ByButtonFlagged},
		{surveys.ByAuto, surveys.BySettled}, {surveys.ByGesture, surveys.ByButton},
	}
	for rank, kinds := range ranks {
		for _, e := range kinds {
			if e.Rank() != rank {
				t.Errorf("%q has rank %d, want %d", e, e.Rank(), rank)
			}
			if want := rank == 4; e.Deliberate() != want {
				t.Errorf("%q deliberate: %v", e, e.Deliberate())
			}
		}
	}
}
