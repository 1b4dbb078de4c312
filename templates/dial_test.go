package templates_test

import (
	"math"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

func TestTheHandStandsWhereTheLevelIs(t *testing.T) {
	tests := []struct {
		name   string
		k, n   int
		alarm  bool
		word   surveys.Forecast
		degree float64
	}{
		{"nobody is satisfied", 0, 50, false, surveys.Storm, -100},
		{"below the left end", 15, 50, false, surveys.Storm, -100},
		{"the middle of storm", 25, 50, false, surveys.Storm, -80},
		{"where rain begins", 30, 50, false, surveys.Rain, -60},
		{"where change begins", 75, 100, false, surveys.Change, -20},
		{"the middle of change", 80, 100, false, surveys.Change, 0},
		{"where fair begins", 85, 100, false, surveys.Fair, 20},
		{"where set fair begins", 93, 100, false, surveys.SetFair, 60},
		{"everybody is satisfied", 50, 50, false, surveys.SetFair, 100},
		{"an alarm holds rain at storm, 2° from its limit", 63, 100, true, surveys.Storm, -62},
		{"an alarm holds set fair at change", 97, 100, true, surveys.Change, 18},
		{"an alarm over a storm changes nothing", 25, 50, true, surveys.Storm, -80},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			level := surveys.NewLevel(test.k, test.n)
			dial := templates.NewDial(level.Forecast(test.alarm), level, surveys.Level{}, english())
			if dial.Forecast != test.word || math.Abs(dial.Hand-test.degree) > 0.001 || dial.HasSet {
				t.Errorf("%s at %.3f°, want %s at %.0f°", dial.Forecast, dial.Hand, test.word, test.degree)
			}
		})
	}
}

func TestBelowFiveAnswersThereIsNoHand(t *testing.T) {
	level := surveys.NewLevel(4, 4)
	dial := templates.NewDial(level.Forecast(false), level, surveys.NewLevel(9, 10), english())
	if dial.Reading() || dial.Spread != "" || dial.HasSet {
		t.Errorf("a dial with 4 answers shows %+v", dial)
	}
	if !strings.HasPrefix(dial.Label, "No reading") {
		t.Errorf("label %q", dial.Label)
	}
}

func TestTheDialOfTheVisualLanguage(t *testing.T) {
	now, before := surveys.NewLevel(184, 214), surveys.NewLevel(199, 221)
	dial := templates.NewDial(surveys.Fair, now, before, english())
	if want := "M203.3 44A122 122 0 0 1 264.8 95.5"; dial.Active != want {
		t.Errorf("arc of the word %q, want %q", dial.Active, want)
	}
	if !strings.HasPrefix(dial.Spread, "M166") || !strings.Contains(dial.Spread, "A134 134 0 0 1 25") {
		t.Errorf("arc of the interval %q", dial.Spread)
	}
	if !dial.HasSet || math.Abs(dial.SetHand-45.2) > 0.1 {
		t.Errorf("set hand at %.2f°", dial.SetHand)
	}
	if want := "Fair. 86 percent satisfied, interval 81 to 90, 214 answers; 90 percent one period before."; dial.Label != want {
		t.Errorf("label %q, want %q", dial.Label, want)
	}
}
