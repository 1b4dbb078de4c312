package server_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestOwnWordsMayBeNumbers(t *testing.T) {
	c := newClient(t)
	tests := []struct {
		name, properties string
		status           int
		want             string // what is kept, or the field that is wrong
	}{
		{"text", `{"subject":"Printer"}`, http.StatusCreated, "map[subject:Printer]"},
		{"a number", `{"customer_worth":5000}`, http.StatusCreated, "map[customer_worth:5000]"},
		{"as it is written", `{"price":1.50}`, http.StatusCreated, "map[price:1.50]"},
		{"yes or no", `{"vip":true}`, http.StatusCreated, "map[vip:true]"},
		{"a list", `{"tags":["a"]}`, http.StatusUnprocessableEntity, "body.properties.tags"},
		{"nothing", `{"subject":null}`, http.StatusUnprocessableEntity, "body.properties.subject"},
	}
	for i, tt := range tests {
		w := c.call("POST", "/api/v1/interactions", fmt.Sprintf(`{"id":"plain-%d","properties":%s}`, i, tt.properties))
		if w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
			continue
		}
		if w.Code != http.StatusCreated {
			if got := fields(t, w); got != tt.want {
				t.Errorf("%s: %s is wrong, want %s", tt.name, got, tt.want)
			}
			continue
		}
		id := decode(t, w.Body)["invitation"].(map[string]any)["id"].(string)
		if got := fmt.Sprint(c.get("/invitations/" + id)["properties"]); got != tt.want {
			t.Errorf("%s: kept %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAnUnknownMailIsNeverDue(t *testing.T) {
	c := newClient(t)
	inv := storetest.Sent(t, c.store, storetest.ID("t-1"), storetest.To("ana@acme.example", "Ana"))
	waits := storetest.Ask(t, c.store, storetest.ID("t-2"), storetest.To("ben@acme.example", "Ben"))
	if got := c.get("/invitations/" + string(waits.ID))["send_at"]; got == nil {
		t.Error("a mail that waits says no time")
	}
	if got := c.get("/invitations/" + string(inv.ID))["send_at"]; got != nil {
		t.Errorf("a mail that was sent is due %v", got)
	}
	ctx := context.Background()
	claimed, _, err := c.store.ClaimMails(ctx, waits.ID.Shard(), []surveys.InvitationID{waits.ID})
	if err == nil {
		err = c.store.MailsToData(ctx, claimed)
	}
	if err == nil {
		err = c.store.MailUnknown(ctx, waits.ID, "connection lost")
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := c.get("/invitations/" + string(waits.ID)); got["mail"] != "unknown" || got["send_at"] != nil {
		t.Errorf("an unknown mail: %v, due %v", got["mail"], got["send_at"])
	}
}
