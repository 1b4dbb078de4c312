package templates_test

import (
	"testing"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

func TestFiguresInWords(t *testing.T) {
	tests := []struct{ got, want string }{
		{templates.Percent(surveys.NewLevel(184, 214)), "86\u00a0%"},
		{templates.Percent(surveys.NewLevel(4, 4)), "–"},
		{templates.Spread(surveys.NewLevel(184, 214)), "81–90, n\u00a0=\u00a0214"},
		{templates.Spread(surveys.NewLevel(2, 2)), "n\u00a0=\u00a02"},
		{english().Figure(surveys.Level{}), "no reading, n\u00a0=\u00a00"},
		{templates.Count(0), "0"},
		{templates.Count(999), "999"},
		{templates.Count(60854), "60,854"},
		{templates.Count(1234567), "1,234,567"},
		{templates.Count(-1234), "−1,234"},
		{english().Points(surveys.NewLevel(50, 100), surveys.NewLevel(85, 100)), "−35\u00a0points"},
		{english().Points(surveys.NewLevel(86, 100), surveys.NewLevel(85, 100)), "+1\u00a0point"},
		{english().Points(surveys.NewLevel(85, 100), surveys.NewLevel(85, 100)), "±0\u00a0points"},
		{english().Points(surveys.NewLevel(2, 2), surveys.NewLevel(85, 100)), "–"},
		{templates.Shorten("short", 10), "short"},
		{templates.Shorten("The portal was down again, on our busiest morning", 30), "The portal was down again, on…"},
		{templates.Shorten("Grüße\n\n aus  Lund", 20), "Grüße aus Lund"},
		{templates.Shorten("abcdefghijklmnop", 5), "abcde…"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestPipsOfAScale(t *testing.T) {
	tests := []struct {
		scale  surveys.ScaleID
		choice int
		want   string
	}{
		{surveys.CSAT5, 2, "●●○○○"}, {surveys.Thumbs, 1, "●○"}, {surveys.CES7, 7, "●●●●●●●"},
		{surveys.NPS11, 0, ""}, {surveys.CSAT5, 9, ""},
	}
	for _, test := range tests {
		scale, _ := surveys.ScaleByID(test.scale)
		if got := templates.Pips(scale, test.choice); got != test.want {
			t.Errorf("%s %d: %q, want %q", test.scale, test.choice, got, test.want)
		}
	}
}

func TestTimesAsPeopleSayThem(t *testing.T) {
	clock := fixtureClock()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, got, want string
	}{
		{"now", clock.Ago(clock.Now.Add(-20 * time.Second)), "just now"},
		{"minutes", clock.Ago(clock.Now.Add(-4 * time.Minute)), "4\u00a0min ago"},
		{"hours", clock.Ago(clock.Now.Add(-3 * time.Hour)), "3\u00a0h ago"},
		{"yesterday", clock.Ago(clock.Now.Add(-25 * time.Hour)), "yesterday"},
		{"this week", clock.Ago(clock.Now.AddDate(0, 0, -4)), "Friday"},
		{"a week ago", clock.Ago(clock.Now.AddDate(0, 0, -7)), "10 Nov"},
		{"long ago", clock.Ago(clock.Now.AddDate(-2, 0, 0)), "17 Nov 2024"},
		{"never", clock.Ago(time.Time{}), "never"},
		{"soon", clock.Ago(clock.Now.Add(2 * time.Hour)), "today 14:00"},
		{"a moment", clock.At(clock.Now.AddDate(0, 0, -12)), "5 Nov 12:00"},
		{"in another zone", templates.Clock{Now: clock.Now, Zone: berlin, Words: english()}.At(clock.Now), "today 13:00"},
		{"over midnight there", templates.Clock{Now: clock.Now.Add(11 * time.Hour), Zone: berlin, Words: english()}.At(clock.Now), "yesterday 13:00"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}
