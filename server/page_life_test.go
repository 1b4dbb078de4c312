package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"barometer/surveys"
)

// live tells when a customer came and left; empty texts are left out.
func (o *office) live(id surveys.CustomerID, won, lost, industry string) {
	o.tb.Helper()
	p := surveys.CustomerPatch{Attributes: map[string]*string{"industry": &industry}}
	for text, at := range map[string]**surveys.Day{won: &p.WonOn, lost: &p.LostOn} {
		if text == "" {
			continue
		}
		day, err := surveys.ParseDay(text)
		if err != nil {
			o.tb.Fatal(err)
		}
		*at = &day
	}
	if _, err := o.store.PutCustomer(context.Background(), id, p); err != nil {
		o.tb.Fatal(err)
	}
}

// The page says the figure with its formula; each number leads to who is
// behind it.
func TestTheRetentionPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	year, _, _ := o.store.Today().Date()
	day := func(month int) string { return fmt.Sprintf("%d-%02d-01", year-1, month) }
	for i := range 19 {
		o.live(surveys.CustomerID(fmt.Sprintf("stays-%d", i)), "2020-02-29", "", "food")
	}
	o.live("leaves", "2020-02-29", day(6), "retail")
	for i := range 5 {
		o.live(surveys.CustomerID(fmt.Sprintf("comes-%d", i)), day(3), "", "food")
	}
	b := o.signedIn(martaEmail)
	page := b.get("/retention?of=last_year")
	says(t, page, "19 of 20 customers stayed", "(24 − 5) ÷ 20 × 100 = 95", "2 customers have no day on which they began",
		"Kept, by quarter", "by what they had last told us", "industry")
	says(t, b.get("/retention?of=last_year&list=lost"), "Lost: 1 customer", "leaves", "1 Jun "+day(6)[:4])
	says(t, b.get("/retention?of=last_year&by=attribute:industry&list=start&split=attribute:industry&group=retail"), "At the start: 1 customer, retail")
	says(t, b.get("/retention?from="+day(1)+"&to="+day(2)+"&cut=month"), "Kept, by month", "20 of 20 customers stayed")
	for _, path := range []string{"/retention?of=ever", "/retention?from=2099-01-01&to=2099-02-01", "/retention?from=2026-02-30&to=2026-03-01", "/retention?list=all", "/retention?by=mood", "/retention?cut=week",
		"/retention?page=0", "/leavers?of=ever", "/leavers?side=right", "/leavers?side=left&page=0", "/customers?stage=happy"} {
		if answer := b.get(path); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if answer := b.post("/retention", "do", "begin"); answer.Code != http.StatusSeeOther {
		t.Fatalf("begin: %d", answer.Code)
	}
	if page := b.get("/retention").Body.String(); strings.Contains(page, "no day on which") {
		t.Error("some have no day still")
	}
	o.recorded("customer.dated")
	says(t, b.get("/leavers?of=last_year"), "No clear difference between those who left and those who stayed", "1 left, 26 stayed", "too few to say", "industry: retail")
	says(t, b.get("/leavers?of=last_year&trait=attribute:industry&value=retail&side=left"), "Left, industry: retail", "leaves")
	says(t, b.get("/customers?stage=lost"), "leaves", "all stages")
}

// The team tells of a customer's life on its page; who may only look has no
// form, and only admins merge.
func TestTheLifeOfACustomerOnItsPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	const page, path = "/customers/northgate", "/customers/northgate/life"
	says(t, b.get(page), "Life with us", "Nobody has said yet since when this is a customer")
	for _, step := range []struct {
		form []string
		want []string
	}{
		{[]string{"do", "stage", "stage", "active", "won_on", "2024-02-29"}, []string{"Customer from 29 Feb 2024", "active since 29 Feb 2024"}},
		{[]string{"do", "stage", "stage", "at_risk", "won_on", "2024-02-29", "reason", "They <b>compare</b> prices"}, []string{"at risk", "They &lt;b&gt;compare&lt;/b&gt; prices"}},
		{[]string{"do", "stage", "stage", "at_risk", "won_on", "2024-02-29", "lost_on", "2026-01-31"}, []string{"lost", "Customer from 29 Feb 2024 to 31 Jan 2026"}},
		{[]string{"do", "stage", "stage", "lost", "won_on", "2024-02-29", "lost_on", ""}, []string{"Customer from 29 Feb 2024", "active"}},
		{[]string{"do", "attributes", "key", "industry", "value", "logistics"}, []string{"industry logistics"}},
	} {
		if answer := b.post(path, step.form...); answer.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d\n%s", step.form, answer.Code, answer.Body)
		}
		says(t, b.get(page), step.want...)
	}
	for _, form := range [][]string{{"do", "dance"}, {"do", "stage", "lost_on", "2020-01-01"}, {"do", "stage", "won_on", "soon"}, {"do", "attributes", "key", "A b", "value", "x"}} {
		if answer := b.post(path, form...); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, answer.Code)
		}
	}
	o.hire("vera@lindqvist.example", "Vera", surveys.Viewer)
	o.hire("mika@lindqvist.example", "Mika", surveys.Member)
	v, m := o.signedIn("vera@lindqvist.example"), o.signedIn("mika@lindqvist.example")
	if text := v.get(page).Body.String(); strings.Contains(text, path) || v.post(path, "do", "attributes").Code != http.StatusForbidden {
		t.Error("who may only look may change a life")
	}
	if text := m.get(page).Body.String(); strings.Contains(text, "/merge") || m.post("/customers/northgate/merge", "into", "bergmann/de").Code != http.StatusForbidden ||
		m.post("/retention", "do", "begin").Code != http.StatusForbidden {
		t.Error("a member may merge")
	}
	o.partsAgain(t, b, page)
}

// partsAgain makes one customer of two, after a look at what will happen, and two
// of one again.
func (o *office) partsAgain(t *testing.T, b *colleague, page string) {
	t.Helper()
	before, kept := b.get("/customers/northgate").Body.String(), b.get(page).Body.String()
	says(t, b.get("/customers/northgate/merge?into=bergmann+maschinenbau"), "Northgate Logistics becomes Bergmann Maschinenbau", "Nothing has happened yet", "An admin can part them again")
	for _, wrong := range []string{"", "nobody at all", "northgate"} {
		if answer := b.get("/customers/northgate/merge?into=" + url.QueryEscape(wrong)); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "<dt>Id or name of the customer") {
			t.Errorf("into %q: %d", wrong, answer.Code)
		}
	}
	if answer := b.post("/customers/northgate/merge", "into", "bergmann/de"); answer.Code != http.StatusSeeOther {
		t.Fatalf("merge: %d %s", answer.Code, answer.Body)
	}
	says(t, b.get(page), "Bergmann Maschinenbau", "Known before as northgate", "Priya Nair", "Northgate Logistics (northgate) became this customer", "Part them again")
	if answer := b.post(page+"/part", "former", "nobody"); answer.Code != http.StatusNotFound {
		t.Errorf("part nobody: %d", answer.Code)
	}
	if answer := b.post(page+"/part", "former", "northgate"); answer.Code != http.StatusSeeOther {
		t.Fatalf("part: %d %s", answer.Code, answer.Body)
	}
	if after := b.get("/customers/northgate").Body.String(); after != before {
		t.Error("the customer's page is another than before")
	}
	if after := b.get(page).Body.String(); after != kept {
		i := 0
		for i < min(len(after), len(kept)) && after[i] == kept[i] {
			i++
		}
		t.Errorf("the page of the other is another than before: %.200s, was %.200s", after[i:], kept[i:])
	}
	o.recorded("customer.changed", "customer.merged", "customer.parted")
}

// One end of a period is enough: it goes to today, or a year back.
func TestAPeriodMayLeaveOutAnEnd(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	for _, tt := range []struct{ query, want string }{
		{"?from=2025-06-01", "1 Jun 2025 – 2 Mar 2026"}, {"?to=2025-06-30", "1 Jul 2024 – 30 Jun 2025"}, {"?from=2025-06-01&to=", "1 Jun 2025 – 2 Mar 2026"},
	} {
		for _, page := range []string{"/leavers", "/retention"} {
			if got := readable(b.get(page + tt.query).Body.String()); !strings.Contains(got, tt.want) {
				t.Errorf("%s%s does not say %s:\n%s", page, tt.query, tt.want, got)
			}
		}
	}
}
