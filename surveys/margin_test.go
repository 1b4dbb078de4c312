package surveys_test

import (
	"fmt"
	"testing"

	"barometer/surveys"
)

func TestTheMarginIsWhatIsLeftOfTheRevenue(t *testing.T) {
	for _, c := range []struct {
		name  string
		worth surveys.Worth
		want  float64
		known bool
	}{
		{"10,000 less 6,200 of time and 1,000 bought", surveys.Worth{Revenue: 10_000_00, Time: 6_200_00, Purchases: 1_000_00}, 28, true},
		{"nothing was spent", surveys.Worth{Revenue: 500}, 100, true},
		{"it costs more than it brings", surveys.Worth{Revenue: 100, Time: 150}, -50, true},
		{"worth beyond sales changes nothing", surveys.Worth{Revenue: 200, Time: 50, Beyond: 1_000_000}, 75, true},
		{"no revenue", surveys.Worth{Time: 100}, 0, false},
		{"more given back than taken", surveys.Worth{Revenue: -100}, 0, false},
	} {
		if got, known := c.worth.Margin(); got != c.want || known != c.known {
			t.Errorf("%s: %v %v", c.name, got, known)
		}
	}
}

func TestTheFourFieldsAreDividedByTheLines(t *testing.T) {
	lines := surveys.DefaultFieldLines()
	earns := func(margin surveys.Amount) surveys.Worth { return surveys.Worth{Revenue: 100, Time: 100 - margin} }
	for _, c := range []struct {
		name  string
		level surveys.Level
		worth surveys.Worth
		want  surveys.Field
	}{
		{"on both lines", surveys.NewLevel(8, 10), earns(30), surveys.FieldCherish},
		{"just below the satisfied line", surveys.NewLevel(79, 100), earns(30), surveys.FieldSave},
		{"just below the margin line", surveys.NewLevel(8, 10), earns(29), surveys.FieldDevelop},
		{"below both", surveys.NewLevel(1, 10), earns(-20), surveys.FieldRethink},
		{"four answers are no reading", surveys.NewLevel(4, 4), earns(50), surveys.NoField},
		{"no revenue", surveys.NewLevel(8, 10), surveys.Worth{Time: 5}, surveys.NoField},
	} {
		if got := lines.Field(c.level, c.worth); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	if (surveys.FieldLines{Satisfied: 80, Margin: 30}).Check() != nil || (surveys.FieldLines{Satisfied: 40, Margin: 60}).Check() == nil {
		t.Error("lines must lie inside the picture")
	}
}

func TestAnHourCostsTheRateOfItsDay(t *testing.T) {
	day := func(text string) surveys.Day {
		d, err := surveys.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	rates := surveys.NewRates([]surveys.Rate{
		{Kind: surveys.RateOfPerson, Name: "Aisha", From: day("2026-03-01"), PerHour: 60_00},
		{Kind: surveys.RateOfPerson, Name: "Aisha", From: day("2026-06-15"), PerHour: 66_00},
		{Kind: surveys.RateOfRole, Name: "engineer", From: day("2026-01-01"), PerHour: 50_00},
		{Kind: surveys.RateOfHouse, From: day("2026-02-01"), PerHour: 40_00},
	})
	for _, c := range []struct {
		person, role, day string
		want              surveys.Amount
		known             bool
	}{
		{"Aisha", "engineer", "2026-06-15", 66_00, true},
		{"Aisha", "engineer", "2026-06-14", 60_00, true},
		{"Aisha", "engineer", "2026-02-28", 50_00, true}, // before her own
		{"Dev", "engineer", "2026-07-01", 50_00, true},
		{"Dev", "designer", "2026-07-01", 40_00, true},
		{"Dev", "", "2026-01-31", 0, false},
	} {
		got, known := rates.On(c.person, c.role, day(c.day))
		if got != c.want || known != c.known {
			t.Errorf("%s as %q on %s: %d %v", c.person, c.role, c.day, got, known)
		}
	}
	for minutes, want := range map[int]surveys.Amount{60: 50_00, 90: 75_00, 1: 83, 7: 5_83, 0: 0} {
		if got := surveys.CostOf(minutes, 50_00); got != want {
			t.Errorf("%d minutes at 50 cost %d", minutes, got)
		}
	}
	// A minute costs 1.10: what is left over goes where it adds up, by person and day.
	work := func(id, person, on string) surveys.WorthEntry {
		return surveys.WorthEntry{Kind: surveys.WorthTime, ID: id, Customer: "alma", Person: person, From: day(on), Minutes: 1}
	}
	costs := rates.Costs([]surveys.WorthEntry{work("a", "Aisha", "2026-06-20"), work("x", "Dev", "2026-06-20"), work("b", "Aisha", "2026-06-20"), work("none", "Dev", "2026-01-20"),
		work("y", "Dev", "2026-06-20"), work("z", "Dev", "2026-06-20"), work("next", "Dev", "2026-06-21"), {Kind: surveys.WorthCost, ID: "bought", Amount: 5}})
	if want := "map[a:110 b:110 next:67 x:67 y:66 z:67]"; fmt.Sprint(costs) != want {
		t.Errorf("%v, want %s", costs, want)
	}
}

func TestRevenueOfASpanIsSpreadByDaysOverMonths(t *testing.T) {
	from, to := surveys.DayFromDate(2026, 1, 17), surveys.DayFromDate(2026, 3, 2)
	e := surveys.WorthEntry{Kind: surveys.WorthRevenue, From: from, To: to, Amount: 100_00, Sort: surveys.RevenueSale}
	// 15, 28 and 2 of 45 days: 33.33, 62.22, 4.44; what is cut is made up for in the next.
	want := []surveys.Piece{{202601, 17, 31, 33_33}, {202602, 1, 28, 62_22}, {202603, 1, 2, 4_45}}
	got := e.Pieces()
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Error(got)
	}
	e.Sort = surveys.RevenueRefund
	if got = e.Pieces(); got[0].By != -33_33 || got[2].By != -4_45 {
		t.Error("a refund counts below 0:", got)
	}
}
