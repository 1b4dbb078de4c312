package templates_test

import (
	"encoding/json"
	"testing"

	"barometer/surveys"
)

const germanTold = `
days_renewal = "Verlängerung"
days_noted = "{{.What}} am {{.Day}}, {{.Before}} Tage vorher"
changes_field_stage = "Stufe"
team_list = "{{.Most}} und {{.Last}}"
"there is no case %d" = "Fall %d gibt es nicht"
[changes_responses]
one = "eine"
other = "{{.Count}} Stück"
`

// What was kept is said as its reader speaks, also after it lay in Redis as JSON.
func TestWhatWasKeptIsToldInTheReadersLanguage(t *testing.T) {
	day, err := surveys.ParseDay("2026-11-05")
	if err != nil {
		t.Fatal(err)
	}
	reader := german(t, germanTold)
	for _, tt := range []struct {
		told            surveys.Telling
		english, german string
	}{
		{surveys.Telling{}, "", ""},
		{surveys.Plain("Anna & co"), "Anna & co", "Anna & co"},
		{surveys.Tell("days_noted", "What", surveys.TellCode("days_", surveys.DayRenewal), "Day", day, "Before", 14),
			"Renewal on 5 Nov 2026 was noted; reminder 14 days before", "Verlängerung am 5 Nov 2026, 14 Tage vorher"},
		{surveys.TellCode("changes_field_", "shoe_size"), "shoe_size", "shoe_size"},
		{surveys.TellAll(surveys.TellCode("changes_field_", "name"), surveys.TellCode("changes_field_", "stage")), "name and stage", "name und Stufe"},
		{surveys.TellCount("changes_responses", 1), "1 of them", "eine"},
		{surveys.TellCount("changes_responses", 4000), "4,000 of them", "4.000 Stück"},
		{surveys.TellPhrase(surveys.Phrasef("there is no case %d", 4000)), "there is no case 4000", "Fall 4000 gibt es nicht"},
		{surveys.TellPhrase(surveys.Phrasef("%s", "said once")), "said once", "said once"},
		{surveys.Tell("no_such_text"), "", ""},
	} {
		raw, err := json.Marshal(tt.told)
		var kept surveys.Telling
		if err == nil {
			err = json.Unmarshal(raw, &kept)
		}
		if err != nil {
			t.Fatal(err)
		}
		if en, de := english().Tell(kept), reader.Tell(kept); en != tt.english || de != tt.german {
			t.Errorf("%s is %q and %q, want %q and %q", raw, en, de, tt.english, tt.german)
		}
	}
}
