package templates_test

import (
	"testing"

	"barometer/templates"
)

func TestNamesFromRightToLeftStandByThemselves(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "Priya Nair": "Priya Nair", "Szabó Gergő": "Szabó Gergő", "नया": "नया", "田中": "田中",
		"عمر خليل": "\u2068عمر خليل\u2069", "דוד": "\u2068דוד\u2069", "Omar عمر": "\u2068Omar عمر\u2069",
	} {
		if got := templates.Isolate(name); got != want {
			t.Errorf("%q becomes %q", name, got)
		}
	}
}
