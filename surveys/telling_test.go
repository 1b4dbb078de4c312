package surveys_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"barometer/surveys"
)

// A sentence that was kept before there were tellings is read as it was.
func TestAnOldSentenceIsATelling(t *testing.T) {
	var j surveys.ImportJob
	if err := json.Unmarshal([]byte(`{"ID":"i","Failure":"the file is empty"}`), &j); err != nil || !reflect.DeepEqual(j.Failure, surveys.Plain("the file is empty")) {
		t.Errorf("%+v, %v", j.Failure, err)
	}
	j.Failure = surveys.Telling{}
	if raw, err := json.Marshal(j); err != nil || strings.Contains(string(raw), "Failure") {
		t.Errorf("an import that did not fail is kept as %s, %v", raw, err)
	}
}

func TestOnlyWhatPeopleWroteOfATellingChanges(t *testing.T) {
	told := surveys.Tell("changes_lifted", "Reason", surveys.TellCode("changes_reason_", surveys.SuppressBounced), "Why", "anna asked",
		"All", surveys.TellAll(surveys.Plain("anna"), surveys.Telling{ID: "anna"}))
	got := told.Written(func(text string) string { return strings.ReplaceAll(text, "anna", "…") })
	want := surveys.Tell("changes_lifted", "Reason", surveys.TellCode("changes_reason_", surveys.SuppressBounced), "Why", "… asked",
		"All", surveys.TellAll(surveys.Plain("…"), surveys.Telling{ID: "anna"}))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if told.With["Why"].Plain != "anna asked" {
		t.Error("what was given is changed, too")
	}
	for _, tt := range []struct {
		told        surveys.Telling
		plain, zero bool
	}{{surveys.Telling{}, true, true}, {surveys.Plain("x"), true, false}, {surveys.TellAll(), true, true}, {surveys.Telling{ID: "x"}, false, false}, {surveys.Telling{Day: 1}, false, false}} {
		if tt.told.IsPlain() != tt.plain || tt.told.IsZero() != tt.zero {
			t.Errorf("%+v is plain %t and nothing %t", tt.told, tt.told.IsPlain(), tt.told.IsZero())
		}
	}
}
