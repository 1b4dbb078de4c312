package templates_test

import (
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

// Whoever reads a report reads it in their language: no heading and no rule of
// the English one is left in it.
func TestAReportIsSaidInEveryLanguage(t *testing.T) {
	locales, err := templates.NewLocales()
	if err != nil {
		t.Fatal(err)
	}
	today := fixtureClock().Today()
	r := surveys.Report{Name: "Northgate", Customer: "n", Period: surveys.Last(30, today), State: surveys.ReportDraft}
	r.Facts.Level, r.Facts.Before, r.Facts.Low = surveys.NewLevel(18, 20), surveys.NewLevel(2, 3), 2
	r.Facts.Reasons = []surveys.Ticked{{Name: "slow", Survey: "csat5", N: 2}}
	r.Facts.Complaint, r.Facts.InTime, r.Facts.Resolved, r.Facts.Again, r.Facts.Recovered = 3, 2, 1, 2, 1
	say := func(tag string) (out []string) {
		doc := locales.In(tag).ReportDoc(r, nil, true)
		out = append(out, doc.Title)
		for _, chapter := range doc.Parts {
			out = append(out, chapter.Heading)
			for _, v := range chapter.Sections {
				out = append(out, v.Heading, v.Rule)
				for _, row := range v.Rows {
					out = append(out, row.Name, row.Detail)
				}
			}
		}
		return out
	}
	english := say("en")
	if all := strings.Join(english, "\n"); !strings.Contains(all, "18 of 20, 95\u00a0% interval") || !strings.Contains(all, "Of 2 answers that were not satisfied") {
		t.Errorf("in English:\n%s", all)
	}
	for _, tag := range surveys.Languages() {
		texts := say(tag)
		for i, text := range texts {
			if tag != "en" && text != "" && text == english[i] {
				t.Errorf("%s says %q in English", tag, text)
			}
			if text == "" && english[i] != "" {
				t.Errorf("%s has nothing for %q", tag, english[i])
			}
		}
	}
}

// What began today began on one day.
func TestAReportSaysASingleDayOnce(t *testing.T) {
	today := fixtureClock().Today()
	r := surveys.Report{Name: "Northgate", Period: surveys.Last(30, today-1)}
	r.Facts.Level, r.Facts.Until = surveys.NewLevel(18, 20), today
	names := map[string]bool{}
	for _, chapter := range english().ReportDoc(r, nil, true).Parts {
		for _, v := range chapter.Sections {
			for _, row := range v.Rows {
				names[row.Name] = true
			}
		}
	}
	day := english().LongDate(today.Time())
	if !names["Since: "+day] {
		t.Errorf("want %q among %v", "Since: "+day, names)
	}
}
