package templates_test

import (
	"bytes"
	"path"
	"testing"

	"barometer/templates"
)

// What a phone loads holds no words for our readers; a licence stays.
func TestStaticFilesAreLean(t *testing.T) {
	pages, err := templates.NewPages(false, english())
	if err != nil {
		t.Fatal(err)
	}
	for name, holds := range map[string]string{
		"barometer.css": "@media print{", "barometer.js": "addEventListener(", "survey.js": "addEventListener(", "pico.min.css": "/*!",
	} {
		address, err := pages.Assets().Address(name)
		if err != nil {
			t.Fatal(err)
		}
		file, ok := pages.Assets().Get(path.Base(address))
		if !ok || !bytes.Contains(file.Body, []byte(holds)) {
			t.Errorf("%s lacks %q", name, holds)
		}
		for _, idle := range []string{"\n//", "\n  ", "/* "} {
			if bytes.Contains(file.Body, []byte(idle)) {
				t.Errorf("%s holds %q", name, idle)
			}
		}
	}
}
