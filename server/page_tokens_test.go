package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"
)

// TestAKeyFromMakingToEnding: shown once, used, and refused from the next call
// on when it is ended.
func TestAKeyFromMakingToEnding(t *testing.T) {
	o := openOffice(t, localOffice)
	marta := o.signedIn(martaEmail)
	made := marta.post("/settings/tokens", "do", "make", "name", "the board", "scope", "money")
	secret := regexp.MustCompile(`bmt_[a-z2-7]{40}`).FindString(made.Body.String())
	if made.Code != http.StatusCreated || secret == "" || !strings.Contains(made.Body.String(), "/api/v1/customers") {
		t.Fatalf("making it is answered with %d\n%s", made.Code, made.Body)
	}
	page := marta.get("/settings/tokens").Body.String()
	if strings.Contains(page, secret) || !strings.Contains(page, "the board") || !strings.Contains(page, "never") {
		t.Errorf("the list is not right:\n%s", page)
	}
	program := o.someone()
	program.headers = map[string]string{"Authorization": "Bearer " + secret}
	if answer := program.get("/api/v1/customers"); answer.Code != http.StatusOK {
		t.Fatalf("the key is answered with %d", answer.Code)
	}
	if page := marta.get("/settings/tokens").Body.String(); !strings.Contains(page, "today") {
		t.Errorf("its use does not show:\n%s", page)
	}
	if answer := marta.post("/settings/tokens", "do", "revoke", "name", "the board"); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "the board is ended") {
		t.Errorf("ending it is answered with %d", answer.Code)
	}
	if answer := program.get("/api/v1/customers"); answer.Code != http.StatusUnauthorized {
		t.Errorf("the ended key is answered with %d", answer.Code)
	}
}

// TestKeysThatAreNotMade says what is wrong beside the field, and makes nothing.
func TestKeysThatAreNotMade(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("eve@house.example", "Eve", surveys.Member)
	marta := o.signedIn(martaEmail)
	marta.post("/settings/tokens", "do", "make", "name", "helpdesk", "scope", "send")
	for _, tt := range []struct {
		who    string
		fields []string
		want   int
		says   string
	}{
		{martaEmail, []string{"do", "make", "name", "helpdesk", "scope", "read"}, 422, "There is a key of this name already."},
		{martaEmail, []string{"do", "make", "name", "  ", "scope", "read"}, 422, "must have 1 to 200 letters"},
		{martaEmail, []string{"do", "make", "name", "till", "scope", "god"}, 422, "Choose what it may do."},
		{martaEmail, []string{"do", "revoke", "name", "nobody"}, 404, ""},
		{martaEmail, []string{"do", "dance"}, 422, ""},
		{"eve@house.example", []string{"do", "make", "name", "till", "scope", "read"}, 403, ""},
	} {
		answer := o.signedIn(tt.who).post("/settings/tokens", tt.fields...)
		if answer.Code != tt.want || !strings.Contains(answer.Body.String(), tt.says) || strings.Contains(answer.Body.String(), "bmt_") {
			t.Errorf("%v of %s: %d, want %d and %q", tt.fields, tt.who, answer.Code, tt.want, tt.says)
		}
	}
}
