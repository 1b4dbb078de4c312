package templates_test

import (
	"flag"
	"os"
	"slices"
	"testing"

	"barometer/surveys"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The mails as people read them: all scales in English, a row of numbers and a
// list of words in every language, and the other occasions.
// go test ./templates -run Golden -update writes them anew.
func TestGoldenMails(t *testing.T) {
	d := newDesk(t)
	for _, tag := range surveys.Languages() {
		for _, scale := range surveys.ScaleIDs() {
			if tag == "en" || slices.Contains([]surveys.ScaleID{surveys.CSAT5, surveys.Thermometer4}, scale) {
				d.golden(string(scale)+"."+tag, tag, ticket(builtIn(scale)))
			}
		}
		reminder := ticket(builtIn(surveys.CSAT5))
		reminder.Reminds = "0000000000000001"
		d.golden("reminder."+tag, tag, reminder)
		d.golden("pulse."+tag, tag, surveys.Invitation{Project: "support", Type: surveys.PulseType, Scale: surveys.CSAT5})
		recovery := ticket(builtIn(surveys.CSAT5))
		recovery.Type = surveys.RecoveryType
		d.golden("recovery."+tag, tag, recovery)
	}
}

func (d desk) golden(name, tag string, inv surveys.Invitation) {
	d.Helper()
	survey := builtIn(inv.Scale)
	_, twins := d.compose(tag, survey, inv, "Priya Nair")
	subject := d.locales.In(tag).Subject(survey, inv, "Support", nil)
	golden(d.T, name+".txt", subject+"\n\n"+twins.Text)
	golden(d.T, name+".html", twins.HTML)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/mails/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}
