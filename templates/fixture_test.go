package templates_test

import (
	"sync"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// english are the words of the team's pages, read once.
var english = sync.OnceValue(func() *templates.Locale {
	locales, err := templates.NewLocales()
	if err != nil {
		panic(err)
	}
	return locales.In(surveys.DefaultLanguage)
})

// fixtureClock stands still on a Tuesday noon.
func fixtureClock() templates.Clock {
	return templates.Clock{Now: time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC), Zone: time.UTC, Words: english()}
}

func fixtureLayout(section templates.Section) templates.Layout {
	return templates.Layout{Title: section.Name, Section: section, User: "Marta Lindqvist", Clock: fixtureClock()}
}

// fixtureYear is a year of thirteen readings of 28 days that ends a little lower.
func fixtureYear() []surveys.Point {
	share := []int{88, 90, 90, 91, 90, 91, 92, 93, 93, 92, 91, 90, 86}
	many := []int{171, 148, 183, 190, 177, 196, 188, 201, 162, 139, 199, 221, 214}
	out := make([]surveys.Point, len(share))
	for i := range out {
		to := fixtureClock().Today() - surveys.Day(28*(len(out)-1-i))
		out[i] = surveys.Point{Period: surveys.Last(28, to), Level: surveys.NewLevel(many[i]*share[i]/100, many[i])}
	}
	return out
}

func fixtureVoice(quote string, choice int, who, where string) templates.Voice {
	scale, _ := surveys.ScaleByID(surveys.CSAT5)
	return templates.Voice{Quote: quote, Pips: templates.Pips(scale, choice), Choice: english().ChoiceOf(scale, choice),
		Who: who, Where: templates.Link{Text: where, Address: "/customers/x"}, When: "2 h ago"}
}

func fixtureGlass(f surveys.Forecast, now, before surveys.Level) templates.Glass {
	return templates.Glass{Dial: templates.NewDial(f, now, before, english()), Forecast: f, Level: now, Span: "28 days",
		Before: "90 % the 28 days before; 93 % likely worse."}
}

// fixtureOverview is the overview of a small firm that slips, with hostile
// text wherever people can write.
func fixtureOverview(text string) templates.Overview {
	points := fixtureYear()
	now, before := points[12].Level, points[11].Level
	return templates.Overview{
		Layout: fixtureLayout(templates.OverviewSection()), Finding: "Fair, and slipping towards change", Evidence: "Three need us. Last answer four minutes ago.",
		Periods: []templates.Link{{Text: "28 days", Address: "/", Current: true}, {Text: "90 days", Address: "/?days=90"}, {Text: "a year", Address: "/?days=365"}, {Text: "all", Address: "/?days=all"}},
		Needs: []templates.Need{
			{Name: "Northgate Logistics" + text, Address: "/customers/n", Forecast: surveys.Storm, Sentence: "Rated 2 of 5 today, “" + text + "”, and nobody has answered yet.", Next: templates.Link{Text: "Answer case 38", Address: "/cases/38"}, Beside: "nobody yet"},
			{Name: "Oakfield Dental", Address: "/customers/o", Forecast: surveys.Rain, Sentence: "13 of 19 satisfied in 28 days, 29 of 33 the 28 days before.", Next: templates.Link{Text: "See the answers", Address: "/customers/o"}, Beside: "risk 42 %"},
			{Name: "Kestrel Housing Trust", Address: "/customers/k", Forecast: surveys.NoReading, Sentence: "Three questions stayed open.", Beside: "Tomás"},
		},
		NeedsRule: "Open cases first, then by risk: the badness expected of the next answer.",
		Glass:     fixtureGlass(surveys.Fair, now, before),
		Worst:     &templates.Voice{Choice: "1 of 5", Where: templates.Link{Text: "Alma Foods" + text, Address: "/customers/a"}, When: "Friday"},
		Said:      []templates.Voice{fixtureVoice("The portal was down again on our busiest morning."+text, 2, "Priya Nair"+text, "Northgate"+text), fixtureVoice("Gyors és türelmes segítség volt.", 4, "Szabó Zsófia", "Szabó Kertészet")},
		Trend:     templates.Trend{Heading: "Better or worse, over a year", Definition: "Satisfied = rated 4 or 5 ÷ all rated, 28 days each; band and ranges 95 % Wilson; bars n.", Chart: templates.NewChart(points, fixtureClock())},
		Cases:     []templates.CaseRow{{Title: "Portal down" + text, Address: "/cases/38", Where: "Northgate" + text, Line: "nobody yet · open", When: "2 h ago", Late: "no reply for 4 days"}},
		NeedsMore: templates.Link{Text: "All 3, how they are ranked", Address: "/attention"}, SaidMore: templates.Link{Text: "All comments", Address: "/responses?words=yes"},
		CasesMore: templates.Link{Text: "1 open", Address: "/complaints"},
		Response:  templates.Response{Level: surveys.NewLevel(214, 603), Text: "Answered ÷ (sent − bounced): 214 of 603; 9 bounced."},
	}
}
