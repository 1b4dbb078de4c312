package surveys_test

import (
	"fmt"
	"math"
	"testing"

	"barometer/surveys"
)

// TestDifferencesAfterNewcombe: the eight examples of his table II, method 10
// (Statistics in Medicine 17, 1998), in percent.
func TestDifferencesAfterNewcombe(t *testing.T) {
	for _, c := range []struct {
		a, n, b, m int
		low, high  float64
	}{
		{56, 70, 48, 80, 5.24, 33.39},
		{9, 10, 3, 10, 17.05, 80.90},
		{6, 7, 2, 7, 5.82, 80.62},
		{5, 56, 0, 29, -3.81, 19.26},
		{0, 10, 0, 20, -16.11, 27.75},
		{0, 10, 0, 10, -27.75, 27.75},
		{10, 10, 0, 20, 67.91, 100},
		{10, 10, 0, 10, 60.75, 100},
	} {
		got := surveys.NewContrast(surveys.Trait{}, c.a, c.n, c.b, c.m)
		if math.Abs(got.Low-c.low) > .01 || math.Abs(got.High-c.high) > .01 {
			t.Errorf("%d/%d − %d/%d: %.2f to %.2f, want %.2f to %.2f", c.a, c.n, c.b, c.m, got.Low, got.High, c.low, c.high)
		}
	}
}

// TestFisher: the lady tasting tea, 34/70, and a table of the same kind.
func TestFisher(t *testing.T) {
	for _, c := range []struct {
		a, n, b, m int
		p          float64
	}{{3, 4, 1, 4, 34.0 / 70}, {4, 4, 0, 4, 2.0 / 70}, {2, 4, 2, 4, 1}, {0, 5, 0, 9, 1}} {
		if got := surveys.NewContrast(surveys.Trait{}, c.a, c.n, c.b, c.m).P; math.Abs(got-c.p) > 1e-9 {
			t.Errorf("%d/%d, %d/%d: p = %.6f, want %.6f", c.a, c.n, c.b, c.m, got, c.p)
		}
	}
}

// firmOf makes customers that left or stayed, n with each of the traits.
func firmOf(left bool, n int, traits map[string]string) []surveys.Looked {
	out := make([]surveys.Looked, n)
	for i := range out {
		out[i] = surveys.Looked{Left: left, Traits: traits}
	}
	return out
}

// TestTheAuditByHand: of 10 who left 8 complained, of 40 who stayed 8: 80 − 20
// = 60 points. Of the 10 four were in retail, of the 40 sixteen: no difference.
func TestTheAuditByHand(t *testing.T) {
	type m = map[string]string
	var all []surveys.Looked
	for _, g := range [][]surveys.Looked{
		firmOf(true, 4, m{"complaint": "yes", "attribute:industry": "retail"}), firmOf(true, 4, m{"complaint": "yes", "attribute:industry": "food"}),
		firmOf(true, 2, m{"complaint": "", "attribute:industry": "food"}),
		firmOf(false, 8, m{"complaint": "yes", "attribute:industry": "retail"}),
		firmOf(false, 8, m{"complaint": "", "attribute:industry": "retail"}), firmOf(false, 24, m{"complaint": "", "attribute:industry": "food"}),
		firmOf(true, 2, m{"attribute:region": "north"}), firmOf(false, 30, m{"attribute:region": "south"}),
	} {
		all = append(all, g...)
	}
	got := ""
	for _, c := range surveys.Audit(all) {
		got += fmt.Sprintf("%s=%s %d/%d %d/%d %+.0f clear %t enough %t\n", c.Name, c.Value, c.Left.K, c.Left.N, c.Stayed.K, c.Stayed.N, c.Difference, c.Clear, c.Enough())
	}
	want := `complaint=yes 8/10 8/40 +60 clear true enough true
attribute:industry=food 6/10 24/40 +0 clear false enough true
attribute:region=north 2/2 0/30 +100 clear false enough false
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestManyTraitsMakeClaimsRarer: a difference that is clear alone (p = 0.02) is
// none beside forty that are chance.
func TestManyTraitsMakeClaimsRarer(t *testing.T) {
	alone := append(firmOf(true, 7, map[string]string{"a": "x"}), firmOf(true, 13, map[string]string{"a": ""})...)
	alone = append(alone, append(firmOf(false, 15, map[string]string{"a": "x"}), firmOf(false, 115, map[string]string{"a": ""})...)...)
	if c := surveys.Audit(alone)[0]; !c.Clear {
		t.Fatalf("alone: %+v", c)
	}
	many := alone
	for i := range 40 {
		name := fmt.Sprint("b", i)
		many = append(many, append(firmOf(true, 10, map[string]string{name: "x"}), firmOf(false, 10, map[string]string{name: "x"})...)...)
	}
	for _, c := range surveys.Audit(many) {
		if c.Clear {
			t.Errorf("clear among many: %+v", c)
		}
	}
}

func TestWhatACustomerHadLastSaid(t *testing.T) {
	v := surveys.Voices{{Day: 100, Satisfied: 1}, {Day: 200, Satisfied: 2, Complaint: 1}, {Day: 300, Neutral: 1}, {Day: 310, Asked: 1}, {Day: 700, Asked: 2}}
	for _, c := range []struct {
		before surveys.Day
		want   surveys.Said
	}{
		{100, surveys.NotAskedSaid}, {101, surveys.SaidSatisfied}, {201, surveys.SaidComplained}, {301, surveys.SaidNeutral},
		{400, surveys.SaidNeutral}, {665, surveys.SaidNeutral}, {666, surveys.SaidNothing}, {701, surveys.SaidNothing}, {1100, surveys.NotAskedSaid},
	} {
		if got := v.Said(c.before); got != c.want {
			t.Errorf("before %d: %s, want %s", c.before, got, c.want)
		}
	}
}
