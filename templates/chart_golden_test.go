package templates_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

// answeredDays are days with so many answers of a share each, on a scale.
func answeredDays(scale surveys.ScaleID, good, bad int, each ...[3]int) surveys.Days {
	days := surveys.Days{}
	for _, e := range each {
		var t surveys.Tally
		t.Count(scale, good, e[1])
		t.Count(scale, bad, e[2])
		days[fixtureClock().Today()-surveys.Day(e[0])] = t
	}
	return days
}

func TestGoldenCharts(t *testing.T) {
	period := surveys.Last(364, fixtureClock().Today())
	some := answeredDays(surveys.CSAT5, 5, 1, [3]int{0, 9, 1}, [3]int{1, 2, 1}, [3]int{40, 6, 0}, [3]int{90, 0, 5}, [3]int{363, 7, 3})
	recommend := answeredDays(surveys.NPS11, 10, 0, [3]int{0, 30, 5}, [3]int{31, 4, 4})
	pictures := map[string]picture{
		"trend_year": {"trend", templates.Trend{Heading: "x", Chart: templates.NewChart(fixtureYear(), fixtureClock())}},
		"trend_none": {"trend", templates.Trend{Heading: "x", Chart: templates.NewChart(nil, fixtureClock())}},
		"trend_one":  {"trend", templates.Trend{Heading: "x", Chart: templates.NewChart(readings(90), fixtureClock())}},
		"trend_ends": {"trend", templates.Trend{Heading: "x", Chart: templates.NewChart(readings(0, 100, -1, 50), fixtureClock())}},
		"spark":      {"spark", templates.NewSpark(readings(100, 75, 20), surveys.Storm, "x")},
		"days_some":  {"calendar", templates.NewCalendar(some, period, fixtureClock())},
		"days_none":  {"calendar", templates.NewCalendar(nil, period, fixtureClock())},
		"days_nps11": {"calendar", templates.NewCalendar(recommend, surveys.Last(40, fixtureClock().Today()), fixtureClock())},
		"stack_some": {"stacks", templates.NewStacks(some, period, english())},
		"stack_none": {"stacks", templates.NewStacks(nil, period, english())},
		"stack_both": {"stacks", templates.NewStacks(recommend, surveys.Last(40, fixtureClock().Today()), english())},
	}
	for _, more := range []map[string]picture{dials(), fields(), keeps()} {
		maps.Copy(pictures, more)
	}
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	for name, picture := range pictures {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := pages.RenderPart(&b, picture.part, picture.of); err != nil {
				t.Fatal(err)
			}
			for _, wrong := range []string{"NaN", "Inf", "ZgotmplZ", "<script", "%!"} {
				if strings.Contains(b.String(), wrong) {
					t.Errorf("%s holds %s", name, wrong)
				}
			}
			file := filepath.Join("testdata", "charts", name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("%s is drawn otherwise than %s; if that is right: go test ./templates -run Golden -update", name, file)
			}
		})
	}
}
