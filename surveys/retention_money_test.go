package surveys_test

import (
	"math"
	"testing"

	"barometer/surveys"
)

// Three paid 100 each; one left, one pays 80, one 150: net 230 of 300, gross
// 180 of 300.
func TestRevenueRetentionByHand(t *testing.T) {
	var r surveys.RevenueKept
	for _, c := range [][2]surveys.Amount{{100, 0}, {100, 80}, {100, 150}} {
		r.Count(c[0], c[1])
	}
	net, ok := r.Net()
	gross, _ := r.Gross()
	if !ok || math.Abs(net-230.0/3) > 1e-9 || gross != 60 || r.Customers != 3 {
		t.Errorf("net %v, gross %v of %+v", net, gross, r)
	}
	var none surveys.RevenueKept
	none.Count(0, 50)
	if _, ok := none.Net(); ok {
		t.Error("nothing was paid before, and there is a rate")
	}
	var refund surveys.RevenueKept
	refund.Count(100, -20)
	if gross, _ := refund.Gross(); gross != 0 {
		t.Errorf("gross %v after a refund", gross)
	}
	// One pays 100 as before, another had 50 back before: all that was paid is held.
	var back surveys.RevenueKept
	back.Count(100, 100)
	back.Count(-50, 0)
	if gross, _ := back.Gross(); gross != 100 {
		t.Errorf("gross %v where a refund lies before", gross)
	}
}
