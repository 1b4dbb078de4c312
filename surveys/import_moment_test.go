package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

// A time as other programs write it, in a house of Berlin.
func TestMomentsOfOtherPrograms(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text  string
		dates surveys.DateOrder
		want  string // empty: none; "?": could be two
	}{
		{"2026-09-02T11:00:00Z", "", "2026-09-02T11:00:00Z"}, {"2026-09-02T11:00:00.5+02:00", "", "2026-09-02T09:00:00.5Z"},
		{"2026-09-02T11:00", "", "2026-09-02T09:00:00Z"}, {"2026-09-02 11:00:00", "", "2026-09-02T09:00:00Z"}, {"2026-01-02", "", "2026-01-01T23:00:00Z"},
		{"2026-09-02 11:00:00.123 UTC", "", "2026-09-02T11:00:00.123Z"}, {"2026-09-02 11:00:00 GMT", "", "2026-09-02T11:00:00Z"}, {"2026-09-02 11:00:00 +0530", "", "2026-09-02T05:30:00Z"}, {"2026-09-02 11:00:00.123456+00", "", "2026-09-02T11:00:00.123456Z"},
		{"01.09.2026", "", "2026-08-31T22:00:00Z"}, {"1.9.2026 9:05", "", "2026-09-01T07:05:00Z"}, {"2 Sep 2026, 3:04 pm", "", "2026-09-02T13:04:00Z"},
		{"05/11/2026", "dmy", "2026-11-04T23:00:00Z"}, {"05/11/2026 11:00", "mdy", "2026-05-11T09:00:00Z"}, {"05/11/2026, 11:00:30 AM", "mdy", "2026-05-11T09:00:30Z"},
		{"05/11/2026 11:00", "", "?"}, {"1788346800", "", "2026-09-02T11:00:00Z"},
		{"178834680", "", ""}, {"31/02/2026", "dmy", ""}, {"2026-09-02T25:00", "", ""}, {"2026-09-02 11:00 CEST", "", ""}, {"yesterday", "", ""}, {"11:00", "", ""}, {"", "", ""},
	} {
		at, ambiguous, ok := surveys.ParseMoment(tt.text, tt.dates, berlin)
		got := ""
		switch {
		case ok:
			got = at.UTC().Format(time.RFC3339Nano)
		case ambiguous:
			got = "?"
		}
		if got != tt.want {
			t.Errorf("%q %s: %q, want %q", tt.text, tt.dates, got, tt.want)
		}
	}
}
