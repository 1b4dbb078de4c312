package server_test

import (
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
)

// noted is how often the timelines of customers tell of worth beyond sales.
func (c *client) noted(t *testing.T, customers ...string) string {
	t.Helper()
	var out []string
	for _, customer := range customers {
		out = append(out, fmt.Sprint(strings.Count(fmt.Sprint(c.read(t, "/customers/"+customer+"/timeline")), "a year of theirs")))
	}
	return strings.Join(out, " ")
}

// What a customer is worth beyond sales stands on the timeline of that customer
// and of nobody else, whatever became of the entry and of the process meanwhile.
func TestTheLineOfAnEstimateFollowsItsEntry(t *testing.T) {
	c := newBooksClient(t)
	entry := surveys.WorthEntry{Kind: surveys.WorthBeyond, ID: "b-1", Customer: "acme", Project: surveys.GeneralProject, From: c.store.Today(), To: c.store.Today(),
		Amount: 300000, Sort: surveys.BeyondReferral, By: "Jonas", Why: "a year of theirs"}
	body := func(customer string) string {
		return fmt.Sprintf(`{"items":[{"id":"b-1","customer":%q,"kind":"referral","day":%q,"estimate":"3000","estimated_by":"Jonas","why":"a year of theirs"}]}`, customer, entry.From)
	}
	// The process died when the entry was kept, and the caller sends it again.
	if _, err := c.store.KeepWorth(t.Context(), []surveys.WorthEntry{entry}, surveys.DefaultCurrency); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := c.write(t, "POST", "/worth", body("acme"), 200); got != "unchanged" {
			t.Fatal(got)
		}
		if got := c.noted(t, "acme"); got != "1" {
			t.Fatalf("sent again: %s lines, want 1", got)
		}
	}
	// It was the wrong customer.
	if got := c.write(t, "POST", "/worth", body("birch"), 200); got != "replaced" {
		t.Fatal(got)
	}
	if got := c.noted(t, "acme", "birch"); got != "0 1" {
		t.Errorf("moved from acme to birch: %s lines, want 0 1", got)
	}
	// Birch becomes part of acme, and then the estimate is withdrawn.
	if err := c.store.MergeCustomers(t.Context(), "birch", "acme"); err != nil {
		t.Fatal(err)
	}
	if got := c.noted(t, "acme"); got != "1" {
		t.Errorf("merged: %s lines, want 1", got)
	}
	c.write(t, "DELETE", "/worth/b-1", "", 204)
	if got := c.noted(t, "acme"); got != "0" {
		t.Errorf("withdrawn: %s lines, want 0", got)
	}
}
