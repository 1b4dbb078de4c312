package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
)

// Each list about keeping customers can be had as a file, by those who may see
// the list.
func TestListsAboutKeepingCustomersAsFiles(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	o.fill(firmYear())
	o.hire("eve@house.example", "Eve", surveys.Member)
	must(t, o.store.ChangeUser(ctx, o.marta.ID, surveys.Admin, true))
	region, won := "south", o.store.Today()-100
	_, err := o.store.PutCustomer(ctx, "northgate", surveys.CustomerPatch{WonOn: &won, Attributes: map[string]*string{"region": &region}, Reason: "asked us"})
	must(t, err)
	early, gone, back := won-500, o.store.Today()-60, o.store.Today()-30
	_, err = o.store.PutCustomer(ctx, "twice", surveys.CustomerPatch{WonOn: &early, LostOn: &gone, Reason: "too slow"})
	must(t, err)
	_, err = o.store.PutCustomer(ctx, "twice", surveys.CustomerPatch{WonOn: &back, Reason: "=came back"})
	must(t, err)
	_, err = o.store.KeepWorth(ctx, []surveys.WorthEntry{
		{Kind: surveys.WorthTime, ID: "t1", Customer: "northgate", Project: "portal", From: won, To: won, Minutes: 90, Person: "Marta", Note: "=1+1"},
		{Kind: surveys.WorthRevenue, ID: "r1", Customer: "northgate", Project: "portal", From: won, To: won, Amount: 125000, Sort: surveys.RevenueSale},
		{Kind: surveys.WorthRevenue, ID: "r2", Customer: "northgate", Project: "portal", From: won, To: won + 30, Amount: 5000, Sort: surveys.RevenueRecurring}}, "EUR")
	must(t, err)
	marta, eve := o.signedIn(martaEmail), o.signedIn("eve@house.example")
	o.readsBack(marta.get("/customers/lives.csv").Body.String())
	for path, want := range map[string]struct {
		text string
		eve  int
	}{
		"/retention.csv":          {"northgate,Northgate Logistics,active," + won.String() + ",,false,true,1,0,", 200},
		"/retention.csv?":         {"twice,twice,won_back," + back.String() + ",,true,true,1,1,", 200}, // as the page counts
		"/customers/lives.csv":    {"northgate,Northgate Logistics,active," + won.String() + "," + won.String() + ",,asked us,south", 200},
		"/customers/lives.csv?":   {"twice,,lost," + gone.String() + "," + early.String() + "," + gone.String() + ",too slow,", 200},
		"/customers/lives.csv??":  {"twice,,won_back," + back.String() + "," + back.String() + ",,'=came back,", 200},
		"/worth/revenue.csv":      {"r2,northgate,portal,," + won.String() + "," + (won + 30).String() + ",,,,50.00,EUR,recurring", 403},
		"/leavers.json":           {"[", 200},
		"/customers/days.csv":     {"remind_days_before", 200},
		"/advocates.csv":          {"quote", 200},
		"/worth/time.csv":         {"t1,northgate,portal," + won.String() + ",,,90,Marta,,,,,,,'=1+1", 403},
		"/worth/revenue.json":     {`"amount":"1250.00"`, 403},
		"/worth/costs.csv":        {"amount", 403},
		"/worth/beyond.csv":       {"estimated_by", 403},
		"/customers/contacts.csv": {"priya@northgate.example,Priya Nair,decision_maker", 403},
	} {
		answer := marta.get(path)
		if answer.Code != http.StatusOK || !strings.Contains(strings.ReplaceAll(answer.Body.String(), `": "`, `":"`), want.text) {
			t.Errorf("%s: %d, lacks %q\n%.600s", path, answer.Code, want.text, answer.Body)
		}
		if got := eve.get(path); got.Code != want.eve {
			t.Errorf("%s for a member: %d, want %d", path, got.Code, want.eve)
		}
	}
}

// readsBack brings a file of lives in again, where it changes nothing: every time
// of every customer is known.
func (o *office) readsBack(file string) {
	o.tb.Helper()
	sheet, err := surveys.ReadSheet(strings.NewReader(file))
	must(o.tb, err)
	plan := surveys.ImportPlan{Kind: surveys.ImportCustomers}
	plan.Columns, err = surveys.MapImport(plan.Kind, sheet.Header, nil)
	must(o.tb, err)
	var rows []surveys.ImportRow
	read, err := surveys.EachImport(sheet, plan, surveys.ImportHouse{Today: o.store.Today(), Zone: o.store.Zone()}, func(row surveys.ImportRow) error {
		rows = append(rows, row)
		return nil
	})
	must(o.tb, err)
	out, err := o.store.BringIn(context.Background(), plan.Kind, rows, "EUR", "")
	must(o.tb, err)
	if len(read.Mistakes) > 0 || out.Same != len(sheet.Rows) || len(sheet.Rows) < 3 {
		o.tb.Errorf("%d rows: %+v, mistakes %v\n%s", len(sheet.Rows), out, read.Mistakes, file)
	}
}
