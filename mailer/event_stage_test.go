package mailer_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
)

// TestANewStageIsTold: once, with the days of that step, whatever has become of
// the customer since; a change of an attribute alone is none.
func TestANewStageIsTold(t *testing.T) {
	e := listen(t, nil)
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL, surveys.OnStageChanged)
	food, lost := "food", surveys.Lost
	won := h.store.Today() - 400
	for _, p := range []surveys.CustomerPatch{
		{WonOn: &won}, {WonOn: &won}, {Attributes: map[string]*string{"industry": &food}}, {Stage: &lost, Reason: "moved away"},
	} {
		if _, err := h.store.PutCustomer(context.Background(), "acme/1", p); err != nil {
			t.Fatal(err)
		}
	}
	h.later(5 * time.Second)
	h.until(func() bool { return len(e.all()) >= 2 }, func() string { return "heard " + e.types(t) })
	h.drained()
	if got := e.types(t); got != "customer.stage_changed customer.stage_changed" || len(h.deliveries(w)) != 2 {
		t.Fatalf("heard %s", got)
	}
	for _, heard := range e.all() {
		var said struct {
			Data struct {
				Customer      struct{ ID string }
				Stage, Reason string
				WonOn         *string `json:"won_on"`
				LostOn        *string `json:"lost_on"`
				Attributes    map[string]string
			}
		}
		if err := json.Unmarshal(heard.body, &said); err != nil {
			t.Fatal(err)
		}
		d := said.Data
		if d.Customer.ID != "acme/1" || d.Attributes["industry"] != "food" || (d.LostOn != nil) != (d.Stage == "lost") || d.WonOn == nil || *d.WonOn != won.String() || !strings.Contains("active lost", d.Stage) || (d.Stage == "lost") != (d.Reason == "moved away") {
			t.Errorf("said %+v", d)
		}
	}
}
